using System.Globalization;
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
    private const string Truck = "articulated-49t";

    /// <summary>The lanes of this assembly's own data.</summary>
    public static RoadLanes Lanes()
    {
        var assembly = typeof(RoadModule).Assembly;
        return new(Roads(assembly), SeedFiles.Vehicles(assembly)[Truck], Policy(assembly), Cities(assembly));
    }

    public static LegModule Create(RoadLanes lanes)
    {
        var assembly = typeof(RoadModule).Assembly;
        var weights = Weights(assembly);
        return new()
        {
            Service = "road",
            Mode = Mode.Road,
            Pools = Pools(assembly, SeedFiles.Vehicles(assembly)[Truck], Policy(assembly)),
            Lanes = lanes.All,
            Tariffs = SeedFiles.Tariffs(assembly),
            FitsLane = request => TruckLoad.Misfit(request, weights),
        };
    }

    /// <summary>What a truck weighs and may weigh.</summary>
    public static TruckWeights Weights(Assembly assembly)
    {
        var rows = CsvTable.Embedded(assembly, "trucks.csv").Rows.ToDictionary(r => r["item"], r => r.Int("value"), StringComparer.Ordinal);
        return new(rows["gross_kg"], rows["tractor_kg"], rows["chassis_kg"]);
    }

    /// <summary>The data's road corridors and the estimated connectors.</summary>
    public static RoadGraph Roads(Assembly assembly)
    {
        var names = CsvTable
            .Embedded(assembly, "roads.csv")
            .Rows.ToDictionary(r => r["corridor_id"], r => r["road"], StringComparer.Ordinal);
        var tolls = CsvTable
            .Embedded(assembly, "tolls.csv")
            .Rows.ToDictionary(r => r["corridor_id"], r => r.Decimal("tolled_km"), StringComparer.Ordinal);
        return new(
            SeedFiles
                .Corridors(assembly)
                .All.Where(c => c.Status == "active")
                .Select(c => new RoadEdge(
                    c.Id,
                    c.From,
                    c.To,
                    c.Km,
                    c.Provenance.Quality,
                    names.GetValueOrDefault(c.Id),
                    tolls.GetValueOrDefault(c.Id)
                ))
                .Concat(
                    CsvTable
                        .Embedded(assembly, "connectors.csv")
                        .Rows.Select(r => new RoadEdge(
                            r["corridor_id"],
                            r["from"],
                            r["to"],
                            r.Decimal("km"),
                            SeedFiles.ProvenanceOf(r).Quality,
                            TolledKm: tolls.GetValueOrDefault(r["corridor_id"])
                        ))
                )
        );
    }

    /// <summary>What cities do to trucks, by terminal.</summary>
    public static IReadOnlyDictionary<string, CityHours> Cities(Assembly assembly) =>
        CsvTable
            .Embedded(assembly, "city_hours.csv")
            .Rows.ToDictionary(
                r => r["terminal"],
                r => new CityHours(Windows(r, "ban"), Windows(r, "peak"), r.Int("peak_speed_percent"), r.Int("city_minutes")),
                StringComparer.Ordinal
            );

    private static IReadOnlyList<DayWindow> Windows(CsvRow row, string column) =>
        [.. row.List(column).Select(w => w.Split('-')).Select(w => new DayWindow(MinuteOf(w[0]), MinuteOf(w[1])))];

    private static int MinuteOf(string time) =>
        (int)TimeOnly.ParseExact(time, "HH:mm", CultureInfo.InvariantCulture).ToTimeSpan().TotalMinutes;

    private static Dictionary<string, decimal> Policy(Assembly assembly) =>
        CsvTable.Embedded(assembly, "policy.csv").Rows.ToDictionary(r => r["policy"], r => r.Decimal("value"), StringComparer.Ordinal);

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
