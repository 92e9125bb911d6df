using Dapper;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Ledger;

/// <summary>What <see cref="HoldStore"/> does for one hold, for many by one statement.</summary>
internal static class HoldBatchSql
{
    /// <summary>Makes those that nobody has heard of: what is to be held, and, as released, what is given back before it came.</summary>
    public static async Task<IReadOnlyDictionary<Guid, (DateTimeOffset ExpiresAt, DateTimeOffset Now)>> MakeAsync(
        LegWork work,
        CapacityLedger ledger,
        IReadOnlyList<LedgerCommand> commands,
        CancellationToken cancellationToken
    )
    {
        var rows = commands.Where(c => c.Command is HoldCapacity or ReleaseHold).ToList();
        if (rows.Count == 0)
            return new Dictionary<Guid, (DateTimeOffset, DateTimeOffset)>();
        var made = await work.QueryAsync<(Guid HoldId, DateTime ExpiresAt, DateTime Now)>(
            """
            INSERT INTO leg.hold (hold_id, tenant, owner, state, expires_at, reason)
            SELECT h.id, h.tenant, h.owner, h.state, clock_timestamp() + make_interval(secs => h.ttl), h.reason
            FROM unnest(@ids, @tenants, @owners, @states, @ttls, @reasons) AS h (id, tenant, owner, state, ttl, reason) ORDER BY h.id
            ON CONFLICT (hold_id) DO NOTHING
            RETURNING hold_id, expires_at, clock_timestamp()
            """,
            new
            {
                ids = rows.Select(c => c.HoldId).ToArray(),
                tenants = rows.Select(c => (c.Command as HoldCapacity)?.Tenant ?? "").ToArray(),
                owners = rows.Select(c => (c.Command as HoldCapacity)?.Owner ?? "").ToArray(),
                states = rows.Select(c => c.Command is HoldCapacity ? "HELD" : "RELEASED").ToArray(),
                ttls = rows.Select(c => c.Command is HoldCapacity hold ? ledger.TtlSeconds(hold) : 0).ToArray(),
                reasons = rows.Select(c => (c.Command as ReleaseHold)?.Reason).ToArray(),
            },
            cancellationToken
        );
        return made.ToDictionary(m => m.HoldId, m => (LegTypes.Instant(m.ExpiresAt), LegTypes.Instant(m.Now)));
    }

    /// <summary>Reserves holds in the order of their ids.</summary>
    public static async Task<IReadOnlyDictionary<Guid, (Hold Hold, bool Due)>> ReserveAsync(
        LegWork work,
        Guid[] ids,
        CancellationToken cancellationToken
    ) =>
        ids.Length == 0
            ? new Dictionary<Guid, (Hold, bool)>()
            : (await HoldStore.ReserveAsync(work, ids, cancellationToken)).ToDictionary(h => h.Hold.HoldId);

    /// <summary>Legs by hold.</summary>
    public static async Task<ILookup<Guid, TakenLeg>> LegsAsync(LegWork work, Guid[] ids, CancellationToken cancellationToken) =>
        (ids.Length == 0 ? [] : await HoldStore.LegsByHoldAsync(work, ids, cancellationToken)).ToLookup(l => l.HoldId, l => l.Leg);

    /// <summary>Those of which a movement is cancelled.</summary>
    public static async Task<IReadOnlySet<Guid>> CancelledAsync(LegWork work, Guid[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length == 0)
            return new HashSet<Guid>();
        var cancelled = await work.QueryAsync<Guid>(
            """
            SELECT l.hold_id FROM leg.hold_leg l JOIN leg.movement m USING (movement_id)
            WHERE l.hold_id = ANY (@ids) AND m.status = 'CANCELLED'
            """,
            new { ids },
            cancellationToken
        );
        return cancelled.ToHashSet();
    }

    public static async Task InsertLegsAsync(
        LegWork work,
        IReadOnlyList<(Guid HoldId, TakenLeg Leg)> legs,
        CancellationToken cancellationToken
    )
    {
        if (legs.Count == 0)
            return;
        var parameters = new DynamicParameters(
            new
            {
                ids = legs.Select(l => l.HoldId).ToArray(),
                indexes = legs.Select(l => l.Leg.Index).ToArray(),
                movements = legs.Select(l => l.Leg.MovementId).ToArray(),
                from = legs.Select(l => l.Leg.FromCall).ToArray(),
                to = legs.Select(l => l.Leg.ToCall).ToArray(),
                lanes = legs.Select(l => l.Leg.LaneId).ToArray(),
                pools = legs.Select(l => l.Leg.PoolId).ToArray(),
                days = legs.Select(l => l.Leg.Day).ToArray(),
            }
        );
        var demands = legs.Select(l => Room.Values(l.Leg.Demand)).ToList();
        foreach (var (i, column) in Room.Columns.Index())
            parameters.Add(column, demands.Select(d => d[i]).ToArray());
        await work.ExecuteAsync(InsertLegs, parameters, cancellationToken);
    }

    public static async Task RefuseAsync(LegWork work, IReadOnlyDictionary<Guid, Refusal> refused, CancellationToken cancellationToken)
    {
        if (refused.Count == 0)
            return;
        await work.ExecuteAsync(
            """
            UPDATE leg.hold h SET state = 'REFUSED', refusal = r.refusal::jsonb, changed_at = clock_timestamp()
            FROM unnest(@ids, @refusals) AS r (id, refusal) WHERE h.hold_id = r.id
            """,
            new { ids = refused.Keys.ToArray(), refusals = refused.Values.Select(LegTypes.ToJson).ToArray() },
            cancellationToken
        );
    }

    private static readonly string InsertLegs = $"""
        INSERT INTO leg.hold_leg (hold_id, index, movement_id, from_call, to_call, lane_id, pool_id, day, {Room.Each("?")})
        SELECT * FROM unnest(@ids, @indexes, @movements, @from, @to, @lanes, @pools, @days, {Room.Each("@?")})
        """;
}
