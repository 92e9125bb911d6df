using System.Data.Common;
using Dapper;
using Npgsql;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;

namespace Qujiang.LegKernel.Store;

/// <summary>A pool on a day.</summary>
public readonly record struct PoolDayKey(string PoolId, DateOnly Day);

/// <summary>The room of a pool on a day.</summary>
public sealed record PoolDay(
    string PoolId,
    DateOnly Day,
    long Revision,
    CapacityVector Offered,
    CapacityVector Held,
    CapacityVector Confirmed
)
{
    /// <summary>What is neither held nor sold.</summary>
    public CapacityVector Free => Offered.Minus(Held).Minus(Confirmed);
}

/// <summary>Reads pool days, and counts their changes.</summary>
public static class PoolStore
{
    private static readonly string Columns =
        $"p.pool_id, p.day, p.revision, {Room.Each("p.offered_?")}, {Room.Each("p.held_?")}, {Room.Each("p.confirmed_?")}";

    private const string Chosen = "(SELECT * FROM unnest(@pools, @days) AS k (pool_id, day)) k";

    /// <summary>One day of a pool; null when the pool has no such day.</summary>
    public static async Task<PoolDay?> FindDayAsync(
        NpgsqlConnection connection,
        string poolId,
        DateOnly day,
        CancellationToken cancellationToken
    ) =>
        (
            await ReadAsync(
                connection,
                $"SELECT {Columns} FROM leg.pool_day p WHERE p.pool_id = @poolId AND p.day = @day",
                new { poolId, day },
                cancellationToken
            )
        ).SingleOrDefault();

    /// <summary>Days of pools that there are.</summary>
    public static async Task<Dictionary<PoolDayKey, PoolDay>> FindDaysAsync(
        LegWork work,
        IReadOnlyCollection<PoolDayKey> keys,
        CancellationToken cancellationToken
    ) =>
        keys.Count == 0
            ? []
            : (
                await ReadAsync(
                    work.Connection,
                    $"SELECT {Columns} FROM leg.pool_day p JOIN {Chosen} USING (pool_id, day)",
                    Parameters(keys),
                    cancellationToken
                )
            ).ToDictionary(d => new PoolDayKey(d.PoolId, d.Day));

    /// <summary>Days of pools in order of pool and day, from a day on, after a place in that order.</summary>
    public static Task<IReadOnlyList<PoolDay>> ListAsync(
        NpgsqlConnection connection,
        DateOnly from,
        DateOnly? to,
        string? poolId,
        PoolDayKey? after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            connection,
            $"""
            SELECT {Columns} FROM leg.pool_day p
            WHERE p.day >= @from AND (@to::date IS NULL OR p.day <= @to) AND (@poolId::text IS NULL OR p.pool_id = @poolId)
              AND (@afterPool::text IS NULL OR (p.pool_id, p.day) > (@afterPool, @afterDay::date))
            ORDER BY p.pool_id, p.day LIMIT @limit
            """,
            new
            {
                from,
                to,
                poolId,
                afterPool = after?.PoolId,
                afterDay = after?.Day,
                limit,
            },
            cancellationToken
        );

    /// <summary>As <see cref="MovementStore.ReserveAsync"/>; called after it.</summary>
    public static async Task ReserveAsync(LegWork work, IReadOnlyCollection<PoolDayKey> keys, CancellationToken cancellationToken)
    {
        if (keys.Count > 0)
            await work.QueryAsync<int>(
                $"SELECT 1 FROM leg.pool_day p JOIN {Chosen} USING (pool_id, day) ORDER BY p.pool_id, p.day FOR NO KEY UPDATE OF p",
                Parameters(keys),
                cancellationToken
            );
    }

    /// <summary>Counts a change of the room on these days and tells it.</summary>
    public static async Task TellCapacityAsync(
        LegWork work,
        IReadOnlyCollection<PoolDayKey> keys,
        string reason,
        CancellationToken cancellationToken
    )
    {
        if (keys.Count == 0)
            return;
        var days = await ReadAsync(
            work.Connection,
            $"""
            UPDATE leg.pool_day p SET revision = revision + 1, changed_at = clock_timestamp() FROM {Chosen}
            WHERE p.pool_id = k.pool_id AND p.day = k.day RETURNING {Columns}
            """,
            Parameters(keys),
            cancellationToken
        );
        var short_ = MovementStore.IsLedger(reason) ? null : await Displacement.OfPoolDaysAsync(work, keys, cancellationToken);
        foreach (var day in days.OrderBy(d => d.PoolId, StringComparer.Ordinal).ThenBy(d => d.Day))
        {
            var lacks = short_?.GetValueOrDefault(new PoolDayKey(day.PoolId, day.Day));
            work.Tell(s => ToFact(day, reason, s) with { Shortfalls = lacks?.Shortfalls, Displaced = lacks?.Displaced });
        }
    }

    /// <summary>Tells the room on these days as it is.</summary>
    public static async Task TellAsync(
        LegWork work,
        IReadOnlyCollection<PoolDayKey> keys,
        string reason,
        CancellationToken cancellationToken
    )
    {
        if (keys.Count == 0)
            return;
        var sql = $"SELECT {Columns} FROM leg.pool_day p JOIN {Chosen} USING (pool_id, day) ORDER BY p.pool_id, p.day";
        foreach (var day in await ReadAsync(work.Connection, sql, Parameters(keys), cancellationToken))
            work.Tell(s => ToFact(day, reason, s));
    }

    /// <summary>The day as a fact.</summary>
    public static PoolCapacityChanged ToFact(PoolDay day, string reason, FactStamp stamp) =>
        new(
            stamp.EventId,
            stamp.OccurredAt,
            stamp.Service,
            stamp.Sequence,
            day.PoolId,
            day.Day,
            day.Revision,
            day.Offered,
            day.Held,
            day.Confirmed,
            reason
        );

    private static object Parameters(IReadOnlyCollection<PoolDayKey> keys) =>
        new { pools = keys.Select(k => k.PoolId).ToArray(), days = keys.Select(k => k.Day).ToArray() };

    private static async Task<IReadOnlyList<PoolDay>> ReadAsync(
        NpgsqlConnection connection,
        string sql,
        object parameters,
        CancellationToken cancellationToken
    )
    {
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(sql, parameters, cancellationToken: cancellationToken)
        );
        var days = new List<PoolDay>();
        while (await reader.ReadAsync(cancellationToken))
            days.Add(ReadDay(reader));
        return days;
    }

    private static PoolDay ReadDay(DbDataReader r) =>
        new(r.GetString(0), r.GetFieldValue<DateOnly>(1), r.GetInt64(2), Room.Read(r, 3), Room.Read(r, 8), Room.Read(r, 13));
}
