using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Disruptions;

/// <summary>
/// Keeps the times of movements in step with the open disruptions that have an amount, by the module's <see cref="LegModule.Delay"/>. What was planned can always
/// be had back from the times and the delays that are in them, so that a disruption that ends gives back exactly the times there were.
/// </summary>
public static class Delays
{
    // One that is over may have left a delay behind it that wears off.
    private const string SelectMovements = """
        SELECT DISTINCT c.movement_id FROM leg.call c JOIN leg.movement m USING (movement_id)
        WHERE m.status = 'SCHEDULED' AND m.ends_at > clock_timestamp() AND coalesce(c.arrival, c.departure) > clock_timestamp()
          AND (c.terminal = ANY (@terminals)
               OR EXISTS (SELECT FROM leg.call l WHERE l.movement_id = c.movement_id AND l.delay_minutes <> 0))
        """;

    private const string UpdateCalls = """
        UPDATE leg.call c SET arrival = r.arrival, departure = r.departure, cutoff = r.cutoff, delay_minutes = r.delay
        FROM unnest(@ids, @indices, @arrivals::timestamptz[], @departures::timestamptz[], @cutoffs::timestamptz[], @delays)
             AS r (movement_id, index, arrival, departure, cutoff, delay)
        WHERE c.movement_id = r.movement_id AND c.index = r.index
        """;

    private const string UpdateMovements = """
        UPDATE leg.movement m SET starts_at = r.starts_at, ends_at = r.ends_at, revision = m.revision + @step, changed_at = clock_timestamp()
        FROM unnest(@ids, @starts::timestamptz[], @ends::timestamptz[]) AS r (movement_id, starts_at, ends_at) WHERE m.movement_id = r.movement_id
        """;

    /// <summary>The calls as planned: without the delays that are in them.</summary>
    public static IReadOnlyList<Call> Planned(IReadOnlyList<Call> calls, IReadOnlyList<int> delays)
    {
        var late = TimeSpan.Zero;
        var planned = new List<Call>(calls.Count);
        foreach (var (call, delay) in calls.Zip(delays))
        {
            var arrival = call.Arrival - late;
            late += TimeSpan.FromMinutes(delay);
            planned.Add(call with { Arrival = arrival, Departure = call.Departure - late, Cutoff = call.Cutoff - late });
        }

        return planned;
    }

    /// <summary>
    /// The calls with each stay as long as <paramref name="delayOf"/> says, and everything after it as much later. No stay becomes shorter than nothing. What has been
    /// reached by <paramref name="now"/> keeps the delay it has.
    /// </summary>
    /// <param name="planned">As <see cref="Planned"/> gives them.</param>
    /// <param name="delays">Those that are in the present times.</param>
    /// <param name="delayOf">Minutes, given the call as planned and how late it is reached.</param>
    public static (IReadOnlyList<Call> Calls, IReadOnlyList<int> Delays) Spread(
        IReadOnlyList<Call> planned,
        IReadOnlyList<int> delays,
        Func<Call, TimeSpan, int> delayOf,
        DateTimeOffset now
    )
    {
        var late = TimeSpan.Zero;
        var (calls, next) = (new List<Call>(planned.Count), new List<int>(planned.Count));
        foreach (var (call, present) in planned.Zip(delays))
        {
            var arrival = call.Arrival + late;
            var stay = call.Arrival is null ? TimeSpan.Zero : call.Departure - call.Arrival ?? TimeSpan.Zero;
            var delay =
                (arrival ?? call.Departure + late) <= now ? present
                : call.Departure is null ? 0
                : Math.Max(delayOf(call, late), -(int)stay.TotalMinutes);
            late += TimeSpan.FromMinutes(delay);
            calls.Add(call with { Arrival = arrival, Departure = call.Departure + late, Cutoff = call.Cutoff + late });
            next.Add(delay);
        }

        return (calls, next);
    }

