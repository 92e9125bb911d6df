using System.Globalization;
using System.Reflection;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.Road;

/// <summary>What the service begins with: the embedded files as sheets. A sheet of several rows or files names the source and grade of each, and has the worst grade.</summary>
internal static class SeedSheets
{
    private static readonly Assembly Files = typeof(SeedSheets).Assembly;

    private static readonly Dictionary<string, CsvRow> Policy = Rows("policy.csv", "policy");

    /// <summary>Corridors and connectors by id: where each leads.</summary>
    public static IReadOnlyDictionary<string, (string From, string To)> Ends() =>
        Lengths().ToDictionary(r => r.Id, r => (r.From, r.To), StringComparer.Ordinal);

    public static IEnumerable<DataSheet<CorridorData>> Roads()
    {
        var (names, tolls) = (Rows("roads.csv", "corridor_id"), Rows("tolls.csv", "corridor_id"));
        foreach (var road in Lengths())
        {
            var (name, toll) = (names.GetValueOrDefault(road.Id), tolls.GetValueOrDefault(road.Id));
            // Lanes have the grade of the length; what name and toll rest on is named beside it.
            var source = string.Join(
                "; ",
                [road.Provenance.Source, .. name is null ? [] : Named("name", name), .. toll is null ? [] : Named("toll", toll)]
            );
            var data = new CorridorData(road.Km, name?["road"], toll?.Decimal("tolled_km") ?? 0);
            yield return DataSheet.Of(road.Id, data, new(source, road.Provenance.Quality));
        }
    }

    public static IEnumerable<DataSheet<CityData>> Cities() =>
        CsvTable
            .Embedded(Files, "city_hours.csv")
            .Rows.Select(r =>
                DataSheet.Of(
                    r["terminal"],
                    new CityData(r["city"], Hours(r, "ban"), Hours(r, "peak"), r.Int("peak_speed_percent"), r.Int("city_minutes")),
                    SeedFiles.ProvenanceOf(r)
                )
            );

    public static DataSheet<DriverHoursData> DriverHours() =>
        DataSheet.Of(
            RoadData.DriverHoursId,
            new DriverHoursData(
                Minutes("continuous_driving_minutes"),
                Minutes("rest_minutes"),
                Minutes("daily_driving_minutes"),
                Minutes("night_rest_minutes"),
                SecondDriver: false,
                Value("motorway_kmh"),
                Value("local_kmh"),
                Value("local_up_to_km"),
                Minutes("local_extra_minutes"),
                Minutes("loading_minutes"),
                Minutes("handling_minutes"),
                Minutes("customs_minutes"),
                Value("max_lane_km")
            ),
            OfPolicy(name => !OfTruck(name) && !OfBan(name))
        );

    public static DataSheet<DangerousGoodsBanData> DangerousGoodsBan() =>
        DataSheet.Of(
            RoadData.MotorwaysId,
            new DangerousGoodsBanData(Clock("dangerous_ban_from"), Clock("dangerous_ban_to")),
            SeedFiles.ProvenanceOf(Policy["dangerous_ban_from"])
        );

    public static DataSheet<TruckData> Truck()
    {
        var (truck, weights) = (SeedFiles.Vehicles(Files)[RoadData.Truck], Rows("trucks.csv", "item"));
        var (rules, own) = (truck.Rules, OfPolicy(OfTruck));
        var sources = weights.Select(w => (w.Key, SeedFiles.ProvenanceOf(w.Value))).Prepend(("vehicle", truck.Provenance));
        return DataSheet.Of(
            RoadData.Truck,
            new TruckData(
                weights["gross_kg"].Int("value"),
                weights["tractor_kg"].Int("value"),
                weights["chassis_kg"].Int("value"),
                weights["payload_kg"].Int("value"),
                weights["piece_litres"].Int("value"),
                truck.Offered.Kg,
                (int)Value("reefer_plugs_per_truck"),
                Value("reefer_share_percent"),
                rules.Accepts,
                rules.DangerousGoods,
                rules.MaxPieceKg,
                rules.MaxPieceLengthCm,
                rules.MaxPieceWidthCm,
                rules.MaxPieceHeightCm,
                rules.MaxOverLengthCm,
                rules.MaxOverWidthCm,
                rules.MaxOverHeightCm
            ),
            All([.. sources, ("reefer", own)])
        );
    }

    public static IEnumerable<DataSheet<PoolData>> Pools() =>
        CsvTable
            .Embedded(Files, "pools.csv")
            .Rows.Select(r => DataSheet.Of(r["pool_id"], new PoolData(r.Int("trucks_per_day"), r["days"]), SeedFiles.ProvenanceOf(r)));

    /// <summary>Where each pool stands.</summary>
    public static IReadOnlyDictionary<string, string> PoolTerminals() =>
        Rows("pools.csv", "pool_id").ToDictionary(r => r.Key, r => r.Value["terminal"], StringComparer.Ordinal);

    private static IEnumerable<(string Id, string From, string To, decimal Km, Provenance Provenance)> Lengths() =>
        SeedFiles
            .Corridors(Files)
            .All.Where(c => c.Status == "active")
            .Select(c => (c.Id, c.From, c.To, c.Km, c.Provenance))
            .Concat(
                CsvTable
                    .Embedded(Files, "connectors.csv")
                    .Rows.Select(r => (r["corridor_id"], r["from"], r["to"], r.Decimal("km"), SeedFiles.ProvenanceOf(r)))
            );

    private static Dictionary<string, CsvRow> Rows(string file, string key) =>
        CsvTable.Embedded(Files, file).Rows.ToDictionary(r => r[key], StringComparer.Ordinal);

    private static IReadOnlyList<ClockHours> Hours(CsvRow row, string column) =>
        [.. row.List(column).Select(w => w.Split('-')).Select(w => new ClockHours(w[0], w[1]))];

    private static decimal Value(string policy) => Policy[policy].Decimal("value");

    private static int Minutes(string policy) => (int)Value(policy);

    private static string Clock(string policy) =>
        TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(Minutes(policy))).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static bool OfTruck(string policy) => policy.StartsWith("reefer_", StringComparison.Ordinal);

    private static bool OfBan(string policy) => policy.StartsWith("dangerous_", StringComparison.Ordinal);

    private static Provenance OfPolicy(Func<string, bool> which) =>
        All([.. Policy.Where(p => which(p.Key)).Select(p => (p.Key, SeedFiles.ProvenanceOf(p.Value)))]);

    private static Provenance All(IReadOnlyList<(string What, Provenance Provenance)> sources) =>
        new(string.Join("; ", sources.Select(s => Named(s.What, s.Provenance))), sources.Max(s => s.Provenance.Quality));

    private static string[] Named(string what, CsvRow row) => [Named(what, SeedFiles.ProvenanceOf(row))];

    private static string Named(string what, Provenance provenance) => $"{what}: {provenance.Source} ({provenance.Quality})";
}
