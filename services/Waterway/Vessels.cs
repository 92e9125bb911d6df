using Qujiang.Contracts.V1;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway;

/// <summary>A class of vessels: what one carries, how deep it goes, how fast it sails.</summary>
/// <param name="Name">For people.</param>
/// <param name="Teu100">Slots for containers, hundredths of a TEU.</param>
/// <param name="Kg">Cargo at full draft, containers included, kg.</param>
/// <param name="ReeferPlugs">Sockets for reefers.</param>
/// <param name="Rules">What it takes aboard.</param>
/// <param name="Speeds">Laden, over ground, for each kind of reach it sails; none for a vessel that keeps to the sea.</param>
/// <param name="Shape">Draft table and stacks; null for a vessel whose draft no reach limits, at sea.</param>
public sealed record VesselData(
    string Name,
    int Teu100,
    int Kg,
    int ReeferPlugs,
    CargoRules Rules,
    IReadOnlyList<VesselSpeed> Speeds,
    VesselShape? Shape = null
);

/// <summary>How fast a vessel sails.</summary>
/// <param name="Reach">On which kind of reach.</param>
/// <param name="DownstreamKmh">From the upper port to the lower one, km/h.</param>
/// <param name="UpstreamKmh">The other way, km/h.</param>
public sealed record VesselSpeed(ReachKind Reach, decimal DownstreamKmh, decimal UpstreamKmh);

/// <summary>The vessel classes as they were, are and will be.</summary>
/// <param name="all">By class.</param>
/// <param name="today">For what asks without a day of its own.</param>
public sealed class Vessels(IReadOnlyDictionary<string, DataSheet<VesselData>> all, DateOnly today)
{
    /// <summary>Every class.</summary>
    public IEnumerable<string> Ids => all.Keys;

    /// <summary>The classes as they are today, as movements name them.</summary>
    public IReadOnlyDictionary<string, VehicleClass> Classes { get; } =
        all.Keys.ToDictionary(id => id, id => ClassOf(id, all[id].OnOrFirst(today)), StringComparer.Ordinal);

    /// <summary>What a class is on a day; before its first row what that says.</summary>
    public VesselData On(string vessel, DateOnly day) => all[vessel].OnOrFirst(day).Data;

    /// <summary>The class on a day, as a movement names it.</summary>
    public VehicleClass ClassOn(string vessel, DateOnly day) => ClassOf(vessel, all[vessel].OnOrFirst(day));

    /// <summary>Draft table and stacks of a class on a day; null where it has none, or there is no such class.</summary>
    public VesselShape? ShapeOn(string vessel, DateOnly day) => all.ContainsKey(vessel) ? On(vessel, day).Shape : null;

    /// <summary>How fast a class sails on a kind of reach on a day; null where it does not.</summary>
    public ReachSpeed? SpeedOn(string vessel, ReachKind reach, DateOnly day) =>
        all.ContainsKey(vessel) && On(vessel, day).Speeds.FirstOrDefault(s => s.Reach == reach) is { } speed
            ? new(speed.DownstreamKmh, speed.UpstreamKmh)
            : null;

    /// <summary>What the files of this assembly say.</summary>
    internal static IEnumerable<DataSheet<VesselData>> Seed()
    {
        var assembly = typeof(Vessels).Assembly;
        var drafts = CsvTable.Embedded(assembly, "drafts.csv").Rows.ToLookup(r => r["vessel"], StringComparer.Ordinal);
        var speeds = CsvTable.Embedded(assembly, "speeds.csv").Rows.ToLookup(r => r["vessel"], StringComparer.Ordinal);
        var shapes = CsvTable
            .Embedded(assembly, "stacks.csv")
            .Rows.ToDictionary(
                r => r["vessel"],
                r => new VesselShape(
                    [.. drafts[r["vessel"]].Select(d => new DraftPoint(d.Decimal("draft_m"), d.Int("payload_kg")))],
                    r.Decimal("floor_above_keel_m"),
                    r.Int("tiers"),
                    r.Int("teu_per_tier")
                ),
                StringComparer.Ordinal
            );
        return SeedFiles
            .Vehicles(assembly)
            .Values.Select(v =>
                DataSheet.Of(
                    v.Id,
                    new VesselData(
                        v.Name,
                        v.Offered.Teu100,
                        v.Offered.Kg,
                        v.Offered.ReeferPlugs,
                        v.Rules,
                        [
                            .. speeds[v.Id]
                                .Select(r => new VesselSpeed(
                                    Enum.Parse<ReachKind>(r["reach"], ignoreCase: true),
                                    r.Decimal("downstream_kmh"),
                                    r.Decimal("upstream_kmh")
                                )),
                        ],
                        shapes.GetValueOrDefault(v.Id)
                    ),
                    v.Provenance
                )
            );
    }

    private static VehicleClass ClassOf(string id, DataRow<VesselData> row) =>
        new(id, row.Data.Name, new(row.Data.Teu100, row.Data.Kg, ReeferPlugs: row.Data.ReeferPlugs), row.Data.Rules, row.Provenance);
}
