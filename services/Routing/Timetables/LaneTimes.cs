using Qujiang.Contracts.V1;
using Qujiang.Routing.Engine;

namespace Qujiang.Routing.Timetables;

/// <summary>When trucks of a lane set out and how long they take, in the engine's seconds.</summary>
public static class LaneTimes
{
    private const int LongestDrive = 30 * LaneDurations.Day;

    /// <summary>As the profile says; the same at any time where there is none, or where what it says makes no sense.</summary>
    public static LaneDurations Durations(IReadOnlyList<LaneTime>? times, int minutes)
    {
        try
        {
            return times is null
                ? LaneDurations.Constant(minutes * 60)
                : LaneDurations.Daily(Clock.DayOffset, [.. times.Select(t => (t.Minute * 60, t.DurationMinutes * 60))]);
        }
        catch (ArgumentException)
        {
            return LaneDurations.Constant(times!.Max(t => t.DurationMinutes) * 60);
        }
    }

    /// <summary>The disruptions that leave nothing, in a fixed order.</summary>
    public static IReadOnlyList<DisruptionRaised> Closures(IEnumerable<DisruptionRaised> open) =>
        [.. open.Where(IsClosure).OrderBy(d => d.DisruptionId, StringComparer.Ordinal)];

    /// <summary>Whether it leaves nothing of what it touches.</summary>
    public static bool IsClosure(DisruptionRaised disruption) => disruption.Closed || disruption.Kind == "CLOSURE";

    /// <summary>Whether a truck that sets out and arrives then is stopped.</summary>
    public static bool Stops(DisruptionRaised closure, LanePublished lane, DateTimeOffset departure, DateTimeOffset arrival) =>
        (closure.Lines.Contains(lane.LaneId) && arrival > closure.From && (closure.To is null || departure < closure.To))
        || (closure.Terminals.Contains(lane.From) && Within(closure, departure))
        || (closure.Terminals.Contains(lane.To) && Within(closure, arrival));

    /// <summary>
    /// The windows in which nobody sets out: before and after the lane is offered, from a closed terminal, so as to arrive at one, and so as to be under way
    /// on a lane that is itself closed.
    /// </summary>
    public static IReadOnlyList<(int From, int To)> Shut(
        LanePublished lane,
        LaneDurations durations,
        IEnumerable<DisruptionRaised> closures,
        Clock clock
    )
    {
        var shut = new List<(int From, int To)>();
        if (lane.OfferedFrom is { } opens)
        {
            shut.Add((int.MinValue, clock.Up(opens)));
        }
        if (lane.OfferedTo is { } ends)
        {
            shut.Add((clock.Down(ends), int.MaxValue));
        }
        foreach (var closure in closures)
        {
            var from = clock.Up(closure.From);
            var to = closure.To is { } over ? clock.Up(over) : int.MaxValue;
            if (closure.Lines.Contains(lane.LaneId))
            {
                shut.Add((FirstToArrive(durations, from + 1), to));
            }
            if (closure.Terminals.Contains(lane.From))
            {
                shut.Add((from, to));
            }
            if (closure.Terminals.Contains(lane.To))
            {
                shut.Add((FirstToArrive(durations, from), to == int.MaxValue ? to : FirstToArrive(durations, to)));
            }
        }
        return shut;
    }

    private static bool Within(DisruptionRaised closure, DateTimeOffset moment) =>
        moment >= closure.From && (closure.To is null || moment < closure.To);

    /// <summary>The first departure that arrives at this time or later: who leaves later never arrives earlier, so halving finds it.</summary>
    private static int FirstToArrive(LaneDurations durations, int time)
    {
        var (low, high) = (time - LongestDrive, time);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = middle + durations.At(middle) >= time ? (low, middle) : (middle, high);
        }
        return high;
    }
}
