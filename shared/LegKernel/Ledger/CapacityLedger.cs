using System.Diagnostics.CodeAnalysis;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Ledger;

/// <summary>
/// The ledger of room: hold, confirm, release, expire. Each method works inside the caller's transaction and tells its facts there. A command is
/// answered by the fact that describes the state in which the hold then is, also when it comes twice or too late.
/// </summary>
[SuppressMessage("Performance", "CA1822", Justification = "Callers need not know which methods ask the module.")]
public sealed partial class CapacityLedger(LegModule module, LedgerOptions options)
{
    /// <summary>Sets room aside on all legs or on none.</summary>
    /// <returns>The hold: <see cref="HoldState.Held"/>, or <see cref="HoldState.Refused"/> with the reason; for an id known before, as it stands.</returns>
    public async Task<Hold> HoldAsync(LegWork work, HoldCapacity command, CancellationToken cancellationToken)
    {
        var made = await work.QueryAsync<(DateTime ExpiresAt, DateTime Now)>(
            """
            INSERT INTO leg.hold (hold_id, tenant, owner, state, expires_at)
            VALUES (@HoldId, @Tenant, @Owner, 'HELD', clock_timestamp() + make_interval(secs => @ttl))
            ON CONFLICT (hold_id) DO NOTHING
            RETURNING expires_at, clock_timestamp()
            """,
            new
            {
                command.HoldId,
                command.Tenant,
                command.Owner,
                ttl = TtlSeconds(command),
            },
            cancellationToken
        );
        if (made.Count == 0)
        {
            var known = (await HoldStore.ReserveAsync(work, command.HoldId, cancellationToken)).Hold!;
            HoldStore.Tell(work, known);
            return known;
        }

        var hold = new Hold(command.HoldId, command.Tenant, command.Owner, HoldState.Held, LegTypes.Instant(made[0].ExpiresAt), null, null);
        if (await TakeAsync(work, command, LegTypes.Instant(made[0].Now), cancellationToken) is { } refusal)
            hold = await RefuseAsync(work, hold, refusal, cancellationToken);
        HoldStore.Tell(work, hold);
        return hold;
    }

    private async Task<Refusal?> TakeAsync(LegWork work, HoldCapacity command, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (LegChecks.Form(command) is { } malformed)
            return malformed;
        var ids = command.Legs.Select(l => l.MovementId).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();

        // First without waiting for anybody: what is committed to be impossible now is refused without queueing for a busy row.
        var seen = await MovementStore.LoadAsync(work.Connection, ids, cancellationToken);
        var lanes = await LaneStates.OfAsync(work, command, cancellationToken);
        if (Check(seen, lanes, command, now) is { } early)
            return await ExplainAsync(work, command, early, cancellationToken);

        await work.Transaction.SaveAsync("legs", cancellationToken);
        var reserved = await MovementStore.ReserveAsync(work, ids, cancellationToken);
        if (seen.Any(m => reserved.GetValueOrDefault(m.MovementId) != m.Revision))
            seen = await MovementStore.LoadAsync(work.Connection, ids, cancellationToken);
        await PoolStore.ReserveAsync(work, PoolDays(command, lanes), cancellationToken);

        var refusal = Check(seen, lanes, command, now) ?? await TakeLegsAsync(work, command, lanes, cancellationToken);
        if (refusal is not null)
        {
            refusal = await ExplainAsync(work, command, refusal, cancellationToken);
            await work.Transaction.RollbackAsync("legs", cancellationToken);
            return refusal;
        }
        await MovementStore.TellCapacityAsync(work, ids, "held", cancellationToken);
        await PoolStore.TellCapacityAsync(work, PoolDays(command, lanes), "held", cancellationToken);
        return null;
    }

    internal Refusal? Check(
        IReadOnlyList<Movement> movements,
        IReadOnlyDictionary<int, LaneState> lanes,
        HoldCapacity command,
        DateTimeOffset now
    )
    {
        for (var i = 0; i < command.Legs.Count; i++)
        {
            var leg = command.Legs[i];
            if (leg.MovementId is null)
            {
                if (LegChecks.Lane(module, lanes.GetValueOrDefault(i), i, leg, now) is { } refusal)
                    return refusal;
                continue;
            }
            var movement = movements.SingleOrDefault(m => string.Equals(m.MovementId, leg.MovementId, StringComparison.Ordinal));
            var refused =
                LegChecks.Movement(module, movement, i, leg, now)
                ?? LegChecks.Capacity(
                    i,
                    movement!
                        .Segments.Skip(leg.FromCall!.Value)
                        .Take(leg.ToCall!.Value - leg.FromCall.Value)
                        .Select(s => ((int?)s.Index, s.Free())),
                    leg.Demand
                );
            if (refused is not null)
                return refused;
        }
        return null;
    }

