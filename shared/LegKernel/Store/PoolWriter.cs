using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;
using Qujiang.LegKernel.Upkeep;

namespace Qujiang.LegKernel.Store;

/// <summary>Writes pools and their days, and tells of the days that have changed.</summary>
internal static class PoolWriter
{
    /// <summary>Every day of every pool as it is on that day, both ends included.</summary>
    public static IEnumerable<(PoolSpec Pool, DateOnly Day)> Days(
        LegModule module,
        IReadOnlyList<PoolSpec> pools,
        DateOnly from,
        DateOnly until
    ) =>
        pools.SelectMany(pool =>
            Enumerable
                .Range(0, until.DayNumber - from.DayNumber + 1)
                .Select(from.AddDays)
                .Select(day => (module.PoolOn?.Invoke(pool, day) ?? pool, day))
        );

    /// <summary>Makes these pools, or changes them where they are otherwise, and withdraws all others.</summary>
    public static Task PutAsync(LegWork work, IReadOnlyList<PoolSpec> pools, CancellationToken cancellationToken) =>
        work.ExecuteAsync(
            """
            INSERT INTO leg.pool AS p (pool_id, name, terminal, pattern, pattern_hash)
            SELECT * FROM unnest(@ids, @names, @terminals, @patterns::jsonb[], @hashes)
            ON CONFLICT (pool_id) DO UPDATE
            SET name = excluded.name, terminal = excluded.terminal, pattern = excluded.pattern, pattern_hash = excluded.pattern_hash, withdrawn = false,
                changed_at = clock_timestamp()
            WHERE p.pattern_hash <> excluded.pattern_hash OR p.withdrawn;
            UPDATE leg.pool SET withdrawn = true, changed_at = clock_timestamp() WHERE NOT withdrawn AND pool_id <> ALL (@ids)
            """,
            new
            {
                ids = pools.Select(p => p.PoolId).ToArray(),
                names = pools.Select(p => p.Name).ToArray(),
                terminals = pools.Select(p => p.Terminal).ToArray(),
                patterns = pools.Select(LegTypes.ToJson).ToArray(),
                hashes = pools.Select(Timetable.Hash).ToArray(),
            },
            cancellationToken
        );

    /// <summary>
    /// A changed pool changes its days even where room on them is taken: the days that an operator has not set himself, and never below what is taken; whose room is gone is
    /// told.
    /// </summary>
    /// <returns>The days that are new or offer something else.</returns>
    public static async Task<IReadOnlyList<PoolDayKey>> PutDaysAsync(
        LegWork work,
        IReadOnlyList<(PoolSpec Pool, DateOnly Day)> batch,
        CancellationToken cancellationToken
    )
    {
        var rooms = batch.Select(b => Timetable.Offered(b.Pool, b.Day)).ToList();
        var rows = await work.QueryAsync<(string PoolId, DateOnly Day, bool Made)>(
            $"""
            INSERT INTO leg.pool_day AS d (pool_id, day, pattern_hash, revision, {Room.Each("wanted_?")}, {Room.Each("offered_?")})
            SELECT pool_id, day, hash, 1, {Room.Each("?")}, {Room.Each("?")}
            FROM unnest(@pools, @days, @hashes, @teu100s, @kgs, @litres, @plugs, @ulds) AS r (pool_id, day, hash, {Room.Each("?")})
            ORDER BY pool_id, day
            ON CONFLICT (pool_id, day) DO UPDATE
            SET pattern_hash = excluded.pattern_hash, {Room.Each("wanted_? = excluded.wanted_?")},
                {Room.Each("offered_? = greatest(least(excluded.wanted_?, d.ceiling_?), d.held_? + d.confirmed_?)")}
            WHERE d.pattern_hash IS NOT NULL AND d.pattern_hash <> excluded.pattern_hash
            RETURNING pool_id, day, xmax = 0
            """,
            new
            {
                pools = batch.Select(b => b.Pool.PoolId).ToArray(),
                days = batch.Select(b => b.Day).ToArray(),
                hashes = batch.Select(b => Timetable.Hash(b.Pool)).ToArray(),
                teu100s = rooms.Select(r => r.Teu100).ToArray(),
                kgs = rooms.Select(r => r.Kg).ToArray(),
                litres = rooms.Select(r => r.Litres).ToArray(),
                plugs = rooms.Select(r => r.ReeferPlugs).ToArray(),
                ulds = rooms.Select(r => r.Uld).ToArray(),
            },
            cancellationToken
        );
        var keys = rows.Select(r => new PoolDayKey(r.PoolId, r.Day)).ToList();
        await Ceilings.UpdateDaysAsync(work, keys, cancellationToken);
        await PoolStore.TellAsync(work, Keys(made: true), "operator", cancellationToken);
        await PoolStore.TellCapacityAsync(work, Keys(made: false), "operator", cancellationToken);
        return keys;

        List<PoolDayKey> Keys(bool made) => [.. rows.Where(r => r.Made == made).Select(r => new PoolDayKey(r.PoolId, r.Day))];
    }
}
