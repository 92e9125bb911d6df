using Microsoft.Extensions.Logging;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Ledger;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Upkeep;

public sealed partial class UpkeepPass
{
    private async Task SeedDataAsync(CancellationToken cancellationToken)
    {
        if (module.Data is not { } data)
            return;
        await using var work = await factory.BeginAsync(cancellationToken);
        await Ceilings.ChangingDisruptionsAsync(work, cancellationToken);
        if (await DataStore.SeedAsync(work, data.Kinds, cancellationToken) is var added and > 0)
            logger.LogInformation("House data: {Sheets} sheets made or changed", added);
        await work.CommitAsync(cancellationToken);
    }

    private async Task<int> SeedTariffsAsync(CancellationToken cancellationToken)
    {
        var published = 0;
        foreach (var seed in module.Tariffs)
        {
            await using var work = await factory.BeginAsync(cancellationToken);
            var hash = Timetable.Hash(seed);
            var last = await TariffStore.LastAsync(work, seed.TariffId, cancellationToken);
            if (last is not null && (last.SeedHash is null || string.Equals(last.SeedHash, hash, StringComparison.Ordinal)))
                continue; // as it is, or an operator has published a version since: that one stands
            await TariffStore.AddAsync(
                work,
                new TariffVersion(
                    seed.TariffId,
                    (last?.Revision ?? 0) + 1,
                    seed.ValidFrom,
                    seed.ValidTo,
                    seed.Currency,
                    seed.Charges,
                    seed.Emissions,
                    seed.Provenance,
                    hash,
                    default
                ),
                cancellationToken
            );
            await work.CommitAsync(cancellationToken);
            published++;
        }
        return published;
    }

    private async Task SeedLinesAsync(CancellationToken cancellationToken)
    {
        await using var work = await factory.BeginAsync(cancellationToken);
        await work.ExecuteAsync(
            """
            INSERT INTO leg.line AS l (line_id, name, pattern, pattern_hash, overbooking_percent)
            SELECT * FROM unnest(@ids, @names, @patterns::jsonb[], @hashes, @overbooking)
            ON CONFLICT (line_id) DO UPDATE
            SET name = excluded.name, pattern = excluded.pattern, pattern_hash = excluded.pattern_hash, withdrawn = false, changed_at = clock_timestamp()
            WHERE l.pattern_hash <> excluded.pattern_hash OR l.withdrawn;
            UPDATE leg.line SET withdrawn = true, changed_at = clock_timestamp() WHERE NOT withdrawn AND line_id <> ALL (@ids)
            """,
            new
            {
                ids = module.Lines.Select(l => l.LineId).ToArray(),
                names = module.Lines.Select(l => l.Name).ToArray(),
                patterns = module.Lines.Select(LegTypes.ToJson).ToArray(),
                hashes = module.Lines.Select(Timetable.Hash).ToArray(),
                overbooking = module.Lines.Select(l => l.OverbookingPercent).ToArray(),
            },
            cancellationToken
        );
        await Overbooking.SeedAsync(work, module.Lines, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    private async Task<int> SeedPoolsAsync(DateOnly today, DateOnly until, CancellationToken cancellationToken)
    {
        await using (var work = await factory.BeginAsync(cancellationToken))
        {
            await work.ExecuteAsync(
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
                    ids = module.Pools.Select(p => p.PoolId).ToArray(),
                    names = module.Pools.Select(p => p.Name).ToArray(),
                    terminals = module.Pools.Select(p => p.Terminal).ToArray(),
                    patterns = module.Pools.Select(LegTypes.ToJson).ToArray(),
                    hashes = module.Pools.Select(Timetable.Hash).ToArray(),
                },
                cancellationToken
            );
            await work.CommitAsync(cancellationToken);
        }

        var days = Enumerable.Range(0, until.DayNumber - today.DayNumber + 1).Select(today.AddDays).ToList();
        var changed = 0;
        foreach (var batch in module.Pools.SelectMany(pool => days.Select(day => (pool, day))).Chunk(options.Batch * 4))
            changed += await SeedPoolDaysAsync(batch, cancellationToken);
        return changed;
    }

    /// <summary>
    /// A changed pool changes its days even where room on them is taken: the days that an operator has not set himself, and never below what is taken.
    /// </summary>
    private async Task<int> SeedPoolDaysAsync((PoolSpec Pool, DateOnly Day)[] batch, CancellationToken cancellationToken)
    {
        await using var work = await factory.BeginAsync(cancellationToken);
        await Ceilings.ChangingScheduleAsync(work, cancellationToken);
        var rooms = batch.Select(b => Timetable.Offered(b.Pool, b.Day)).ToList();
        var rows = await work.QueryAsync<(string PoolId, DateOnly Day)>(
            $"""
            INSERT INTO leg.pool_day AS d (pool_id, day, pattern_hash, revision, {Room.Each("wanted_?")}, {Room.Each("offered_?")})
            SELECT pool_id, day, hash, 1, {Room.Each("?")}, {Room.Each("?")}
            FROM unnest(@pools, @days, @hashes, @teu100s, @kgs, @litres, @plugs, @ulds) AS r (pool_id, day, hash, {Room.Each("?")})
            ORDER BY pool_id, day
            ON CONFLICT (pool_id, day) DO UPDATE
            SET pattern_hash = excluded.pattern_hash, revision = d.revision + 1, changed_at = clock_timestamp(), {Room.Each(
                "wanted_? = excluded.wanted_?"
            )},
                {Room.Each("offered_? = greatest(least(excluded.wanted_?, d.ceiling_?), d.held_? + d.confirmed_?)")}
            WHERE d.pattern_hash IS NOT NULL AND d.pattern_hash <> excluded.pattern_hash
            RETURNING pool_id, day
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
        await PoolStore.TellAsync(work, keys, "operator", cancellationToken);
        await work.CommitAsync(cancellationToken);
        return keys.Count;
    }

    private async Task<int> SeedLanesAsync(CancellationToken cancellationToken)
    {
        var changed = 0;
        foreach (var batch in module.Lanes.Chunk(options.Batch * 2))
        {
            await using var work = await factory.BeginAsync(cancellationToken);
            changed += (await LaneWriter.PutAsync(work, batch, seeded: true, cancellationToken)).Count;
            await work.CommitAsync(cancellationToken);
        }

        await using var withdrawal = await factory.BeginAsync(cancellationToken);
        var gone = await withdrawal.QueryAsync<string>(
            """
            UPDATE leg.lane SET withdrawn = true, revision = revision + 1, changed_at = clock_timestamp()
            WHERE NOT withdrawn AND seeded AND lane_id <> ALL (@ids) RETURNING lane_id
            """,
            new { ids = module.Lanes.Select(l => l.LaneId).ToArray() },
            cancellationToken
        );
        await LaneWriter.TellAsync(withdrawal, gone, cancellationToken);
        await withdrawal.CommitAsync(cancellationToken);
        changed += gone.Count;
        if (changed > 0)
            logger.LogInformation("Timetable: {Lanes} lanes made, changed or withdrawn", changed);
        return changed;
    }
}
