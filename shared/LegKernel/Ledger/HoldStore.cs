using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Ledger;

/// <summary>Reads, reserves and writes holds, and tells the state they are in.</summary>
internal static class HoldStore
{
    private const string SelectHold =
        "SELECT hold_id AS HoldId, tenant AS Tenant, owner AS Owner, state AS State, expires_at AS ExpiresAt, reason AS Reason, refusal::text AS Refusal, "
        + "expires_at <= clock_timestamp() AS Due FROM leg.hold";

    /// <summary>Reads a hold; null when there is none.</summary>
    public static async Task<Hold?> FindAsync(LegReading work, Guid holdId, CancellationToken cancellationToken) =>
        ToHold(await work.QuerySingleOrDefaultAsync<HoldRow>($"{SelectHold} WHERE hold_id = @holdId", new { holdId }, cancellationToken));

    /// <summary>Reserves holds whose time is over, oldest first; those that another transaction works on are left to it.</summary>
    public static async Task<IReadOnlyList<Hold>> ReserveDueAsync(LegWork work, int limit, CancellationToken cancellationToken) =>
        [
            .. (
                await work.QueryAsync<HoldRow>(
                    $"{SelectHold} WHERE state = 'HELD' AND expires_at <= clock_timestamp() ORDER BY expires_at LIMIT @limit FOR UPDATE SKIP LOCKED",
                    new { limit },
                    cancellationToken
                )
            ).Select(row => ToHold(row)!),
        ];

    /// <summary>Writes a state with its reason.</summary>
    public static Task<int> SaveStateAsync(
        LegWork work,
        Guid[] ids,
        HoldState state,
        string? reason,
        Refusal? refusal,
        CancellationToken cancellationToken
    ) =>
        work.ExecuteAsync(
            "UPDATE leg.hold SET state = @state, reason = @reason, refusal = @refusal::jsonb, changed_at = clock_timestamp() WHERE hold_id = ANY (@ids)",
            new
            {
                ids,
                state = MovementStore.Word(state),
                reason,
                refusal = refusal is null ? null : LegTypes.ToJson(refusal),
            },
            cancellationToken
        );

    /// <summary>Reserves a hold; tells too whether its time is over by the database's clock.</summary>
    public static async Task<(Hold? Hold, bool Due)> ReserveAsync(LegWork work, Guid id, CancellationToken cancellationToken)
    {
        var row = await work.QuerySingleOrDefaultAsync<HoldRow>(
            $"{SelectHold} WHERE hold_id = @id FOR UPDATE",
            new { id },
            cancellationToken
        );
        return (ToHold(row), row?.Due ?? false);
    }

    /// <summary>Reserves those of the holds that there are, in the order of their ids.</summary>
    public static async Task<IReadOnlyList<(Hold Hold, bool Due)>> ReserveAsync(
        LegWork work,
        Guid[] ids,
        CancellationToken cancellationToken
    )
    {
        var rows = await work.QueryAsync<HoldRow>(
            $"{SelectHold} WHERE hold_id = ANY (@ids) ORDER BY hold_id FOR UPDATE",
            new { ids },
            cancellationToken
        );
        return [.. rows.Select(row => (ToHold(row)!, row.Due))];
    }

    /// <summary>The first leg whose movement is cancelled; null when none is.</summary>
    public static Task<int?> CancelledLegAsync(LegWork work, Guid holdId, CancellationToken cancellationToken) =>
        work.QuerySingleOrDefaultAsync<int?>(
            """
            SELECT min(l.index) FROM leg.hold_leg l JOIN leg.movement m USING (movement_id)
            WHERE l.hold_id = @holdId AND m.status = 'CANCELLED'
            """,
            new { holdId },
            cancellationToken
        );

    /// <summary>The legs of holds as they were taken.</summary>
    public static async Task<IReadOnlyList<TakenLeg>> LegsAsync(LegReading work, Guid[] ids, CancellationToken cancellationToken) =>
        [.. (await LegsByHoldAsync(work, ids, cancellationToken)).Select(l => l.Leg)];

    /// <summary>The legs of holds as they were taken, each with its hold.</summary>
    public static async Task<IReadOnlyList<(Guid HoldId, TakenLeg Leg)>> LegsByHoldAsync(
        LegReading work,
        Guid[] ids,
        CancellationToken cancellationToken
    )
    {
        var rows = await work.QueryAsync<LegRow>(
            """
            SELECT hold_id AS HoldId, index, movement_id AS MovementId, from_call AS FromCall, to_call AS ToCall, lane_id AS LaneId, pool_id AS PoolId, day,
                   teu100, kg, litres, reefer_plugs AS ReeferPlugs, uld
            FROM leg.hold_leg WHERE hold_id = ANY (@ids) ORDER BY hold_id, index
            """,
            new { ids },
            cancellationToken
        );
        return
        [
            .. rows.Select(r =>
                (
                    r.HoldId,
                    new TakenLeg(
                        r.Index,
                        new CapacityVector(r.Teu100, r.Kg, r.Litres, r.ReeferPlugs, r.Uld),
                        r.MovementId,
                        r.FromCall,
                        r.ToCall,
                        r.LaneId,
                        r.PoolId,
                        r.Day
                    )
                )
            ),
        ];
    }

    private static Hold? ToHold(HoldRow? row) =>
        row is null
            ? null
            : new Hold(
                row.HoldId,
                row.Tenant,
                row.Owner,
                Enum.Parse<HoldState>(row.State, ignoreCase: true),
                row.ExpiresAt,
                row.Reason,
                row.Refusal is null ? null : LegTypes.FromJson<Refusal>(row.Refusal)
            );

    /// <summary>Tells the state in which a hold is.</summary>
    public static void Tell(LegWork work, Hold h)
    {
        switch (h.State)
        {
            case HoldState.Held:
                work.Tell(s => new CapacityHeld(s.EventId, s.OccurredAt, s.Service, s.Sequence, h.HoldId, h.Tenant, h.Owner, h.ExpiresAt));
                break;
            case HoldState.Confirmed:
                work.Tell(s => new HoldConfirmed(s.EventId, s.OccurredAt, s.Service, s.Sequence, h.HoldId, h.Tenant, h.Owner));
                break;
            case HoldState.Released:
                work.Tell(s => new HoldReleased(
                    s.EventId,
                    s.OccurredAt,
                    s.Service,
                    s.Sequence,
                    h.HoldId,
                    h.Tenant,
                    h.Owner,
                    h.Reason ?? ""
                ));
                break;
            case HoldState.Expired:
                work.Tell(s => new HoldExpired(s.EventId, s.OccurredAt, s.Service, s.Sequence, h.HoldId, h.Tenant, h.Owner));
                break;
            default:
                var r = h.Refusal!;
                work.Tell(s => new HoldRefused(
                    s.EventId,
                    s.OccurredAt,
                    s.Service,
                    s.Sequence,
                    h.HoldId,
                    h.Tenant,
                    h.Owner,
                    r.Leg,
                    r.Constraint,
                    r.Dimension,
                    r.Segment,
                    r.Free
                ));
                break;
        }
    }

    private sealed record HoldRow(
        Guid HoldId,
        string Tenant,
        string Owner,
        string State,
        DateTimeOffset ExpiresAt,
        string? Reason,
        string? Refusal,
        bool Due
    );

    private sealed record LegRow(
        Guid HoldId,
        int Index,
        string? MovementId,
        int? FromCall,
        int? ToCall,
        string? LaneId,
        string? PoolId,
        DateOnly? Day,
        int Teu100,
        int Kg,
        int Litres,
        int ReeferPlugs,
        int Uld
    );
}
