using System.Globalization;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway;

/// <summary>A lock as the data have it.</summary>
/// <param name="Chamber">Length x width x depth over the sill; null where unknown.</param>
public sealed record LockData(string Terminal, string? Chamber, LockWorks Works, Provenance Provenance);

/// <summary>The hub's locks by terminal: how they work, and how long vessels wait before them.</summary>
public sealed class Locks(IReadOnlyDictionary<string, LockData> all, IReadOnlyList<Overhaul> overhauls)
{
    /// <summary>Kind of a disruption whose amount is the vessels that wait before a lock in a direction.</summary>
    public const string QueueKind = "LOCK_QUEUE";

    /// <summary>Every lock by terminal.</summary>
    public IReadOnlyDictionary<string, LockData> All => all;

    /// <summary>When locks are closed for overhaul.</summary>
    public IReadOnlyList<Overhaul> Overhauls => overhauls;

    /// <summary>Out of this assembly's own data.</summary>
    public static Locks Load()
    {
        var assembly = typeof(Locks).Assembly;
        return new(
            CsvTable
                .Embedded(assembly, "locks.csv")
                .Rows.ToDictionary(
                    r => r["lock"],
                    r => new LockData(
                        r["lock"],
                        r.Optional("chamber"),
                        new(
                            r.Int("chambers"),
                            r.Decimal("vessels_per_lockage"),
                            r.Int("cycle_minutes"),
                            r.Int("passage_minutes"),
                            [.. r.List("queue_by_hour").Select(v => decimal.Parse(v, CultureInfo.InvariantCulture))]
                        ),
                        SeedFiles.ProvenanceOf(r)
                    ),
                    StringComparer.Ordinal
                ),
            [.. CsvTable.Embedded(assembly, "overhauls.csv").Rows.Select(r => new Overhaul(r["lock"], Day(r["from"]), Day(r["to"])))]
        );
    }

    /// <summary>Minutes at a lock for a vessel that comes at no hour in particular.</summary>
    public int UsualMinutes(string terminal) => all[terminal].Works.PassageMinutes + LockQueue.MeanWaitMinutes(all[terminal].Works);

    /// <summary>The line with the time at each lock that its hour of arrival there gives.</summary>
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
            if (call.Kind == CallKind.Pass && all.TryGetValue(call.Terminal, out var @lock))
            {
                var stay = @lock.Works.PassageMinutes + LockQueue.WaitMinutes(@lock.Works, HubTime.ToHub(start.AddMinutes(arrival)), []);
                late += stay - (call.DepartureMinutes - call.ArrivalMinutes);
            }

            calls.Add(call with { ArrivalMinutes = arrival, DepartureMinutes = call.DepartureMinutes + late });
        }

        return line with
        {
            Calls = calls,
        };
    }

    /// <summary>How much longer than planned a vessel waits before a lock, minutes: because of a queue there, or because it comes at another hour.</summary>
    public int Delay(DelayRequest request)
    {
        if (!all.TryGetValue(request.Planned.Terminal, out var @lock) || request.Planned.Arrival is not { } planned)
        {
            return 0;
        }

        var jams = request
            .Open.Where(d => d.Kind == QueueKind && d.Terminals.Contains(@lock.Terminal, StringComparer.Ordinal))
            .Select(JamOf);
        return LockQueue.WaitMinutes(@lock.Works, HubTime.ToHub(planned + request.Late), jams)
            - LockQueue.WaitMinutes(@lock.Works, HubTime.ToHub(planned), []);
    }

    /// <summary>The queue that a disruption of kind <see cref="QueueKind"/> tells of.</summary>
    public static Jam JamOf(Disruption queue) => new(queue.From, queue.To, queue.Amount ?? 0);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
