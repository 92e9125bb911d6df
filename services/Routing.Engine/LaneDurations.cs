namespace Qujiang.Routing.Engine;

/// <summary>
/// How long a lane takes as a function of its departure: linear between breakpoints. Who leaves later never arrives earlier. Where leaving later
/// arrives just as early (a road that is shut from a to b is (a, d), (a, d + b - a), (b, d)), the truck leaves as late as that: it waits where it
/// is loaded, and is one of the day on which it sets out.
/// </summary>
public sealed class LaneDurations
{
    /// <summary>Seconds of a day.</summary>
    public const int Day = 86_400;

    private readonly int[] times;
    private readonly int[] durations;
    private readonly int period; // 0: not repeated
    private readonly int offset;
    private readonly bool idles;
    private readonly (int From, int To)[] shut;

    private LaneDurations(int[] times, int[] durations, int period, int offset, (int From, int To)[] shut)
    {
        this.times = times;
        this.durations = durations;
        this.period = period;
        this.offset = offset;
        this.shut = shut;
        Minimum = durations.Min();
        idles = Enumerable.Range(0, times.Length - 1).Any(IsIdle);
    }

    /// <summary>The shortest duration of all, in seconds.</summary>
    public int Minimum { get; }

    /// <summary>The same duration at any time, in seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    public static LaneDurations Constant(int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        return new([0], [seconds], 0, 0, []);
    }

    /// <summary>Breakpoints in order of departure; two with the same departure are a step up. Constant before the first and after the last.</summary>
    /// <exception cref="ArgumentException">None at all, out of order, a negative duration, or a later departure that arrives earlier.</exception>
    public static LaneDurations Of(params ReadOnlySpan<(int Departure, int Duration)> breakpoints)
    {
        var (departures, lengths) = Checked(breakpoints);
        return new(departures, lengths, 0, 0, []);
    }

    /// <summary>The same every day.</summary>
    /// <param name="dayOffset">Seconds to add to the timetable's time to get the clock that days begin by.</param>
    /// <param name="breakpoints">As in <see cref="Of"/>, by seconds of the day: the first at 0, the last at <see cref="Day"/>.</param>
    /// <exception cref="ArgumentException">As <see cref="Of"/>, or the day is not covered, or its end overtakes the next day's begin.</exception>
    public static LaneDurations Daily(int dayOffset, params ReadOnlySpan<(int SecondOfDay, int Duration)> breakpoints)
    {
        var (departures, lengths) = Checked(breakpoints);
        if (departures[0] != 0 || departures[^1] != Day || lengths[^1] > lengths[0])
        {
            throw new ArgumentException("A day goes from 0 to 86,400 and does not overtake the next.", nameof(breakpoints));
        }

        return new(departures, lengths, Day, dayOffset, []);
    }

    /// <summary>The same, but nobody sets out in these windows: from, included, to, excluded; <see cref="int.MinValue"/> and <see cref="int.MaxValue"/> are open ends.</summary>
    public LaneDurations ShutDuring(IEnumerable<(int From, int To)> windows)
    {
        var merged = new List<(int From, int To)>(shut);
        merged.AddRange(windows.Where(w => w.From < w.To));
        merged.Sort();
        for (var i = merged.Count - 1; i > 0; i--)
        {
            if (merged[i].From <= merged[i - 1].To)
            {
                merged[i - 1] = (merged[i - 1].From, Math.Max(merged[i - 1].To, merged[i].To));
                merged.RemoveAt(i);
            }
        }

        return new(times, durations, period, offset, [.. merged]);
    }

    /// <summary>When a truck that is ready sets out: not while the lane is shut, and no earlier than it must to arrive as early as it can.</summary>
    /// <returns>Null when the lane never opens again.</returns>
    public int? Leaves(int ready) => !idles && shut.Length == 0 ? ready : LeavesLater(ready);

    /// <summary>As <see cref="Leaves"/>, as if the lane were never shut.</summary>
    public int LeavesOpen(int ready)
    {
        for (var leaves = ready; ; )
        {
            var later = WithoutIdling(leaves);
            if (later == leaves)
            {
                return later;
            }

            leaves = later;
        }
    }

    /// <summary>The duration of a departure at this time, in seconds.</summary>
    public int At(int departure)
    {
        if (times.Length == 1)
        {
            return durations[0];
        }

        var local = period == 0 ? departure : SecondOfDay(departure);
        var last = times.Length - 1;
        if (local >= times[last])
        {
            return durations[last];
        }

        if (local < times[0])
        {
            return durations[0];
        }

        // Rounding down keeps the function FIFO: the arrival t + d(t) has slope >= 0 and its integer part too.
        var i = Before(local);
        var rise = (long)(durations[i + 1] - durations[i]) * (local - times[i]);
        return durations[i] + (int)Math.Floor((double)rise / (times[i + 1] - times[i]));
    }

    private int? LeavesLater(int ready)
    {
        for (var leaves = ready; ; )
        {
            var later = WithoutIdling(Opened(leaves));
            if (later == leaves || later == int.MaxValue)
            {
                return later == int.MaxValue ? null : later;
            }

            leaves = later;
        }
    }

    private int Opened(int time)
    {
        foreach (var (from, to) in shut)
        {
            if (time >= from && time < to)
            {
                return to;
            }
        }

        return time;
    }

    private int WithoutIdling(int time)
    {
        if (!idles || time == int.MaxValue)
        {
            return time;
        }

        var local = period == 0 ? time : SecondOfDay(time);
        if (local < times[0] || local >= times[^1])
        {
            return time;
        }

        var i = Before(local);
        return IsIdle(i) ? time + times[i + 1] - local : time;
    }

    private bool IsIdle(int i) => times[i + 1] > times[i] && durations[i] - durations[i + 1] == times[i + 1] - times[i];

    /// <summary>The last breakpoint that is not after this time; there is one, and one after it.</summary>
    private int Before(int local)
    {
        int low = 0,
            high = times.Length - 1;
        while (high - low > 1)
        {
            var middle = (low + high) >> 1;
            if (times[middle] <= local)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private int SecondOfDay(int time)
    {
        var second = (int)(((long)time + offset) % Day);
        return second < 0 ? second + Day : second;
    }

    private static (int[] Departures, int[] Durations) Checked(ReadOnlySpan<(int Departure, int Duration)> breakpoints)
    {
        if (breakpoints.IsEmpty)
        {
            throw new ArgumentException("A lane needs a duration.", nameof(breakpoints));
        }

        var departures = new int[breakpoints.Length];
        var lengths = new int[breakpoints.Length];
        for (var i = 0; i < breakpoints.Length; i++)
        {
            (departures[i], lengths[i]) = breakpoints[i];
            var wrong =
                lengths[i] < 0
                || (i > 0 && (departures[i] < departures[i - 1] || departures[i] + lengths[i] < departures[i - 1] + lengths[i - 1]));
            if (wrong)
            {
                throw new ArgumentException(
                    $"Breakpoint {i} is out of order, negative or overtakes the one before it.",
                    nameof(breakpoints)
                );
            }
        }

        return (departures, lengths);
    }
}