    /// <summary>Brings every movement in step after a change of the disruptions, and tells the new times.</summary>
    /// <returns>How many movements run at other times.</returns>
    internal static async Task<int> ApplyAsync(LegWork work, CancellationToken cancellationToken)
    {
        if (work.Module.Delay is null)
            return 0;
        var open = await DisruptionStore.SizedAsync(work, cancellationToken);
        var terminals = open.SelectMany(d => d.Terminals).Distinct(StringComparer.Ordinal).ToArray();
        var candidates = await work.QueryAsync<string>(SelectMovements, new { terminals }, cancellationToken);
        await MovementStore.ReserveAsync(work, candidates, cancellationToken);
        var changed = await UpdateAsync(work, open, candidates, revise: true, cancellationToken);
        foreach (var (movement, calls, delays) in changed)
        {
            var waits = calls.Zip(delays).Where(c => c.Second != 0).Select(c => $"{c.First.Terminal} {c.Second:+0;-0} min").ToList();
            var reason = waits.Count == 0 ? "conditions: as planned" : $"conditions: {string.Join(", ", waits)}";
            var revision = movement.Revision + 1;
            work.Tell(s => new MovementRescheduled(
                s.EventId,
                s.OccurredAt,
                s.Service,
                s.Sequence,
                movement.MovementId,
                revision,
                calls,
                reason
            ));
        }

        return changed.Count;
    }

    /// <summary>Brings movements in step that have just been written as planned; the caller tells them.</summary>
    internal static async Task UpdateMovementsAsync(LegWork work, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (work.Module.Delay is null || ids.Count == 0)
            return;
        var open = await DisruptionStore.SizedAsync(work, cancellationToken);
        if (open.Count > 0)
            await UpdateAsync(work, open, ids, revise: false, cancellationToken);
    }

    private static async Task<List<Retimed>> UpdateAsync(
        LegWork work,
        IReadOnlyList<Disruption> open,
        IReadOnlyCollection<string> ids,
        bool revise,
        CancellationToken cancellationToken
    )
    {
        var now = await work.NowAsync(cancellationToken);
        var present = (
            await work.QueryAsync<(string Id, int Index, int Delay)>(
                "SELECT movement_id, index, delay_minutes FROM leg.call WHERE movement_id = ANY (@ids) AND delay_minutes <> 0",
                new { ids = ids.ToArray() },
                cancellationToken
            )
        ).ToDictionary(r => (r.Id, r.Index), r => r.Delay);
        var changed = new List<Retimed>();
        foreach (var movement in await MovementStore.LoadAsync(work.Connection, ids, cancellationToken))
        {
            int[] delays = [.. movement.Calls.Select(c => present.GetValueOrDefault((movement.MovementId, c.Index)))];
            var (calls, next) = Spread(
                Planned(movement.Calls, delays),
                delays,
                (call, late) => work.Module.Delay!(new DelayRequest(call, late, open)),
                now
            );
            if (!next.SequenceEqual(delays))
                changed.Add(new Retimed(movement, calls, next));
        }

        if (changed.Count > 0)
            await SaveAsync(work, changed, revise, cancellationToken);
        return changed;
    }

    private static async Task SaveAsync(LegWork work, List<Retimed> changed, bool revise, CancellationToken cancellationToken)
    {
        var rows = changed
            .SelectMany(m => m.Calls.Zip(m.Delays, (call, delay) => (m.Movement.MovementId, Call: call, Delay: delay)))
            .ToList();
        await work.ExecuteAsync(
            UpdateCalls,
            new
            {
                ids = rows.Select(r => r.MovementId).ToArray(),
                indices = rows.Select(r => r.Call.Index).ToArray(),
                arrivals = rows.Select(r => r.Call.Arrival?.UtcDateTime).ToArray(),
                departures = rows.Select(r => r.Call.Departure?.UtcDateTime).ToArray(),
                cutoffs = rows.Select(r => r.Call.Cutoff?.UtcDateTime).ToArray(),
                delays = rows.Select(r => r.Delay).ToArray(),
            },
            cancellationToken
        );
        await work.ExecuteAsync(
            UpdateMovements,
            new
            {
                ids = changed.Select(m => m.Movement.MovementId).ToArray(),
                starts = changed.Select(m => m.Calls[0].Departure!.Value.UtcDateTime).ToArray(),
                ends = changed.Select(m => m.Calls[^1].Arrival!.Value.UtcDateTime).ToArray(),
                step = revise ? 1 : 0,
            },
            cancellationToken
        );
    }

    private sealed record Retimed(Movement Movement, IReadOnlyList<Call> Calls, IReadOnlyList<int> Delays);
}
