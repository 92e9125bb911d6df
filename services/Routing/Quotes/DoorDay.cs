using Qujiang.Contracts.V1;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Quotes;

/// <summary>
/// The hours of day of a truck that goes straight across country, where no lane's times hold them: the cities at its ends, and nights on which dangerous goods do not drive.
/// Pure, in the timetable's seconds. It never takes less than a driver who keeps the rules, and who is ready later never arrives earlier.
/// </summary>
/// <param name="Driving">Seconds from gate to gate when nothing is shut or slow.</param>
/// <param name="From">Of the terminal where it starts; null: no city, or a door.</param>
/// <param name="To">Of the terminal where it ends.</param>
/// <param name="Night">Seconds of the day during which it may not drive, an end before the start being of the next day; null: it may.</param>
public readonly record struct DoorDay(int Driving, TerminalAccess? From, TerminalAccess? To, (int From, int To)? Night)
{
    private const int Day = 86_400;

    /// <summary>
    /// When a truck that is loaded at a moment sets out and arrives. It waits where it is loaded rather than on the way; null when there is no moment of
    /// the day at which it could set out, because a city is never open or never together with the other.
    /// </summary>
    public (int Leaves, int Arrives)? Run(int loaded)
    {
        for (var leaves = loaded; leaves < (long)loaded + Day + 60; ) // every day is like the other
        {
            var (enters, arrives) = Drive(leaves);
            var wait = Math.Max(WaitFor(From, leaves), Math.Max(Night is { } night ? WaitFor(night, leaves) : 0, WaitFor(To, enters)));
            if (wait == 0)
            {
                return (leaves, arrives);
            }

            leaves += Math.Min(wait, 60); // by the minute: a night on the way may make the wait at its end another one
        }

        return null;
    }

    /// <summary>When a truck that leaves at a moment comes to the city at its end, and when it arrives.</summary>
    private (int Enters, int Arrives) Drive(int leaves)
    {
        var (first, last) = (Stretch(From), Stretch(To));
        var enters = leaves + Through(From, first, leaves) + Math.Max(0, Driving - first - last);
        if (Night is var (from, to))
        {
            for (var night = leaves - SecondOfDay(leaves) + from; night < enters + last; night += Day)
            {
                enters += night >= leaves ? LengthOf((from, to)) : 0; // it stands where the night finds it
            }
        }

        return (enters, enters + Through(To, last, enters));
    }

    private int Stretch(TerminalAccess? access) => Math.Min(Driving, (access?.Minutes ?? 0) * 60);

    /// <summary>Seconds for a stretch that takes so many when it is not slow.</summary>
    private static int Through(TerminalAccess? access, int seconds, int enters)
    {
        if (access is not { SlowPercent: > 0 and < 100, Slow.Count: > 0 })
        {
            return seconds;
        }

        var (moment, left) = (enters, seconds * 100L);
        while (true)
        {
            var second = SecondOfDay(moment);
            var slow = access.Slow.FirstOrDefault(w => second >= w.FromMinute * 60 && second < w.ToMinute * 60);
            var until = slow?.ToMinute * 60 ?? access.Slow.Select(w => w.FromMinute * 60).Where(f => f > second).Append(Day).Min();
            var percent = slow is null ? 100 : access.SlowPercent;
            var takes = (left + percent - 1) / percent;
            if (takes <= until - second)
            {
                return moment + (int)takes - enters;
            }

            (moment, left) = (moment + until - second, left - ((until - second) * (long)percent));
        }
    }

    private static int WaitFor(TerminalAccess? access, int moment) =>
        access is null ? 0 : access.Shut.Max(w => (int?)WaitFor((w.FromMinute * 60, w.ToMinute * 60), moment)) ?? 0;

    private static int WaitFor((int From, int To) window, int moment) =>
        (SecondOfDay(moment) - window.From + Day) % Day is var since && since < LengthOf(window) ? LengthOf(window) - since : 0;

    private static int LengthOf((int From, int To) window) => window.To - window.From + (window.To < window.From ? Day : 0);

    private static int SecondOfDay(int moment) => (int)((((long)moment + Clock.DayOffset) % Day + Day) % Day);
}
