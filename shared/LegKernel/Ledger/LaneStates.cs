using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;

namespace Qujiang.LegKernel.Ledger;

/// <summary>What the ledger needs to know of a lane on a day.</summary>
/// <param name="Withdrawn">Whether it is not offered at all, or not for that departure.</param>
/// <param name="Closed">Whether an open disruption closes it for that departure, or for some of that day where no departure is given.</param>
internal sealed record LaneState(string PoolId, bool Withdrawn, bool Reefer, bool Closed);

/// <summary>Reads lanes as the ledger needs them.</summary>
internal static class LaneStates
{
    /// <summary>The lanes named by the legs, by leg index, as they stand on the leg's day.</summary>
    public static async Task<IReadOnlyDictionary<int, LaneState>> OfAsync(
        LegWork work,
        HoldCapacity command,
        CancellationToken cancellationToken
    ) => await OfAsync(work, command, [], cancellationToken);

    /// <inheritdoc cref="OfAsync(LegWork, HoldCapacity, CancellationToken)" />
    /// <param name="known">What was read before in this transaction, and where it is noted.</param>
    public static async Task<IReadOnlyDictionary<int, LaneState>> OfAsync(
        LegWork work,
        HoldCapacity command,
        Dictionary<(string, DateOnly?, DateTimeOffset?, DateTimeOffset?), LaneState?> known,
        CancellationToken cancellationToken
    )
    {
        var states = new Dictionary<int, LaneState>();
        for (var i = 0; i < command.Legs.Count; i++)
        {
            var leg = command.Legs[i];
            if (leg.LaneId is null)
                continue;
            var key = (leg.LaneId, leg.Day, leg.Departure, leg.Arrival);
            if (known.TryGetValue(key, out var before))
            {
                if (before is not null)
                    states.Add(i, before);
                continue;
            }
            var lane = await work.QuerySingleOrDefaultAsync<LaneState>(
                """
                SELECT l.pool_id AS PoolId, l.withdrawn OR l.offered_from > w.leaves_last OR l.offered_to <= w.leaves_first AS Withdrawn, (l.rules ->> 'reefer')::boolean AS Reefer,
                       EXISTS (SELECT FROM leg.disruption d
                               WHERE d.status = 'OPEN' AND d.ceiling_teu100 = 0 AND d.ceiling_kg = 0
                                 AND ((l.lane_id = ANY (d.lines) AND d.from_at < w.arrives_last AND (d.to_at IS NULL OR d.to_at > w.leaves_first))
                                   OR (l.from_terminal = ANY (d.terminals) AND d.from_at <= w.leaves_first AND (d.to_at IS NULL OR d.to_at > w.leaves_last))
                                   OR (l.to_terminal = ANY (d.terminals) AND d.from_at <= w.arrives_first AND (d.to_at IS NULL OR d.to_at > w.arrives_last)))
                              ) AS Closed
                FROM leg.lane l
                CROSS JOIN LATERAL (SELECT coalesce(@Departure::timestamptz, @Day::date::timestamp AT TIME ZONE interval '8 hours') AS leaves_first,
                                           coalesce(@Departure::timestamptz, (@Day::date + 1)::timestamp AT TIME ZONE interval '8 hours' - interval '1 second') AS leaves_last,
                                           make_interval(mins => l.duration_minutes) AS run) t
                CROSS JOIN LATERAL (SELECT leaves_first, leaves_last, coalesce(@Arrival::timestamptz, leaves_first + run) AS arrives_first,
                                           coalesce(@Arrival::timestamptz, leaves_last + run) AS arrives_last) w
                WHERE l.lane_id = @LaneId
                """,
                new
                {
                    leg.LaneId,
                    leg.Day,
                    leg.Departure,
                    leg.Arrival,
                },
                cancellationToken
            );
            known.Add(key, lane);
            if (lane is not null)
                states.Add(i, lane);
        }
        return states;
    }
}
