using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Ledger;

public sealed partial class CapacityLedger
{
    private const string SelectHold =
        "SELECT hold_id AS HoldId, tenant AS Tenant, owner AS Owner, state AS State, expires_at AS ExpiresAt, reason AS Reason, refusal::text AS Refusal, "
        + "expires_at <= clock_timestamp() AS Due FROM leg.hold";

    /// <summary>
    /// Makes a hold permanent. One that has expired, was released or was never made stays so and the answer says so; one whose movement was
    /// cancelled meanwhile is given back and refused.
    /// </summary>
    /// <returns>The hold as it then stands; null when there is none of that id.</returns>
    public async Task<Hold?> ConfirmAsync(LegWork work, ConfirmHold command, CancellationToken cancellationToken)
    {
        var (hold, due) = await LockAsync(work, command.HoldId, cancellationToken);
        if (hold is null)
        {
            TellState(work, Unknown(command.HoldId));
            return null;
        }
        if (hold.State == HoldState.Held)
        {
            var legs = await LegsAsync(work, [hold.HoldId], cancellationToken);
            if (due)
            {
                hold = hold with { State = HoldState.Expired };
                await SettleAsync(work, legs, GiveBackHeld, "expired", cancellationToken);
            }
            else if (await CancelledLegAsync(work, hold.HoldId, cancellationToken) is { } cancelled)
            {
                hold = hold with { State = HoldState.Refused, Refusal = new Refusal(cancelled, "cancelled") };
                await SettleAsync(work, legs, GiveBackHeld, "released", cancellationToken);
            }
            else
            {
                hold = hold with { State = HoldState.Confirmed };
                await SettleAsync(work, legs, Sell, "confirmed", cancellationToken);
            }
            await SaveStateAsync(work, [hold.HoldId], hold.State, null, hold.Refusal, cancellationToken);
        }
        TellState(work, hold);
        return hold;
    }

    /// <summary>
    /// Gives back what a hold or a confirmed hold has taken. One that never was is remembered as released, so that a hold command
    /// that arrives after its release takes nothing.
    /// </summary>
    /// <returns>The hold as it then stands.</returns>
    public async Task<Hold> ReleaseAsync(LegWork work, ReleaseHold command, CancellationToken cancellationToken)
    {
        var unseen = await work.ExecuteAsync(
            """
            INSERT INTO leg.hold (hold_id, tenant, owner, state, expires_at, reason)
            VALUES (@HoldId, '', '', 'RELEASED', clock_timestamp(), @Reason) ON CONFLICT (hold_id) DO NOTHING
            """,
            new { command.HoldId, command.Reason },
            cancellationToken
        );
        var (hold, due) = await LockAsync(work, command.HoldId, cancellationToken);
        if (unseen == 0 && hold!.State is HoldState.Held or HoldState.Confirmed)
        {
            var legs = await LegsAsync(work, [hold.HoldId], cancellationToken);
            var late = hold.State == HoldState.Held && due;
            await SettleAsync(
                work,
                legs,
                hold.State == HoldState.Held ? GiveBackHeld : GiveBackSold,
                late ? "expired" : "released",
                cancellationToken
            );
            hold = hold with { State = late ? HoldState.Expired : HoldState.Released, Reason = late ? null : command.Reason };
            await SaveStateAsync(work, [hold.HoldId], hold.State, hold.Reason, null, cancellationToken);
        }
        TellState(work, hold!);
        return hold!;
    }

    /// <summary>Gives back holds whose time is over by the database's clock, oldest first; those that another transaction works on are left to it.</summary>
    /// <returns>How many; less than <paramref name="limit"/> means that none is left.</returns>
    public async Task<int> ExpireAsync(LegWork work, int limit, CancellationToken cancellationToken)
    {
        var rows = await work.QueryAsync<HoldRow>(
            $"{SelectHold} WHERE state = 'HELD' AND expires_at <= clock_timestamp() ORDER BY expires_at LIMIT @limit FOR UPDATE SKIP LOCKED",
            new { limit },
            cancellationToken
        );
        if (rows.Count == 0)
            return 0;
        var ids = rows.Select(r => r.HoldId).ToArray();
        await SettleAsync(work, await LegsAsync(work, ids, cancellationToken), GiveBackHeld, "expired", cancellationToken);
        await SaveStateAsync(work, ids, HoldState.Expired, null, null, cancellationToken);
        foreach (var row in rows)
            TellState(work, ToHold(row)! with { State = HoldState.Expired });
        return rows.Count;
    }

