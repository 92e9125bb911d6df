using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Upkeep;

namespace Qujiang.LegKernel.Store;

/// <summary>Writes lanes and tells of those that have changed.</summary>
public static class LaneWriter
{
    /// <summary>Makes these lanes, or changes them where they are otherwise.</summary>
    /// <param name="seeded">Whether upkeep withdraws them when the module has them no more.</param>
    /// <returns>The ids of those that have changed.</returns>
    public static async Task<IReadOnlyList<string>> PutAsync(
        LegWork work,
        IReadOnlyCollection<LaneSpec> lanes,
        bool seeded,
        CancellationToken cancellationToken
    )
    {
        var ids = await work.QueryAsync<string>(
            """
            INSERT INTO leg.lane AS l (lane_id, from_terminal, to_terminal, km, duration_minutes, loading_minutes, handling_minutes, pool_id, tariff_id, rules,
                                       provenance, times, dangerous_goods_times, offered_from, offered_to, tolled_km, from_access, to_access,
                                       pattern_hash, revision, seeded)
            SELECT *, 1, @seeded
            FROM unnest(@ids, @froms, @tos, @kms, @durations, @loadings, @handlings, @pools, @tariffs, @rules::jsonb[], @provenances::jsonb[],
                        @times::jsonb[], @dangerousTimes::jsonb[], @opens::timestamptz[], @ends::timestamptz[], @tolls::numeric[],
                        @fromAccess::jsonb[], @toAccess::jsonb[], @hashes)
            ON CONFLICT (lane_id) DO UPDATE
            SET from_terminal = excluded.from_terminal, to_terminal = excluded.to_terminal, km = excluded.km, duration_minutes = excluded.duration_minutes,
                loading_minutes = excluded.loading_minutes, handling_minutes = excluded.handling_minutes, pool_id = excluded.pool_id, tariff_id = excluded.tariff_id,
                rules = excluded.rules, provenance = excluded.provenance, times = excluded.times, dangerous_goods_times = excluded.dangerous_goods_times,
                pattern_hash = excluded.pattern_hash, withdrawn = false, offered_from = excluded.offered_from, offered_to = excluded.offered_to,
                tolled_km = excluded.tolled_km, from_access = excluded.from_access, to_access = excluded.to_access, seeded = excluded.seeded, revision = l.revision + 1, changed_at = clock_timestamp()
            WHERE l.withdrawn OR l.pattern_hash <> excluded.pattern_hash OR l.seeded <> excluded.seeded
            RETURNING lane_id
            """,
            new
            {
                ids = lanes.Select(l => l.LaneId).ToArray(),
                froms = lanes.Select(l => l.From).ToArray(),
                tos = lanes.Select(l => l.To).ToArray(),
                kms = lanes.Select(l => l.Km).ToArray(),
                durations = lanes.Select(l => l.DurationMinutes).ToArray(),
                loadings = lanes.Select(l => l.LoadingMinutes).ToArray(),
                handlings = lanes.Select(l => l.HandlingMinutes).ToArray(),
                pools = lanes.Select(l => l.PoolId).ToArray(),
                tariffs = lanes.Select(l => l.TariffId).ToArray(),
                rules = lanes.Select(l => LegTypes.ToJson(l.Rules)).ToArray(),
                provenances = lanes.Select(l => LegTypes.ToJson(l.Provenance)).ToArray(),
                times = lanes.Select(l => l.Times is null ? null : LegTypes.ToJson(l.Times)).ToArray(),
                dangerousTimes = lanes.Select(l => l.DangerousGoodsTimes is null ? null : LegTypes.ToJson(l.DangerousGoodsTimes)).ToArray(),
                hashes = lanes.Select(Timetable.Hash).ToArray(),
                opens = lanes.Select(l => l.OfferedFrom?.UtcDateTime).ToArray(),
                ends = lanes.Select(l => l.OfferedTo?.UtcDateTime).ToArray(),
                tolls = lanes.Select(l => l.TolledKm).ToArray(),
                fromAccess = lanes.Select(l => l.FromAccess is null ? null : LegTypes.ToJson(l.FromAccess)).ToArray(),
                toAccess = lanes.Select(l => l.ToAccess is null ? null : LegTypes.ToJson(l.ToAccess)).ToArray(),
                seeded,
            },
            cancellationToken
        );
        await TellAsync(work, ids, cancellationToken);
        return ids;
    }

    /// <summary>Withdraws lanes that no seed data made: those whose id ends so, but for the ids to keep.</summary>
    /// <returns>The ids of those withdrawn.</returns>
    public static async Task<IReadOnlyList<string>> WithdrawAddedAsync(
        LegWork work,
        string suffix,
        IReadOnlyCollection<string> keep,
        CancellationToken cancellationToken
    )
    {
        var gone = await work.QueryAsync<string>(
            """
            UPDATE leg.lane SET withdrawn = true, revision = revision + 1, changed_at = clock_timestamp()
            WHERE NOT seeded AND NOT withdrawn AND right(lane_id, length(@suffix)) = @suffix AND lane_id <> ALL (@keep) RETURNING lane_id
            """,
            new { suffix, keep = keep.ToArray() },
            cancellationToken
        );
        await TellAsync(work, gone, cancellationToken);
        return gone;
    }

    /// <summary>Withdraws lanes that the module had and has no more.</summary>
    /// <param name="lanes">Those it has.</param>
    /// <returns>The ids of those withdrawn.</returns>
    public static async Task<IReadOnlyList<string>> WithdrawSeededAsync(
        LegWork work,
        IReadOnlyList<LaneSpec> lanes,
        CancellationToken cancellationToken
    )
    {
        var gone = await work.QueryAsync<string>(
            """
            UPDATE leg.lane SET withdrawn = true, revision = revision + 1, changed_at = clock_timestamp()
            WHERE NOT withdrawn AND seeded AND lane_id <> ALL (@ids) RETURNING lane_id
            """,
            new { ids = lanes.Select(l => l.LaneId).ToArray() },
            cancellationToken
        );
        await TellAsync(work, gone, cancellationToken);
        return gone;
    }

    /// <summary>Tells of these lanes as they now are.</summary>
    public static async Task TellAsync(LegWork work, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        foreach (var lane in await LaneStore.LoadAsync(work, ids, cancellationToken))
            work.Tell(s => LaneStore.ToFact(lane, s));
    }
}
