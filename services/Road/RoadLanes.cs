using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.Network;
using Qujiang.Road.Physics;

namespace Qujiang.Road;

/// <summary>Makes lanes out of roads: the usual ones, and those around roads that are closed.</summary>
public sealed class RoadLanes
{
    private const string TariffId = "RD-2026";

    private readonly LaneBasis basis;
    private readonly CargoRules rules;
    private readonly DriverPolicy drivers;
    private readonly IReadOnlyList<DayWindow> dangerousBan;
    private readonly Dictionary<string, CityHours> cities;
    private readonly Dictionary<string, RoadPath> usual;
    private readonly ILookup<string, string> over;
    private readonly Dictionary<(int, string, string, bool), IReadOnlyList<LaneTime>?> profiles = [];

    public RoadLanes(LaneBasis basis)
    {
        this.basis = basis;
        (rules, drivers, dangerousBan) = (basis.Truck.ToRules(), basis.Drivers.ToPolicy(), basis.DangerousGoodsBan.ToWindows());
        cities = basis
            .Cities.Select(c => (c.Terminal, Hours: c.City.ToHours()))
            .Where(c => c.Hours is not null)
            .ToDictionary(c => c.Terminal, c => c.Hours!, StringComparer.Ordinal);
        Graph = new(basis.Roads);
        usual = Graph.Terminals.SelectMany(t => Graph.From(t, basis.Drivers.MaxLaneKm)).ToDictionary(IdOf, StringComparer.Ordinal);
        over = usual
            .SelectMany(p => p.Value.Roads.Select(r => (Road: r.Id, Lane: p.Key)))
            .ToLookup(p => p.Road, p => p.Lane, StringComparer.Ordinal);
        All = [.. usual.Values.Select(Lane)];
    }

    /// <summary>The roads they run on.</summary>
    public RoadGraph Graph { get; }

    /// <summary>The lanes when every road is open.</summary>
    public IReadOnlyList<LaneSpec> All { get; }

    /// <summary>Ids of the usual lanes that run over a road.</summary>
    public IReadOnlyList<string> Over(string road) => [.. over[road].Order(StringComparer.Ordinal)];

    /// <summary>
    /// Lanes around a closed road, one for each usual lane over it that has another way. Each is offered from when the usual one would be under way as
    /// the road closes.
    /// </summary>
    /// <param name="road">The closed road.</param>
    /// <param name="closed">All roads that are closed during the same time, itself included.</param>
    /// <param name="from">When it closes.</param>
    /// <param name="to">When it opens again; null while unknown.</param>
    public IReadOnlyList<LaneSpec> Detours(string road, IReadOnlySet<string> closed, DateTimeOffset from, DateTimeOffset? to)
    {
        var lanes = over[road].ToHashSet(StringComparer.Ordinal);
        return
        [
            .. lanes
                .Select(id => usual[id].From)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .SelectMany(start => Graph.From(start, basis.Drivers.MaxLaneKm, closed))
                .Where(path => lanes.Contains(IdOf(path)))
                .Select(path => Detour(path, road, from, to)),
        ];
    }

    /// <summary>What the ids of lanes around a road end with.</summary>
    public static string SuffixOf(string road) => $".DETOUR-{road}";

    private LaneSpec Detour(RoadPath path, string road, DateTimeOffset from, DateTimeOffset? to)
    {
        var lane = Lane(path);
        var source = $"detour around {road}: {path}";
        return lane with
        {
            LaneId = lane.LaneId + SuffixOf(road),
            Provenance = lane.Provenance with { Source = source },
            OfferedFrom = from.AddMinutes(-Minutes(usual[lane.LaneId])).ToUniversalTime(),
            OfferedTo = to?.ToUniversalTime(),
        };
    }

    private LaneSpec Lane(RoadPath path)
    {
        var times = Times(path, dangerous: false);
        return new(
            IdOf(path),
            path.From,
            path.To,
            path.Km,
            times?.Min(t => t.DurationMinutes) ?? Minutes(path),
            basis.Drivers.LoadingMinutes,
            HandlingMinutes(path.To),
            $"RD-{path.From}",
            TariffId,
            rules,
            new($"shortest road over the hub's corridors: {path}", path.Quality),
            times,
            Times(path, dangerous: true),
            TolledKm: path.TolledKm,
            FromAccess: Access(path.From),
            ToAccess: Access(path.To)
        );
    }

    private TerminalAccess? Access(string terminal) =>
        cities.TryGetValue(terminal, out var city)
            ? new(city.Minutes, [.. city.Bans.Select(Window)], [.. city.Peaks.Select(Window)], city.PeakPercent)
            : null;

    private static AccessWindow Window(DayWindow window) => new(window.From, window.To);

    /// <summary>Minutes by time of day; null where they are always the same, or for dangerous goods the same as for other cargo.</summary>
    private IReadOnlyList<LaneTime>? Times(RoadPath path, bool dangerous)
    {
        var banned = dangerous && dangerousBan.Count > 0 && path.Roads.Any(r => r.Km > drivers.LocalUpToKm); // the ban is one of motorways
        var (origin, destination) = (cities.GetValueOrDefault(path.From), cities.GetValueOrDefault(path.To));
        if (!banned && (dangerous || (origin ?? destination) is null))
        {
            return null;
        }

        var driving = (int)Math.Ceiling(DrivingMinutes(path));
        var key = (driving, origin is null ? "" : path.From, destination is null ? "" : path.To, banned);
        lock (profiles)
        {
            if (!profiles.TryGetValue(key, out var times))
            {
                var trip = new TruckTrip(
                    Math.Max(1, driving),
                    origin ?? CityHours.None,
                    destination ?? CityHours.None,
                    banned ? dangerousBan : []
                );
                times = [.. TruckDay.Profile(trip, drivers).Select(p => new LaneTime(p.Minute, p.Duration))];
                profiles.Add(key, times);
            }

            return times;
        }
    }

    private static string IdOf(RoadPath path) => $"RD-{path.From}-{path.To}";

    private int Minutes(RoadPath path) => DrivingTime.GateToGate(DrivingMinutes(path), drivers);

    private decimal DrivingMinutes(RoadPath path) => path.Roads.Sum(r => DrivingTime.Driving(r.Km, drivers));

    private int HandlingMinutes(string terminal) =>
        Terminals.Hub.Find(terminal)?.Kind == TerminalKind.BondedZone ? basis.Drivers.CustomsMinutes : basis.Drivers.HandlingMinutes;
}
