using Qujiang.Network;
using Qujiang.Routing.Timetables;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>
/// The figures that belong to the quoting side itself, with where they come from (Data/house.csv), and those that hold for trucks while the road service has told none.
/// </summary>
public sealed class HouseData
{
    /// <summary>Shown as the tariff of the house's own charges.</summary>
    public const string TariffId = "HOUSE";

    public const int TariffVersion = 1;

    private readonly Dictionary<string, (decimal Value, Provenance Provenance)> rows;

    private HouseData(Dictionary<string, (decimal, Provenance)> rows)
    {
        this.rows = rows;
        DriverHours = new()
        {
            ContinuousDrivingMinutes = Minutes("drive_before_rest"),
            RestMinutes = Minutes("rest"),
            DailyDrivingMinutes = Minutes("daily_driving"),
            NightRestMinutes = Minutes("night_rest"),
            SecondDriver = false,
            MotorwayKmh = Number("motorway_kmh"),
            LocalKmh = Number("local_kmh"),
            LocalUpToKm = Number("local_up_to_km"),
            LocalExtraMinutes = Minutes("local_extra_minutes"),
            LoadingMinutes = Minutes("drayage_loading"),
            HandlingMinutes = Minutes("drayage_handling"),
            MaxLaneKm = Number("drayage_direct_limit"),
        };
        DangerousGoodsBan = new(Minutes("dangerous_ban_from") * 60, Minutes("dangerous_ban_to") * 60);
    }

    public decimal DocumentationFee => Number("documentation_fee");

    public Provenance DocumentationProvenance => rows["documentation_fee"].Provenance;

    /// <summary>How far a door may be from a terminal whose trucks' roads its own trucks follow, km by road.</summary>
    public double DrayageJoinKm => (double)Number("drayage_join");

    /// <summary>Where the road service has told none.</summary>
    public DriverHours DriverHours { get; }

    /// <summary>Where the road service has told none.</summary>
    public DangerousGoodsBan DangerousGoodsBan { get; }

    public static HouseData Load() =>
        new(
            CsvTable
                .Embedded(typeof(HouseData).Assembly, "house.csv")
                .Rows.ToDictionary(
                    row => row["item"],
                    row => (row.Decimal("value"), new Provenance(row["source"], Enum.Parse<Quality>(row["quality"]))),
                    StringComparer.Ordinal
                )
        );

    private decimal Number(string item) => rows[item].Value;

    private int Minutes(string item) => (int)Number(item);
}
