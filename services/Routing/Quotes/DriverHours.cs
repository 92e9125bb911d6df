namespace Qujiang.Routing.Quotes;

/// <summary>
/// What drivers may do, how fast trucks go and how long they stand, named and reckoned as the road service does for its lanes: a trip from or to a door is as fast as one
/// on a lane.
/// </summary>
public sealed record DriverHours
{
    /// <summary>Longest drive without a rest, minutes.</summary>
    public required int ContinuousDrivingMinutes { get; init; }

    /// <summary>That rest, minutes.</summary>
    public required int RestMinutes { get; init; }

    /// <summary>Longest driving between two nights, minutes.</summary>
    public required int DailyDrivingMinutes { get; init; }

    /// <summary>A night's rest, minutes.</summary>
    public required int NightRestMinutes { get; init; }

    /// <summary>With two drivers there is no night's rest; the rests of continuous driving stay.</summary>
    public required bool SecondDriver { get; init; }

    /// <summary>Average beyond <see cref="LocalUpToKm"/>, km/h.</summary>
    public required decimal MotorwayKmh { get; init; }

    /// <summary>Average up to there, km/h.</summary>
    public required decimal LocalKmh { get; init; }

    /// <summary>How long a trip on local roads is at most, km.</summary>
    public required decimal LocalUpToKm { get; init; }

    /// <summary>On top of each of those, minutes.</summary>
    public required int LocalExtraMinutes { get; init; }

    /// <summary>From when the cargo is ready until the truck may leave, minutes.</summary>
    public required int LoadingMinutes { get; init; }

    /// <summary>From arrival until the cargo is available, minutes.</summary>
    public required int HandlingMinutes { get; init; }

    /// <summary>No truck goes farther, km.</summary>
    public required decimal MaxLaneKm { get; init; }

    /// <summary>Whether a drive can be reckoned by it.</summary>
    public bool IsSound =>
        (ContinuousDrivingMinutes, DailyDrivingMinutes) is (> 0, > 0)
        && (MotorwayKmh, LocalKmh, MaxLaneKm) is (> 0, > 0, > 0)
        && (RestMinutes, NightRestMinutes, LocalExtraMinutes) is (>= 0, >= 0, >= 0)
        && (LoadingMinutes, HandlingMinutes, LocalUpToKm) is (>= 0, >= 0, >= 0);

    public TimeSpan Loading => TimeSpan.FromMinutes(LoadingMinutes);

    /// <summary>Whether so short a trip keeps to local roads.</summary>
    public bool IsLocal(double km) => km <= (double)LocalUpToKm;

    /// <summary>How long a truck takes over a distance, the driver's rests and nights included.</summary>
    public TimeSpan Drive(double km)
    {
        var driving = Math.Max(1, Driving(km));
        return TimeSpan.FromMinutes(driving + Rests(driving));
    }

    /// <summary>Minutes at the wheel over a distance; 0 for none.</summary>
    public int Driving(double km) =>
        km <= 0 ? 0
        : IsLocal(km) ? (int)Math.Ceiling((km / (double)LocalKmh * 60) + LocalExtraMinutes)
        : (int)Math.Ceiling(km / (double)MotorwayKmh * 60);

    /// <summary>Minutes of rests and nights within a drive of so many minutes at the wheel.</summary>
    public int Rests(int driving)
    {
        if (driving <= 0)
        {
            return 0;
        }
        var day = SecondDriver ? int.MaxValue : DailyDrivingMinutes;
        var nights = (driving - 1) / day;
        var rests = (nights * ((day - 1) / ContinuousDrivingMinutes)) + ((driving - (nights * day) - 1) / ContinuousDrivingMinutes);
        return (rests * RestMinutes) + (nights * NightRestMinutes);
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
}
