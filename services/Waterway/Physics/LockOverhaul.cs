namespace Qujiang.Waterway.Physics;

/// <summary>A lock lets nobody through.</summary>
/// <param name="From">First day, in the hub's time zone.</param>
/// <param name="To">Last day.</param>
public readonly record struct Overhaul(string Lock, DateOnly From, DateOnly To);

/// <summary>Which sailings a lock's overhaul takes out of a timetable. Pure.</summary>
public static class LockOverhaul
{
    /// <summary>
    /// Days of departure on which some run of a line would be in the lock while it is closed. A whole day is taken out: a line runs on a day or it does not.
    /// </summary>
    /// <param name="departures">Times of day at the line's first call.</param>
    /// <param name="arrivalMinutes">Minutes from there to the lock.</param>
    /// <param name="departureMinutes">Minutes from there to the far side of it.</param>
    public static IReadOnlyList<DateOnly> LostDays(
        Overhaul overhaul,
        IReadOnlyList<TimeOnly> departures,
        int arrivalMinutes,
        int departureMinutes
    )
    {
        var (opens, closes) = (overhaul.From.ToDateTime(TimeOnly.MinValue), overhaul.To.AddDays(1).ToDateTime(TimeOnly.MinValue));
        var lost = new List<DateOnly>();
        var first = overhaul.From.AddDays(-(departureMinutes / 1440) - 1);
        for (var day = first; day <= overhaul.To; day = day.AddDays(1))
        {
            foreach (var departure in departures)
            {
                var start = day.ToDateTime(departure);
                if (start.AddMinutes(arrivalMinutes) < closes && start.AddMinutes(departureMinutes) > opens)
                {
                    lost.Add(day);
                    break;
                }
            }
        }

        return lost;
    }
}
