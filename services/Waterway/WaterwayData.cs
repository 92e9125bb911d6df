using System.Globalization;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway;

/// <summary>What a reach is built like.</summary>
/// <param name="Class">Class of the waterway: IV, III.</param>
/// <param name="VesselT">Vessels it is built for, tonnes.</param>
/// <param name="DepthM">Least depth at the usual level of the water, metres.</param>
/// <param name="ClearanceM">Height of the lowest bridge above the usual level, metres.</param>
/// <param name="DownstreamKmh">What every vessel sails from the upper port to the lower one, km/h; null: what its class sails there.</param>
/// <param name="UpstreamKmh">The other way.</param>
public sealed record ChannelData(
    string Class,
    int VesselT,
    decimal DepthM,
    decimal ClearanceM,
    decimal? DownstreamKmh = null,
    decimal? UpstreamKmh = null
);

/// <summary>How a lock works, and when it does not.</summary>
/// <param name="Chamber">Length x width x depth over the sill; null where unknown.</param>
/// <param name="Chambers">Side by side.</param>
/// <param name="VesselsPerLockage">How many one chamber takes at once.</param>
/// <param name="CycleMinutes">From one lockage to the next in the same direction.</param>
/// <param name="PassageMinutes">Gates and chamber, once it is a vessel's turn.</param>
/// <param name="QueueByHour">Vessels that usually wait in a direction at each full hour, 24 of them, or one for all hours.</param>
/// <param name="Overhauls">When nobody passes.</param>
public sealed record LockData(
    int Chambers,
    decimal VesselsPerLockage,
    int CycleMinutes,
    int PassageMinutes,
    IReadOnlyList<decimal> QueueByHour,
    string? Chamber = null,
    IReadOnlyList<Overhaul>? Overhauls = null
);

/// <summary>The tide of a port in the terms of a tide table; units as in <see cref="TidePort"/>.</summary>
public sealed record TideData(double HighWaterIntervalHours, double SpringRangeM, double NeapRangeM, double AgeDays, double NeededM);

/// <summary>Another vessel that a line sails once its whole way is built for it.</summary>
/// <param name="VesselT">Class of vessels that every reach of the way must be built for, tonnes.</param>
/// <param name="Vessel">Vehicle class.</param>
public sealed record UpgradeData(int VesselT, string Vessel);

/// <summary>What of the waterways operators may change, and everything that follows from it.</summary>
public sealed class WaterwayData : HouseData<WaterwayState>
{
    private readonly Waterways waterways;

    private WaterwayData(
        Waterways waterways,
        DataKind<ChannelData> channels,
        DataKind<LockData> locks,
        DataKind<TideData> tides,
        DataKind<UpgradeData> upgrades,
        DataKind<VesselData> vessels
    )
        : base(channels, locks, tides, upgrades, vessels)
    {
        this.waterways = waterways;
        (Channels, Locks, Tides, Upgrades, Vessels) = (channels, locks, tides, upgrades, vessels);
    }

    /// <summary>By corridor.</summary>
    public DataKind<ChannelData> Channels { get; }

    /// <summary>By terminal.</summary>
    public DataKind<LockData> Locks { get; }

    /// <summary>By terminal.</summary>
    public DataKind<TideData> Tides { get; }

    /// <summary>By line.</summary>
    public DataKind<UpgradeData> Upgrades { get; }

    /// <summary>By class.</summary>
    public DataKind<VesselData> Vessels { get; }

