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
    /// <param name="passage">Minutes from a departure to the lock and to the far side of it.</param>
    /// <param name="longest">No passage ends more days than this after its departure.</param>
    public static IReadOnlyList<DateOnly> LostDays(
        Overhaul overhaul,
        IReadOnlyList<TimeOnly> departures,
        Func<DateTime, (int Arrival, int Departure)> passage,
        int longest
    )
    {
        var (opens, closes) = (overhaul.From.ToDateTime(TimeOnly.MinValue), overhaul.To.AddDays(1).ToDateTime(TimeOnly.MinValue));
        var lost = new List<DateOnly>();
        for (var day = overhaul.From.AddDays(-longest - 1); day <= overhaul.To; day = day.AddDays(1))
        {
            foreach (var departure in departures)
            {
                var start = day.ToDateTime(departure);
                var (arrival, end) = passage(start);
                if (start.AddMinutes(arrival) < closes && start.AddMinutes(end) > opens)
                {
                    lost.Add(day);
                    break;
                }
            }
        }

        return lost;
    }
}
