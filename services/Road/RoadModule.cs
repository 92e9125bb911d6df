using System.Reflection;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.Road.Physics;

namespace Qujiang.Road;

/// <summary>Any-time truck lanes between all terminals of the hub, out of this assembly's own data.</summary>
public static class RoadModule
{
    private const string TariffId = "RD-2026";

    public static LegModule Create()
    {
        var assembly = typeof(RoadModule).Assembly;
        var truck = SeedFiles.Vehicles(assembly)["articulated-49t"];
        var policy = CsvTable
            .Embedded(assembly, "policy.csv")
            .Rows.ToDictionary(r => r["policy"], r => r.Decimal("value"), StringComparer.Ordinal);
        var graph = Roads(assembly);
        return new()
        {
            Service = "road",
            Mode = Mode.Road,
            Pools = Pools(assembly, truck, policy),
            Lanes = Lanes(graph, truck, policy),
            Tariffs = SeedFiles.Tariffs(assembly),
        };
    }

    /// <summary>The data's road corridors and the estimated connectors.</summary>
    public static RoadGraph Roads(Assembly assembly) =>
        new(
            SeedFiles
                .Corridors(assembly)
                .All.Where(c => c.Status == "active")
                .Select(c => new RoadEdge(c.Id, c.From, c.To, c.Km, c.Provenance.Quality))
                .Concat(
                    CsvTable
                        .Embedded(assembly, "connectors.csv")
                        .Rows.Select(r => new RoadEdge(
                            r["corridor_id"],
                            r["from"],
                            r["to"],
                            r.Decimal("km"),
                            SeedFiles.ProvenanceOf(r).Quality
                        ))
                )
        );

    private static IReadOnlyList<LaneSpec> Lanes(RoadGraph graph, VehicleClass truck, Dictionary<string, decimal> policy)
    {
        var drivers = new DriverPolicy(
            (int)policy["continuous_driving_minutes"],
            (int)policy["rest_minutes"],
            (int)policy["daily_driving_minutes"],
            (int)policy["night_rest_minutes"],
            policy["motorway_kmh"],
            policy["local_kmh"],
            policy["local_up_to_km"],
            (int)policy["local_extra_minutes"]
        );
        return
        [
            .. graph
                .Terminals.SelectMany(t => graph.From(t, policy["max_lane_km"]))
                .Select(p => new LaneSpec(
                    $"RD-{p.From}-{p.To}",
                    p.From,
                    p.To,
                    p.Km,
                    DrivingTime.GateToGate(p.EdgeKm.Sum(km => DrivingTime.Driving(km, drivers)), drivers),
                    (int)policy["loading_minutes"],
                    HandlingMinutes(p.To, policy),
                    $"RD-{p.From}",
                    TariffId,
                    truck.Rules,
                    new($"shortest road over the hub's corridors: {string.Join(" > ", p.Via)}", p.Quality)
                )),
        ];
    }

    private static int HandlingMinutes(string terminal, Dictionary<string, decimal> policy) =>
        (int)policy[Terminals.Hub.Find(terminal)?.Kind == TerminalKind.BondedZone ? "customs_minutes" : "handling_minutes"];

    private static IReadOnlyList<PoolSpec> Pools(Assembly assembly, VehicleClass truck, Dictionary<string, decimal> policy) =>
        [
            .. CsvTable
                .Embedded(assembly, "pools.csv")
                .Rows.Select(r =>
                {
                    var trucks = r.Int("trucks_per_day");
                    var plugs = (int)Math.Ceiling(trucks * policy["reefer_share_percent"] / 100 * policy["reefer_plugs_per_truck"]);
                    return new PoolSpec(
                        r["pool_id"],
                        $"Trucks at {Terminals.Hub.Find(r["terminal"])?.NameEn}",
                        r["terminal"],
                        new(trucks * truck.Offered.Teu100, trucks * truck.Offered.Kg, trucks * truck.Offered.Litres, plugs),
                        SeedFiles.Days(r["days"]),
                        SeedFiles.ProvenanceOf(r)
                    );
                }),
        ];
}
