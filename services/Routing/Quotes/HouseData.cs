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

    public double DrayageKmPerHour => (double)rows["drayage_speed"].Value;

    public TimeSpan DrayageLoading => Minutes("drayage_loading");

    public TimeSpan DrayageHandling => Minutes("drayage_handling");

    public double DirectLimitKm => (double)rows["drayage_direct_limit"].Value;

    /// <summary>How long a truck takes over a distance, the driver's rests included.</summary>
    public TimeSpan Drive(double km)
    {
        var driving = TimeSpan.FromMinutes(Math.Ceiling(km / DrayageKmPerHour * 60));
        var rests = Math.Max(0, (int)Math.Ceiling(driving / Minutes("drive_before_rest")) - 1);
        return driving + (rests * Minutes("rest"));
    }

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

    private TimeSpan Minutes(string item) => TimeSpan.FromMinutes((double)rows[item].Value);
}
