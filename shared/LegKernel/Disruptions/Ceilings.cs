using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Disruptions;

/// <summary>
/// Keeps what is offered in step with the open disruptions. What the operator wants stays beside it, so that a disruption that ends gives back exactly
/// what was wanted, also where several overlap.
/// </summary>
public static class Ceilings
{
    private const long Gate = 0x716a_6c65_675f_6761;

    private const int NoLimit = int.MaxValue;

    private static readonly string Limits = Room.Each($"coalesce(v.?, {NoLimit}) AS ?");

    private static readonly string SegmentsOutOfStep = $"""
        SELECT DISTINCT s.movement_id FROM leg.segment s
        JOIN leg.movement m USING (movement_id)
        LEFT JOIN leg.segment_ceiling v ON v.movement_id = s.movement_id AND v.index = s.index
        WHERE m.ends_at > clock_timestamp()
          AND ({Room.Each("s.ceiling_?")}) IS DISTINCT FROM ({Room.Each($"coalesce(v.?, {NoLimit})")})
        """;

    private static readonly string UpdateSegments = $"""
        UPDATE leg.segment s
        SET {Room.Each("ceiling_? = c.?")}, {Room.Each(
            "offered_? = greatest(leg.sellable(s.wanted_?, c.?, s.overbooking_percent), s.held_? + s.confirmed_?)"
        )}
        FROM (SELECT g.movement_id, g.index, {Limits} FROM leg.segment g
              LEFT JOIN LATERAL (SELECT * FROM leg.segment_ceiling x WHERE x.movement_id = g.movement_id AND x.index = g.index) v ON true
              WHERE g.movement_id = ANY (@ids)) c
        WHERE s.movement_id = c.movement_id AND s.index = c.index AND ({Room.Each("s.ceiling_?")}) IS DISTINCT FROM ({Room.Each("c.?")})
        RETURNING s.movement_id
        """;

    private static readonly string DaysOutOfStep = $"""
        SELECT d.pool_id, d.day FROM leg.pool_day d
        LEFT JOIN leg.pool_day_ceiling v ON v.pool_id = d.pool_id AND v.day = d.day
        WHERE d.day >= (clock_timestamp() AT TIME ZONE interval '8 hours')::date
          AND ({Room.Each("d.ceiling_?")}) IS DISTINCT FROM ({Room.Each($"coalesce(v.?, {NoLimit})")})
        """;

    private static readonly string UpdateDays = $"""
        UPDATE leg.pool_day d
        SET {Room.Each("ceiling_? = c.?")}, {Room.Each("offered_? = greatest(least(d.wanted_?, c.?), d.held_? + d.confirmed_?)")}
        FROM (SELECT k.pool_id, k.day, {Limits} FROM unnest(@pools, @days) AS k (pool_id, day)
              LEFT JOIN leg.pool_day_ceiling v ON v.pool_id = k.pool_id AND v.day = k.day) c
        WHERE d.pool_id = c.pool_id AND d.day = c.day AND ({Room.Each("d.ceiling_?")}) IS DISTINCT FROM ({Room.Each("c.?")})
        RETURNING d.pool_id, d.day
        """;

    /// <summary>
    /// Called first by every transaction that changes times, so that a disruption raised at the same moment sees either the old times or
    /// the new ones, and is seen by them.
    /// </summary>
    public static Task ChangingScheduleAsync(LegWork work, CancellationToken cancellationToken) =>
        PassAsync(work, "SELECT pg_advisory_xact_lock_shared(@Gate)", cancellationToken);

    /// <summary>Called first by every transaction that changes disruptions, or the data that operators may change.</summary>
    public static Task ChangingDisruptionsAsync(LegWork work, CancellationToken cancellationToken) =>
        PassAsync(work, "SELECT pg_advisory_xact_lock(@Gate)", cancellationToken);

    /// <summary>Behind the gate nobody changes the module's data: what is in force now is so until the end.</summary>
    private static async Task PassAsync(LegWork work, string gate, CancellationToken cancellationToken)
    {
        await work.ExecuteAsync(gate, new { Gate }, cancellationToken);
        if (work.Module.Data is { } data)
            await data.RefreshAsync(work, cancellationToken);
    }

    /// <summary>Brings everything in step after a change of the disruptions, times first, and tells what changed.</summary>
    /// <returns>How many movements and pool days offer something else than before, and how many movements run at other times.</returns>
    public static async Task<(int Movements, int PoolDays, int Rescheduled)> ApplyAsync(LegWork work, CancellationToken cancellationToken)
    {
        var rescheduled = await Delays.ApplyAsync(work, cancellationToken);
        var candidates = await work.QueryAsync<string>(SegmentsOutOfStep, null, cancellationToken);
        await MovementStore.ReserveAsync(work, candidates, cancellationToken);
        var movements = await UpdateMovementsAsync(work, candidates, cancellationToken);
        await MovementStore.TellCapacityAsync(work, movements, "conditions", cancellationToken);

        var days = (await work.QueryAsync<(string, DateOnly)>(DaysOutOfStep, null, cancellationToken))
            .Select(d => new PoolDayKey(d.Item1, d.Item2))
            .ToList();
        await PoolStore.ReserveAsync(work, days, cancellationToken);
        await UpdateDaysAsync(work, days, cancellationToken);
        await PoolStore.TellCapacityAsync(work, days, "conditions", cancellationToken);
        return (movements.Count, days.Count, rescheduled);
    }

    /// <summary>Brings these movements in step; the caller has reserved them and tells.</summary>
    /// <returns>Those that changed.</returns>
    public static async Task<IReadOnlyList<string>> UpdateMovementsAsync(
        LegWork work,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) =>
        ids.Count == 0
            ? []
            :
            [
                .. (await work.QueryAsync<string>(UpdateSegments, new { ids = ids.ToArray() }, cancellationToken)).Distinct(
                    StringComparer.Ordinal
                ),
            ];

    /// <summary>Brings these pool days in step; the caller has reserved them and tells.</summary>
    public static async Task UpdateDaysAsync(LegWork work, IReadOnlyCollection<PoolDayKey> days, CancellationToken cancellationToken)
    {
        if (days.Count > 0)
            await work.QueryAsync<(string, DateOnly)>(
                UpdateDays,
                new { pools = days.Select(d => d.PoolId).ToArray(), days = days.Select(d => d.Day).ToArray() },
                cancellationToken
            );
    }
}
