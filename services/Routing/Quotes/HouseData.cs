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

    /// <summary>How far a door may be from a terminal whose trucks' roads its own trucks follow, km by road.</summary>
    public double DrayageJoinKm => Number("drayage_join");

    /// <summary>Seconds of the day during which dangerous goods do not drive on motorways.</summary>
    public (int From, int To) DangerousNight => ((int)Number("dangerous_ban_from") * 60, (int)Number("dangerous_ban_to") * 60);

    /// <summary>How long a truck takes over a distance, the driver's rests and nights included: as the road service reckons its lanes.</summary>
    public TimeSpan Drive(double km)
    {
        var driving = Math.Max(1, Driving(km));
        return TimeSpan.FromMinutes(driving + Rests(driving));
    }

    /// <summary>Minutes at the wheel over a distance; 0 for none.</summary>
    public int Driving(double km) =>
        km <= 0 ? 0
        : IsLocal(km) ? (int)Math.Ceiling((km / Number("local_kmh") * 60) + Number("local_extra_minutes"))
        : (int)Math.Ceiling(km / Number("motorway_kmh") * 60);

    /// <summary>Minutes of rests and nights within a drive of so many minutes at the wheel.</summary>
    public int Rests(int driving)
    {
        if (driving <= 0)
        {
            return 0;
        }
        var (day, block) = ((int)Number("daily_driving"), (int)Number("drive_before_rest"));
        var nights = (driving - 1) / day;
        var rests = (nights * ((day - 1) / block)) + ((driving - (nights * day) - 1) / block);
        return (rests * (int)Number("rest")) + (nights * (int)Number("night_rest"));
    }

    /// <summary>The most minutes at the wheel that a drive of so many minutes from gate to gate can hold.</summary>
    public int DrivingWithin(int minutes)
    {
        var (fits, beyond) = (0, minutes + 1);
        while (beyond - fits > 1)
        {
            var middle = (fits + beyond) / 2;
            (fits, beyond) = middle + Rests(middle) <= minutes ? (middle, beyond) : (fits, middle);
        }
        return fits;
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