    /// <summary>The one place where room is taken: per leg one UPDATE that touches only what has room enough.</summary>
    private static async Task<Refusal?> TakeLegsAsync(
        LegWork work,
        HoldCapacity command,
        IReadOnlyDictionary<int, LaneState> lanes,
        CancellationToken cancellationToken
    )
    {
        for (var i = 0; i < command.Legs.Count; i++)
        {
            var leg = command.Legs[i];
            var parameters = Room.Parameters(
                leg.Demand,
                new
                {
                    command.HoldId,
                    index = i,
                    leg.MovementId,
                    leg.FromCall,
                    leg.ToCall,
                    leg.LaneId,
                    lanes.GetValueOrDefault(i)?.PoolId,
                    leg.Day,
                }
            );
            var taken = await work.ExecuteAsync(leg.MovementId is null ? TakePoolDay : TakeSegments, parameters, cancellationToken);
            if (taken != (leg.MovementId is null ? 1 : leg.ToCall - leg.FromCall))
                return await CapacityRefusalAsync(work, i, leg, lanes.GetValueOrDefault(i)?.PoolId, cancellationToken);
            await work.ExecuteAsync(InsertLeg, parameters, cancellationToken);
        }
        return null;
    }

    private static readonly string TakeSegments = $"""
        UPDATE leg.segment SET {Room.Each("held_? = held_? + @?")}
        WHERE movement_id = @MovementId AND index >= @FromCall AND index < @ToCall
          AND {Room.Each("offered_? - held_? - confirmed_? >= @?", " AND ")}
        """;

    private static readonly string TakePoolDay = $"""
        UPDATE leg.pool_day SET {Room.Each("held_? = held_? + @?")}
        WHERE pool_id = @PoolId AND day = @Day AND {Room.Each("offered_? - held_? - confirmed_? >= @?", " AND ")}
        """;

    private static readonly string InsertLeg = $"""
        INSERT INTO leg.hold_leg (hold_id, index, movement_id, from_call, to_call, lane_id, pool_id, day, {Room.Each("?")})
        VALUES (@HoldId, @index, @MovementId, @FromCall, @ToCall, @LaneId, @PoolId, @Day, {Room.Each("@?")})
        """;

    /// <summary>Why the conditional UPDATE found no room: another leg of this hold may have taken it.</summary>
    private static async Task<Refusal> CapacityRefusalAsync(
        LegWork work,
        int index,
        HoldLeg leg,
        string? poolId,
        CancellationToken cancellationToken
    )
    {
        if (leg.MovementId is { } id)
        {
            var movement = await MovementStore.FindAsync(work.Connection, id, cancellationToken);
            var rooms = movement!
                .Segments.Where(s => s.Index >= leg.FromCall && s.Index < leg.ToCall)
                .Select(s => ((int?)s.Index, s.Free()));
            return LegChecks.Capacity(index, rooms, leg.Demand)!;
        }
        var day = await PoolStore.FindDayAsync(work.Connection, poolId!, leg.Day!.Value, cancellationToken);
        return day is null
            ? new Refusal(index, "unknown") // the pool's days reach only as far as the timetable
            : LegChecks.Capacity(index, [(null, day.Free)], leg.Demand)!;
    }

    /// <summary>Where a disruption leaves nothing at all, that is the reason, not the want of room.</summary>
    internal static async Task<Refusal> ExplainAsync(
        LegWork work,
        HoldCapacity command,
        Refusal refusal,
        CancellationToken cancellationToken
    )
    {
        if (!string.Equals(refusal.Constraint, "capacity", StringComparison.Ordinal))
            return refusal;
        var leg = command.Legs[refusal.Leg];
        var closed = await work.QuerySingleOrDefaultAsync<bool>(
            $"""
            SELECT EXISTS (SELECT FROM leg.segment
                           WHERE movement_id = @MovementId AND index = @Segment AND greatest({Room.Each("ceiling_?")}) = 0)
                OR EXISTS (SELECT FROM leg.pool_day d JOIN leg.lane l USING (pool_id)
                           WHERE l.lane_id = @LaneId AND d.day = @Day AND greatest({Room.Each("d.ceiling_?")}) = 0)
            """,
            new
            {
                leg.MovementId,
                refusal.Segment,
                leg.LaneId,
                leg.Day,
            },
            cancellationToken
        );
        return closed ? new Refusal(refusal.Leg, "closed", Segment: refusal.Segment) : refusal;
    }

    private static List<PoolDayKey> PoolDays(HoldCapacity command, IReadOnlyDictionary<int, LaneState> lanes) =>
        [.. lanes.Select(l => new PoolDayKey(l.Value.PoolId, command.Legs[l.Key].Day!.Value)).Distinct()];
}

/// <summary>Settings of the section <c>Ledger</c>.</summary>
public sealed class LedgerOptions
{
    /// <summary>Longest time room may be set aside; a longer wish is cut down to it. Default 24 hours.</summary>
    public TimeSpan MaxHold { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often expired holds are looked for. Default one second.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Holds given back in one transaction of the sweeper. Default 200.</summary>
    public int SweepBatch { get; set; } = 200;
}