    /// <summary>The legs of a hold as they were taken.</summary>
    public static Task<IReadOnlyList<TakenLeg>> LegsAsync(LegReading work, Guid holdId, CancellationToken cancellationToken) =>
        LegsAsync(work, [holdId], cancellationToken);

    private static readonly string GiveBackHeld =
        $"{Room.Each("held_? = held_? - @?")}, {Room.Each("offered_? = greatest(least(wanted_?, ceiling_?), held_? - @? + confirmed_?)")}";

    private static readonly string GiveBackSold =
        $"{Room.Each("confirmed_? = confirmed_? - @?")}, {Room.Each("offered_? = greatest(least(wanted_?, ceiling_?), held_? + confirmed_? - @?)")}";

    private static readonly string Sell = Room.Each("held_? = held_? - @?, confirmed_? = confirmed_? + @?");

    private static async Task SettleAsync(
        LegWork work,
        IReadOnlyList<TakenLeg> legs,
        string change,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var movements = legs.Select(l => l.MovementId).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        List<PoolDayKey> days = [.. legs.Where(l => l.PoolId is not null).Select(l => new PoolDayKey(l.PoolId!, l.Day!.Value)).Distinct()];
        await MovementStore.ReserveAsync(work, movements, cancellationToken);
        await PoolStore.ReserveAsync(work, days, cancellationToken);
        foreach (var leg in legs)
        {
            var where = leg.MovementId is null
                ? "leg.pool_day SET {0} WHERE pool_id = @PoolId AND day = @Day"
                : "leg.segment SET {0} WHERE movement_id = @MovementId AND index >= @FromCall AND index < @ToCall";
            var parameters = Room.Parameters(
                leg.Demand,
                new
                {
                    leg.MovementId,
                    leg.FromCall,
                    leg.ToCall,
                    leg.PoolId,
                    leg.Day,
                }
            );
            await work.ExecuteAsync("UPDATE " + where.Replace("{0}", change, StringComparison.Ordinal), parameters, cancellationToken);
        }
        await MovementStore.TellCapacityAsync(work, movements, reason, cancellationToken);
        await PoolStore.TellCapacityAsync(work, days, reason, cancellationToken);
    }

    private static async Task<Hold> RefuseAsync(LegWork work, Hold hold, Refusal refusal, CancellationToken cancellationToken)
    {
        await SaveStateAsync(work, [hold.HoldId], HoldState.Refused, null, refusal, cancellationToken);
        return hold with { State = HoldState.Refused, Refusal = refusal };
    }

    private static Task<int> SaveStateAsync(
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

    private static async Task<(Hold? Hold, bool Due)> LockAsync(LegWork work, Guid id, CancellationToken cancellationToken)
    {
        var row = await work.QuerySingleOrDefaultAsync<HoldRow>(
            $"{SelectHold} WHERE hold_id = @id FOR UPDATE",
            new { id },
            cancellationToken
        );
        return (ToHold(row), row?.Due ?? false);
    }

    private static async Task<Hold?> FindForUpdateAsync(LegWork work, Guid id, CancellationToken cancellationToken) =>
        (await LockAsync(work, id, cancellationToken)).Hold;

    private static Task<int?> CancelledLegAsync(LegWork work, Guid holdId, CancellationToken cancellationToken) =>
        work.QuerySingleOrDefaultAsync<int?>(
            """
            SELECT min(l.index) FROM leg.hold_leg l JOIN leg.movement m USING (movement_id)
            WHERE l.hold_id = @holdId AND m.status = 'CANCELLED'
            """,
            new { holdId },
            cancellationToken
        );

    private static async Task<IReadOnlyList<TakenLeg>> LegsAsync(LegReading work, Guid[] ids, CancellationToken cancellationToken)
    {
        var rows = await work.QueryAsync<LegRow>(
            """
            SELECT index, movement_id AS MovementId, from_call AS FromCall, to_call AS ToCall, lane_id AS LaneId, pool_id AS PoolId, day,
                   teu100, kg, litres, reefer_plugs AS ReeferPlugs, uld
            FROM leg.hold_leg WHERE hold_id = ANY (@ids) ORDER BY hold_id, index
            """,
            new { ids },
            cancellationToken
        );
        return
        [
            .. rows.Select(r => new TakenLeg(
                r.Index,
                new CapacityVector(r.Teu100, r.Kg, r.Litres, r.ReeferPlugs, r.Uld),
                r.MovementId,
                r.FromCall,
                r.ToCall,
                r.LaneId,
                r.PoolId,
                r.Day
            )),
        ];
    }

    private static Hold Unknown(Guid id) => new(id, "", "", HoldState.Refused, default, null, new Refusal(0, "unknown"));

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

    private static void TellState(LegWork work, Hold h)
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
