namespace Qujiang.Routing.Engine;

/// <summary>
/// How long a lane takes as a function of its departure: linear between breakpoints, constant before the first and after the last.
/// Who leaves later never arrives earlier; a road that is shut from a to b is (a, d), (a, d + b - a), (b, d).
/// </summary>
public sealed class LaneDurations
{
    private readonly int[] times;
    private readonly int[] durations;

    private LaneDurations(int[] times, int[] durations)
    {
        this.times = times;
        this.durations = durations;
        Minimum = durations.Min();
    }

    /// <summary>The shortest duration of all, in seconds.</summary>
    public int Minimum { get; }

    /// <summary>The same duration at any time, in seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    public static LaneDurations Constant(int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        return new([0], [seconds]);
    }

    /// <summary>Breakpoints in order of departure; two with the same departure are a step up.</summary>
    /// <exception cref="ArgumentException">None at all, out of order, a negative duration, or a later departure that arrives earlier.</exception>
    public static LaneDurations Of(params ReadOnlySpan<(int Departure, int Duration)> breakpoints)
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

        return new(departures, lengths);
    }

    /// <summary>The duration of a departure at this time, in seconds.</summary>
    public int At(int departure)
    {
        var last = times.Length - 1;
        if (departure >= times[last])
        {
            return durations[last];
        }

        if (departure < times[0])
        {
            return durations[0];
        }

        var i = last - 1;
        while (times[i] > departure)
        {
            i--;
        }

        // Rounding down keeps the function FIFO: the arrival t + d(t) has slope >= 0 and its integer part too.
        var rise = (long)(durations[i + 1] - durations[i]) * (departure - times[i]);
        return durations[i] + (int)Math.Floor((double)rise / (times[i + 1] - times[i]));
    }
}
