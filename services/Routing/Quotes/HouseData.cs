using Qujiang.Network;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>The figures that belong to the quoting side itself, with where they come from (Data/house.csv).</summary>
public sealed class HouseData
{
    /// <summary>Shown as the tariff of the house's own charges.</summary>
    public const string TariffId = "HOUSE";

    public const int TariffVersion = 1;

    private readonly Dictionary<string, (decimal Value, Provenance Provenance)> rows;

    private HouseData(Dictionary<string, (decimal, Provenance)> rows) => this.rows = rows;

    public decimal DocumentationFee => rows["documentation_fee"].Value;

    public Provenance DocumentationProvenance => rows["documentation_fee"].Provenance;

    public TimeSpan DrayageLoading => Minutes("drayage_loading");

    public TimeSpan DrayageHandling => Minutes("drayage_handling");

    public double DirectLimitKm => (double)rows["drayage_direct_limit"].Value;

    /// <summary>How long a truck takes over a distance, the driver's rests and nights included: as the road service reckons its lanes.</summary>
    public TimeSpan Drive(double km)
    {
        var hours = km / Number(IsLocal(km) ? "local_kmh" : "motorway_kmh");
        var extra = IsLocal(km) ? Number("local_extra_minutes") : 0;
        var driving = Math.Max(1, (int)Math.Ceiling((hours * 60) + extra));
        var (day, block) = ((int)Number("daily_driving"), (int)Number("drive_before_rest"));
        var nights = (driving - 1) / day;
        var rests = (nights * ((day - 1) / block)) + ((driving - (nights * day) - 1) / block);
        return TimeSpan.FromMinutes(driving) + (rests * Minutes("rest")) + (nights * Minutes("night_rest"));
    }

    /// <summary>Whether so short a trip keeps to local roads.</summary>
    public bool IsLocal(double km) => km <= Number("local_up_to_km");

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

    private double Number(string item) => (double)rows[item].Value;

    private TimeSpan Minutes(string item) => TimeSpan.FromMinutes((double)rows[item].Value);
}
