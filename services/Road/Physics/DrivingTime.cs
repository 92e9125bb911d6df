namespace Qujiang.Road.Physics;

/// <summary>What drivers may do and how fast trucks go.</summary>
/// <param name="ContinuousDrivingMinutes">Longest drive without a rest.</param>
/// <param name="RestMinutes">That rest.</param>
/// <param name="DailyDrivingMinutes">Longest driving between two night rests.</param>
/// <param name="NightRestMinutes">A night's rest.</param>
/// <param name="MotorwayKmh">Average on longer hauls.</param>
/// <param name="LocalKmh">Average on short ones.</param>
/// <param name="LocalUpToKm">What counts as short.</param>
/// <param name="LocalExtraMinutes">On top of a short one.</param>
/// <param name="SecondDriver">Two drivers take turns: the rests of continuous driving stay, a night's rest falls away.</param>
public sealed record DriverPolicy(
    int ContinuousDrivingMinutes,
    int RestMinutes,
    int DailyDrivingMinutes,
    int NightRestMinutes,
    decimal MotorwayKmh,
    decimal LocalKmh,
    decimal LocalUpToKm,
    int LocalExtraMinutes,
    bool SecondDriver = false
)
{
    /// <summary>After so many minutes at the wheel the truck stands for a night; with two drivers it never does.</summary>
    public int UntilNightMinutes => SecondDriver ? int.MaxValue : DailyDrivingMinutes;
}

/// <summary>Driving and resting times of a truck. Pure.</summary>
public static class DrivingTime
{
    /// <summary>Minutes at the wheel on one corridor, not rounded.</summary>
    public static decimal Driving(decimal km, DriverPolicy policy) =>
        km <= policy.LocalUpToKm ? (km * 60 / policy.LocalKmh) + policy.LocalExtraMinutes : km * 60 / policy.MotorwayKmh;

    /// <summary>
    /// Whole minutes from gate to gate for so much driving: a rest whenever the continuous limit is reached and more driving follows, and a night's rest in
    /// its place whenever the daily limit is reached.
    /// </summary>
    public static int GateToGate(decimal drivingMinutes, DriverPolicy policy)
    {
        var driving = Math.Max(1, (int)Math.Ceiling(drivingMinutes));
        var nights = (driving - 1) / policy.UntilNightMinutes;
        var lastDay = driving - (nights * policy.UntilNightMinutes);
        var restsPerFullDay = (policy.UntilNightMinutes - 1) / policy.ContinuousDrivingMinutes;
        var rests = (nights * restsPerFullDay) + ((lastDay - 1) / policy.ContinuousDrivingMinutes);
        return driving + (rests * policy.RestMinutes) + (nights * policy.NightRestMinutes);
    }
}
