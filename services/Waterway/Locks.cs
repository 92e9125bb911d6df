using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.House;
using Qujiang.Network;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway;

/// <summary>The hub's locks: how they work by day, how long vessels wait before them, and when they are overhauled.</summary>
/// <param name="all">By terminal.</param>
/// <param name="today">For what asks without a day of its own.</param>
public sealed class Locks(IReadOnlyDictionary<string, DataSheet<LockData>> all, DateOnly today)
{
    /// <summary>Kind of a disruption whose amount is the vessels that wait before a lock in a direction.</summary>
    public const string QueueKind = "LOCK_QUEUE";

    /// <summary>Every lock by terminal.</summary>
    public IReadOnlyDictionary<string, DataSheet<LockData>> All => all;

    /// <summary>The day of <see cref="UsualMinutes"/>.</summary>
    public DateOnly Today => today;

    /// <summary>What a lock is on a day; before its first row what that says.</summary>
    public DataRow<LockData> On(string terminal, DateOnly day) => all[terminal].OnOrFirst(day);

    /// <summary>How a lock works on a day.</summary>
    public LockWorks WorksOn(string terminal, DateOnly day)
    {
        var data = On(terminal, day).Data;
        return new(data.Chambers, data.VesselsPerLockage, data.CycleMinutes, data.PassageMinutes, data.QueueByHour);
    }

    /// <summary>Minutes at a lock for a vessel that comes at no day and hour in particular.</summary>
    public int UsualMinutes(string terminal)
    {
        var works = WorksOn(terminal, today);
        return works.PassageMinutes + LockQueue.MeanWaitMinutes(works);
    }

    /// <summary>The line with the time at each lock that its day and hour of arrival there give.</summary>
    public LinePattern ByHour(LinePattern line, DateTimeOffset start)
    {
        if (line.Calls.All(c => c.Kind == CallKind.Cargo))
        {
            return line;
        }

        var late = 0;
        var calls = new List<PatternCall>(line.Calls.Count);
        foreach (var call in line.Calls)
        {
            var arrival = call.ArrivalMinutes + late;
            if (IsLock(call))
            {
                var at = HubTime.ToHub(start.AddMinutes(arrival));
                var works = WorksOn(call.Terminal, HubTime.DayOf(at));
                late += works.PassageMinutes + LockQueue.WaitMinutes(works, at, []) - (call.DepartureMinutes - call.ArrivalMinutes);
            }

            calls.Add(call with { ArrivalMinutes = arrival, DepartureMinutes = call.DepartureMinutes + late });
        }

        return line with
        {
            Calls = calls,
        };
    }

    /// <summary>Whether no lock on the way is overhauled while this run is in it.</summary>
    public bool AreOpen(LinePattern run, DateTimeOffset start) =>
        !run.Calls.Any(c =>
            IsLock(c)
            && HubTime.ToHub(start.AddMinutes(c.ArrivalMinutes)) is var arrival
            && (On(c.Terminal, HubTime.DayOf(arrival)).Data.Overhauls ?? []).Any(o =>
                LockOverhaul.Meets(o, arrival.DateTime, arrival.DateTime.AddMinutes(c.DepartureMinutes - c.ArrivalMinutes))
            )
        );

    /// <summary>How much longer than planned a vessel waits before a lock, minutes: because of a queue there, or because it comes at another hour.</summary>
    public int Delay(DelayRequest request)
    {
        var (terminal, arrival) = (request.Planned.Terminal, request.Planned.Arrival);
        if (!all.ContainsKey(terminal) || arrival is not { } planned)
        {
            return 0;
        }

        var jams = request.Open.Where(d => d.Kind == QueueKind && d.Terminals.Contains(terminal, StringComparer.Ordinal)).Select(JamOf);
        var (usually, comes) = (HubTime.ToHub(planned), HubTime.ToHub(planned + request.Late));
        return LockQueue.WaitMinutes(WorksOn(terminal, HubTime.DayOf(comes)), comes, jams)
            - LockQueue.WaitMinutes(WorksOn(terminal, HubTime.DayOf(usually)), usually, []);
    }

    /// <summary>The queue that a disruption of kind <see cref="QueueKind"/> tells of.</summary>
    public static Jam JamOf(Disruption queue) => new(queue.From, queue.To, queue.Amount ?? 0);

    private bool IsLock(PatternCall call) => call.Kind == CallKind.Pass && all.ContainsKey(call.Terminal);
}