    /// <summary>With this assembly's own data as the seed.</summary>
    public static WaterwayData Load()
    {
        var (waterways, assembly) = (Waterways.Load(), typeof(WaterwayData).Assembly);
        DataSheet<VesselData>[] vessels = [.. Waterway.Vessels.Seed()];
        var lines = SeedFiles.Lines(assembly).ToDictionary(l => l.LineId, StringComparer.Ordinal);
        var overhauls = CsvTable
            .Embedded(assembly, "overhauls.csv")
            .Rows.ToLookup(r => r["lock"], r => new Overhaul(Day(r["from"]), Day(r["to"])), StringComparer.Ordinal);
        DataSheet<UpgradeData>[] upgrades = [.. Sheets("upgrades.csv", "line_id", r => new UpgradeData(r.Int("vessel_t"), r["vessel"]))];
        var vesselRules = new VesselRules(
            waterways,
            lines.Values,
            upgrades.SelectMany(u => u.Rows.Select(r => (u.Id, r.Data.Vessel))).ToLookup(u => u.Id, u => u.Vessel, StringComparer.Ordinal)
        );
        return new(
            waterways,
            new(
                "channel",
                Sheets(
                    "channels.csv",
                    "corridor_id",
                    r => new ChannelData(r["class"], r.Int("vessel_t"), r.Decimal("depth_m"), r.Decimal("clearance_m")),
                    r => Day(r["from"])
                ),
                id => waterways.Ends(id) is not null,
                DataRules.Check
            ),
            new(
                "lock",
                Sheets(
                    "locks.csv",
                    "lock",
                    r => new LockData(
                        r.Int("chambers"),
                        r.Decimal("vessels_per_lockage"),
                        r.Int("cycle_minutes"),
                        r.Int("passage_minutes"),
                        [.. r.List("queue_by_hour").Select(v => decimal.Parse(v, CultureInfo.InvariantCulture))],
                        r.Optional("chamber"),
                        overhauls[r["lock"]].Any() ? [.. overhauls[r["lock"]]] : null
                    )
                ),
                id => Terminals.Hub.Find(id) is { Kind: TerminalKind.Lock } found && found.Code.Value == id,
                DataRules.Check
            ),
            new(
                "tide",
                Sheets(
                    "tides.csv",
                    "terminal",
                    r => new TideData(
                        r.Double("high_water_interval_h"),
                        r.Double("spring_range_m"),
                        r.Double("neap_range_m"),
                        r.Double("age_days"),
                        r.Double("needed_m")
                    )
                ),
                waterways.IsSeaport,
                DataRules.Check
            ),
            new(
                "upgrade",
                upgrades,
                id => lines.TryGetValue(id, out var line) && waterways.Way(line.Route).Any(),
                (id, data, at) => DataRules.Check(data, lines[id], vessels, waterways, at)
            ),
            new("vessel", vessels, id => vessels.Any(v => v.Id == id), vesselRules.Check)
        );
    }

    private static IEnumerable<DataSheet<T>> Sheets<T>(string file, string id, Func<CsvRow, T> read, Func<CsvRow, DateOnly>? from = null) =>
        CsvTable
            .Embedded(typeof(WaterwayData).Assembly, file)
            .Rows.GroupBy(r => r[id], StringComparer.Ordinal)
            .Select(g => new DataSheet<T>(
                g.Key,
                [
                    .. g.Select(r => new DataRow<T>(from?.Invoke(r) ?? DataSheet.Always, read(r), SeedFiles.ProvenanceOf(r)))
                        .OrderBy(r => r.From),
                ],
                0
            ));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <inheritdoc />
    protected override WaterwayState Make(DataSnapshot data) =>
        new(
            waterways,
            new(data.Of(Locks), data.Day),
            new(data.Of(Channels), data.Of(Upgrades)),
            new(data.Of(Tides), waterways),
            new(data.Of(Vessels), data.Day)
        );
}

/// <summary>The waterways by one version of the data.</summary>
public sealed record WaterwayState(Waterways Waterways, Locks Locks, Channels Channels, Tides Tides, Vessels Vessels)
{
    /// <summary>The way of a vessel from one port to the next on a day, locks at the wait of no hour in particular; null where it cannot go.</summary>
    public IReadOnlyList<Hop>? Way(string vessel, string from, string to, DateOnly day) =>
        Waterways.Leads(from, to, reach => Vessels.SpeedOn(vessel, reach, day)) ? Run(vessel, from, to, day) : null;

    /// <inheritdoc cref="Way" />
    public IReadOnlyList<Hop> Run(string vessel, string from, string to, DateOnly day) =>
        Waterways.Run(from, to, reach => Vessels.SpeedOn(vessel, reach, day), Locks.UsualMinutes, reach => Channels.On(reach, day).Data);
}
