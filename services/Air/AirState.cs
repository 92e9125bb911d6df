using Qujiang.Air.Physics;
using Qujiang.LegKernel;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Schedules;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.Air;

/// <summary>The hub's flights by one version of the data.</summary>
/// <param name="Today">For what asks without a day of its own.</param>
/// <param name="BlockTimes">Of all flights.</param>
/// <param name="Goods">By UN number.</param>
public sealed record AirState(
    Airports Airports,
    Fleet Fleet,
    DataSheet<BlockTimeData> BlockTimes,
    IReadOnlyDictionary<string, DataSheet<AirGoods>> Goods,
    DateOnly Today
)
{
    /// <summary>Classes of aircraft today; special cargo as much sooner as any airport wants it.</summary>
    public IReadOnlyDictionary<string, VehicleClass> Vehicles { get; } =
        VehiclesOn(Today, Fleet, Airports.All.Keys.Max(a => Airports.EarlierMinutes(a, Today)));

    /// <summary>The way from one airport to the next on a day; null where one is none of the hub's.</summary>
    public IReadOnlyList<Hop>? Way(string from, string to, DateOnly day)
    {
        if (from == to || !Airports.All.ContainsKey(from) || !Airports.All.ContainsKey(to))
        {
            return null;
        }

        var (km, block) = (Airports.Km(from, to, day), BlockTimeOn(day));
        return [new Hop(to, km, BlockTime.Minutes(km, block.CruiseKmh, block.GroundMinutes))];
    }

    /// <summary>
    /// A line as it is flown on a day: the aircraft, kilometres, block time and cut-offs of the day, and where an airport has moved the tariff of the distance that is flown
    /// then.
    /// </summary>
    public LinePattern Pattern(LineRow row, DateOnly day)
    {
        var vehicle = Fleet.On(row.Vehicle, day) ?? throw new FormatException($"Line {row.LineId}: there is no aircraft {row.Vehicle}.");
        return Pattern(row, vehicle, day);
    }

    /// <summary>What is known of a flight that is not the hub's own, or not by the hub's aircraft; null where it calls elsewhere than at the hub's airports.</summary>
    /// <param name="vehicle">Its class of aircraft; of one that is not known distances and cut-offs are told alone.</param>
    /// <param name="tariff">The tariff of an aircraft over so many kilometres.</param>
    public LinePattern? Foreign(string vehicle, IReadOnlyList<ScheduledCall> calls, Func<string, decimal, string?> tariff)
    {
        List<string> route = [.. calls.Select(c => c.Terminal)];
        var day = calls[0].Departure is { } departure && Instants.IsPlausible(departure) ? HubTime.DayOf(departure) : Today;
        var ways = route.Zip(route.Skip(1)).Select(leg => Way(leg.First, leg.Second, day)).ToList();
        if (ways.Count == 0 || ways.Contains(null))
        {
            return null;
        }

        var known = Fleet.On(vehicle, day) ?? new("", "", new(), new([], [], false), new("nobody tells it", Contracts.V1.Quality.E));
        var row = new LineRow(
            "FOREIGN",
            "",
            route,
            ServiceDays.Daily,
            [],
            known.Id,
            tariff(vehicle, ways.Sum(w => w![0].Km)) ?? "",
            DwellMinutes: 0,
            day,
            day,
            known.Provenance
        );
        return Airports.CutOff(row.ToPattern(known, (from, to) => Way(from, to, day)!), day);
    }

    /// <summary>How much of some goods may be in a package on a day; null where their number is not in the data.</summary>
    public AirLimit? LimitOf(string unNumber, string? packingGroup, DateOnly day) =>
        Goods.GetValueOrDefault(unNumber)?.On(day) is { } row
            ? DangerousGoodsByAir.Pick(
                row.Data.ToLimits(unNumber, row.Provenance.Source, row.Provenance.Quality.ToString()[0]),
                packingGroup
            )
            : null;

    private LinePattern Pattern(LineRow row, VehicleClass vehicle, DateOnly day)
    {
        var line = row.ToPattern(
            vehicle,
            (from, to) => Way(from, to, day) ?? throw new FormatException($"Line {row.LineId}: {from} or {to} is no airport.")
        );
        if (row.Route.Zip(row.Route.Skip(1)).Any(leg => Airports.IsMoved(leg.First, leg.Second, day)))
        {
            line = line with { TariffId = DistanceClass.Of(row.TariffId, line.Calls.Sum(c => c.KmToNext)) };
        }

        return Airports.CutOff(line, day);
    }

    private static Dictionary<string, VehicleClass> VehiclesOn(DateOnly day, Fleet fleet, int earlierMinutes) =>
        fleet
            .AllOn(day)
            .ToDictionary(
                v => v.Key,
                v => v.Value with { Rules = v.Value.Rules with { SpecialCutoffMinutes = earlierMinutes } },
                StringComparer.Ordinal
            );

    private BlockTimeData BlockTimeOn(DateOnly day) => BlockTimes.OnOrFirst(day).Data;
}
