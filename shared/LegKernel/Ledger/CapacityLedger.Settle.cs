using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Ledger;

public sealed partial class CapacityLedger
{
    /// <summary>
    /// Makes a hold permanent. One that has expired, was released or was never made stays so and the answer says so; one whose movement was
    /// cancelled meanwhile is given back and refused.
    /// </summary>
    /// <returns>The hold as it then stands; null when there is none of that id.</returns>
    public async Task<Hold?> ConfirmAsync(LegWork work, ConfirmHold command, CancellationToken cancellationToken)
    {
        var (hold, due) = await HoldStore.ReserveAsync(work, command.HoldId, cancellationToken);
        if (hold is null)
        {
            HoldStore.Tell(work, Unknown(command.HoldId));
            return null;
        }
        if (hold.State == HoldState.Held)
        {
            var legs = await HoldStore.LegsAsync(work, [hold.HoldId], cancellationToken);
            if (due)
            {
                hold = hold with { State = HoldState.Expired };
                await SettleAsync(work, legs, GiveBackHeld, "expired", cancellationToken);
            }
            else if (await HoldStore.CancelledLegAsync(work, hold.HoldId, cancellationToken) is { } cancelled)
            {
                hold = hold with { State = HoldState.Refused, Refusal = new Refusal(cancelled, "cancelled") };
                await SettleAsync(work, legs, GiveBackHeld, "released", cancellationToken);
            }
            else
            {
                hold = hold with { State = HoldState.Confirmed };
                await SettleAsync(work, legs, Sell, "confirmed", cancellationToken);
            }
            await HoldStore.SaveStateAsync(work, [hold.HoldId], hold.State, null, hold.Refusal, cancellationToken);
        }
        HoldStore.Tell(work, hold);
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
        var (hold, due) = await HoldStore.ReserveAsync(work, command.HoldId, cancellationToken);
        if (unseen == 0 && hold!.State is HoldState.Held or HoldState.Confirmed)
        {
            var legs = await HoldStore.LegsAsync(work, [hold.HoldId], cancellationToken);
            var late = hold.State == HoldState.Held && due;
            await SettleAsync(
                work,
                legs,
                hold.State == HoldState.Held ? GiveBackHeld : GiveBackSold,
                late ? "expired" : "released",
                cancellationToken
            );
            hold = hold with { State = late ? HoldState.Expired : HoldState.Released, Reason = late ? null : command.Reason };
            await HoldStore.SaveStateAsync(work, [hold.HoldId], hold.State, hold.Reason, null, cancellationToken);
        }
        HoldStore.Tell(work, hold!);
        return hold!;
    }

    /// <summary>Gives back holds whose time is over by the database's clock, oldest first; those that another transaction works on are left to it.</summary>
    /// <returns>How many; less than <paramref name="limit"/> means that none is left.</returns>
    public async Task<int> ExpireAsync(LegWork work, int limit, CancellationToken cancellationToken)
    {
        var holds = await HoldStore.ReserveDueAsync(work, limit, cancellationToken);
        if (holds.Count == 0)
            return 0;
        var ids = holds.Select(h => h.HoldId).ToArray();
        await SettleAsync(work, await HoldStore.LegsAsync(work, ids, cancellationToken), GiveBackHeld, "expired", cancellationToken);
        await HoldStore.SaveStateAsync(work, ids, HoldState.Expired, null, null, cancellationToken);
        foreach (var hold in holds)
            HoldStore.Tell(work, hold with { State = HoldState.Expired });
        return holds.Count;
    }

    /// <summary>Stands for the per cent by which is overbooked: a line's policy on its segments, none on pools.</summary>
    private const string Percent = "{percent}";

    private static readonly string GiveBackHeld =
        $"{Room.Each("held_? = held_? - @?")}, {Room.Each($"offered_? = greatest(leg.sellable(wanted_?, ceiling_?, {Percent}), held_? - @? + confirmed_?)")}";

    private static readonly string GiveBackSold =
        $"{Room.Each("confirmed_? = confirmed_? - @?")}, {Room.Each($"offered_? = greatest(leg.sellable(wanted_?, ceiling_?, {Percent}), held_? + confirmed_? - @?)")}";

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
            var set = change.Replace(Percent, leg.MovementId is null ? "0" : "overbooking_percent", StringComparison.Ordinal);
            await work.ExecuteAsync("UPDATE " + where.Replace("{0}", set, StringComparison.Ordinal), parameters, cancellationToken);
        }
        await MovementStore.TellCapacityAsync(work, movements, reason, cancellationToken);
        await PoolStore.TellCapacityAsync(work, days, reason, cancellationToken);
    }

    private static async Task<Hold> RefuseAsync(LegWork work, Hold hold, Refusal refusal, CancellationToken cancellationToken)
    {
        await HoldStore.SaveStateAsync(work, [hold.HoldId], HoldState.Refused, null, refusal, cancellationToken);
        return hold with { State = HoldState.Refused, Refusal = refusal };
    }

    private static Hold Unknown(Guid id) => new(id, "", "", HoldState.Refused, default, null, new Refusal(0, "unknown"));
}
