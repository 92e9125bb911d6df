namespace Qujiang.Waterway.Physics;

/// <summary>The tide of a port in the terms of a tide table, and what a laden feeder needs of it.</summary>
/// <param name="Longitude">Degrees east.</param>
/// <param name="HighWaterIntervalHours">From the moon's passage over the meridian to high water, on average.</param>
/// <param name="SpringRangeM">From low to high water at springs, metres.</param>
/// <param name="NeapRangeM">At neaps, metres; not more than at springs.</param>
/// <param name="AgeDays">From new or full moon to springs.</param>
/// <param name="NeededM">Height above mean water from which a feeder may leave, metres; below the height of high water at neaps.</param>
public sealed record TidePort(
    double Longitude,
    double HighWaterIntervalHours,
    double SpringRangeM,
    double NeapRangeM,
    double AgeDays,
    double NeededM
);

/// <summary>
/// The half-daily tide, as the sum of that of the mean moon (M2) and that of the mean sun (S2): high water comes some 50 minutes later each day, springs and neaps
/// twice a month. What wind, pressure, river and the smaller constituents add is left out. Pure.
/// </summary>
public static class Tide
{
    /// <summary>Speed of M2, degrees an hour; S2 has 30 (Schureman, Manual of Harmonic Analysis and Prediction of Tides, 1940, table 2).</summary>
    private const double MoonSpeed = 28.984_104_2;

    private const double SunSpeed = 30;

    private static readonly DateTimeOffset J2000 = new(2000, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Longest time without a window, as long as every high water reaches what is needed.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(13);

    /// <summary>Height above mean water, metres.</summary>
    public static double HeightM(TidePort port, DateTimeOffset at)
    {
        var days = (at - J2000).TotalDays;
        // Mean longitudes of the moon and the sun, degrees (Meeus, Astronomical Algorithms, 1998, 47.1 and 25.2; terms in T alone).
        var moon = 218.316_447_7 + (13.176_396_474 * days);
        var sun = 280.466_46 + (0.985_647_356 * days);
        var hourAngle = (15 * at.UtcDateTime.TimeOfDay.TotalHours) + port.Longitude;
        var (moonLag, turn) = (MoonSpeed * port.HighWaterIntervalHours, (SunSpeed - MoonSpeed) * 24);
        var sunLag = moonLag + (turn * port.AgeDays);
        var m2 = (port.SpringRangeM + port.NeapRangeM) / 4 * Cos((2 * (hourAngle + sun - moon)) - moonLag);
        var s2 = (port.SpringRangeM - port.NeapRangeM) / 4 * Cos((2 * hourAngle) - sunLag);
        return m2 + s2;
    }

    /// <summary>Whether a feeder may leave.</summary>
    public static bool IsOpen(TidePort port, DateTimeOffset at) => HeightM(port, at) >= port.NeededM;

    /// <summary>The first whole minute from a moment on at which a feeder may leave.</summary>
    /// <exception cref="ArgumentException">High water does not always reach what is needed.</exception>
    public static DateTimeOffset NextOpen(TidePort port, DateTimeOffset from)
    {
        for (var at = from; at - from <= Longest; at = at.AddMinutes(1))
        {
            if (IsOpen(port, at))
            {
                return at;
            }
        }

        throw new ArgumentException("No high water within 13 hours is high enough.", nameof(port));
    }

    /// <summary>The windows that are open at some time between two moments, by the minute: from the first minute to the last.</summary>
    public static IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Windows(TidePort port, DateTimeOffset from, DateTimeOffset to)
    {
        var windows = new List<(DateTimeOffset, DateTimeOffset)>();
        for (var at = NextOpen(port, from); at <= to; )
        {
            var end = at;
            while (end < to && IsOpen(port, end.AddMinutes(1)))
            {
                end = end.AddMinutes(1);
            }

            windows.Add((at, end));
            at = NextOpen(port, end.AddMinutes(1));
        }

        return windows;
    }

    private static double Cos(double degrees) => Math.Cos(degrees * Math.PI / 180);
}
