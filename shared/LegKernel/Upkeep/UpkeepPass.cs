using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;
using Qujiang.Network;

namespace Qujiang.LegKernel.Upkeep;

/// <summary>
/// Brings the database in step with the module's data and the calendar. A pass that is cut off anywhere is simply run again: each batch is one
/// transaction, and what is as it should be is left alone. Replicas take turns.
/// </summary>
public sealed partial class UpkeepPass(
    LegModule module,
    LegWorkFactory factory,
    NpgsqlDataSource dataSource,
    UpkeepOptions options,
    TimeProvider time,
    ILogger<UpkeepPass> logger
)
{
    private const long TurnKey = 0x716a_6c65_675f_7570;

    private const string Upkeep = "upkeep";

    /// <summary>Runs one pass.</summary>
    public async Task<UpkeepReport> RunAsync(CancellationToken cancellationToken)
    {
        await using var turn = await dataSource.OpenConnectionAsync(cancellationToken);
        // Another replica's first pass may take a while; there is nothing else to do than to wait for it.
        await turn.ExecuteAsync(
            new CommandDefinition(
                "SELECT pg_advisory_lock(@TurnKey)",
                new { TurnKey },
                commandTimeout: 600,
                cancellationToken: cancellationToken
            )
        );
        try
        {
            var start = time.GetTimestamp();
            var report = await InTurnAsync(cancellationToken);
            return report with { Took = time.GetElapsedTime(start) };
        }
        finally
        {
            await turn.ExecuteAsync("SELECT pg_advisory_unlock(@TurnKey)", new { TurnKey });
        }
    }

    private async Task<UpkeepReport> InTurnAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now;
        await using (var work = await factory.BeginAsync(cancellationToken))
            now = await work.NowAsync(cancellationToken);
        var today = HubTime.DayOf(now);
        var until = today.AddDays(options.HorizonDays);
        await SeedDataAsync(cancellationToken);
        var tariffs = await SeedTariffsAsync(cancellationToken);
        // An operator who changes data has brought everything in step himself: what was computed with the old ones is thrown away.
        int? poolDays;
        do poolDays = await SeedPoolsAsync(today, until, cancellationToken);
        while (poolDays is null);
        int? lanes;
        do lanes = await SeedLanesAsync(cancellationToken);
        while (lanes is null);
        await SeedLinesAsync(cancellationToken);
        UpkeepReport? movements;
        do movements = await SeedMovementsAsync(now, today, until, cancellationToken);
        while (movements is null);
        await FollowDataAsync(cancellationToken);
        var deleted = await DeleteOldAsync(cancellationToken);
        return movements with { PoolDays = poolDays.Value, Lanes = lanes.Value, Tariffs = tariffs, Deleted = deleted };
    }

    private async Task<UpkeepReport?> SeedMovementsAsync(
        DateTimeOffset now,
        DateOnly today,
        DateOnly until,
        CancellationToken cancellationToken
    )
    {
        var stamp = await StampAsync(cancellationToken);
        var existing = await ExistingAsync(today, cancellationToken);
        var wanted = module
            .Lines.SelectMany(line => Timetable.Movements(line, today, until, module.ForRun))
            .Where(draft => draft.Calls[^1].Arrival > now)
            .ToList();

        var missing = wanted.Where(draft => !existing.ContainsKey(draft.MovementId)).ToList();
        var created = 0;
        foreach (var batch in missing.Chunk(options.Batch))
        {
            await using var work = await factory.BeginAsync(cancellationToken);
            await Ceilings.ChangingScheduleAsync(work, cancellationToken);
            if (IsStale(stamp))
                return null;
            created += (await MovementWriter.CreateAsync(work, module.Mode, batch, cancellationToken)).Count;
            await work.CommitAsync(cancellationToken);
            if (missing.Count > options.Batch)
                logger.LogInformation("Timetable: {Created} of {Missing} movements made", created, missing.Count);
        }

        var kept = new List<string>();
        var changed = wanted
            .Where(d =>
                existing.GetValueOrDefault(d.MovementId) is { PatternHash: { } hash } old
                // What has set out runs as it was planned.
                && (old.Lapsed || (old.StartsAt > now && !string.Equals(hash, d.PatternHash, StringComparison.Ordinal)))
            )
            .ToList();
        var updated = 0;
        foreach (var batch in changed.Chunk(options.Batch))
        {
            if (await RewriteAsync(batch, kept, stamp, cancellationToken) is not { } count)
                return null;
            updated += count;
        }

        var ids = wanted.Select(d => d.MovementId).ToHashSet(StringComparer.Ordinal);
        var gone = existing
            .Values.Where(e =>
                e is { PatternHash: not null, Lapsed: false } && e.StartsAt > now && e.ServiceDate <= until && !ids.Contains(e.MovementId)
            )
            .Select(e => e.MovementId)
            .ToList();
        var cancelled = 0;
        foreach (var batch in gone.Chunk(options.Batch))
        {
            if (await WithdrawAsync(batch, kept, stamp, cancellationToken) is not { } count)
                return null;
            cancelled += count;
        }

        foreach (var id in kept)
            logger.LogWarning("Movement {MovementId} is no longer as its pattern says, but room on it is taken: left as it is", id);
        return new UpkeepReport(created, updated, cancelled, kept, 0, 0, 0, 0, TimeSpan.Zero);
    }

    private bool IsStale(long stamp) => module.Data is { } data && data.Current.Stamp != stamp;

    private async Task<long> StampAsync(CancellationToken cancellationToken)
    {
        if (module.Data is not { } data)
            return 0;
        await data.RefreshAsync(dataSource, cancellationToken);
        return data.Current.Stamp;
    }

    /// <summary>Rewrites those that nobody holds; null where the data have changed meanwhile.</summary>
    private async Task<int?> RewriteAsync(
        IReadOnlyList<MovementDraft> drafts,
        List<string> kept,
        long stamp,
        CancellationToken cancellationToken
    )
    {
        await using var work = await factory.BeginAsync(cancellationToken);
        await Ceilings.ChangingScheduleAsync(work, cancellationToken);
        if (IsStale(stamp))
            return null;
        var free = await ReserveFreeAsync(work, drafts.Select(d => d.MovementId), kept, cancellationToken);
        var rewritten = drafts.Where(d => free.Contains(d.MovementId)).ToList();
        if (rewritten.Count == 0)
            return 0;
        await MovementWriter.ReplaceAsync(work, module.Mode, rewritten, cancellationToken);
        foreach (var draft in rewritten)
            await work.NoteAsync(
                Upkeep,
                $"movement:{draft.MovementId}",
                "rewritten",
                "the pattern of its line has changed",
                cancellationToken
            );
        await work.CommitAsync(cancellationToken);
        return rewritten.Count;
    }

    private async Task<int?> WithdrawAsync(IReadOnlyList<string> ids, List<string> kept, long stamp, CancellationToken cancellationToken)
    {
        await using var work = await factory.BeginAsync(cancellationToken);
        await Ceilings.ChangingScheduleAsync(work, cancellationToken);
        if (IsStale(stamp))
            return null;
        var free = await ReserveFreeAsync(work, ids, kept, cancellationToken);
        foreach (var id in free)
            await Cancellation.CancelAsync(work, id, Upkeep, "the pattern of its line no longer has it", cancellationToken, lapsed: true);
        await work.CommitAsync(cancellationToken);
        return free.Count;
    }

    /// <summary>Reserves these movements and picks those still left to upkeep on which nothing is taken; the others are noted as kept.</summary>
    private static async Task<HashSet<string>> ReserveFreeAsync(
        LegWork work,
        IEnumerable<string> ids,
        List<string> kept,
        CancellationToken cancellationToken
    )
    {
        var all = ids.ToArray();
        await MovementStore.ReserveAsync(work, all, cancellationToken);
        var rows = await work.QueryAsync<(string Id, bool Taken)>(
            $"""
            SELECT m.movement_id, EXISTS (SELECT FROM leg.segment s WHERE s.movement_id = m.movement_id
                                          AND greatest({Ledger.Room.Each("held_? + confirmed_?")}) > 0)
            FROM leg.movement m WHERE m.movement_id = ANY (@all) AND m.pattern_hash IS NOT NULL AND (m.status = 'SCHEDULED' OR m.lapsed) ORDER BY m.movement_id
            """,
            new { all },
            cancellationToken
        );
        kept.AddRange(rows.Where(r => r.Taken).Select(r => r.Id));
        return rows.Where(r => !r.Taken).Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
    }

    private async Task<Dictionary<string, Existing>> ExistingAsync(DateOnly today, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Existing>(
            new CommandDefinition(
                """
                SELECT movement_id AS MovementId, CASE WHEN status = 'SCHEDULED' OR lapsed THEN pattern_hash END AS PatternHash, service_date AS ServiceDate,
                       starts_at AS StartsAt, lapsed AS Lapsed
                FROM leg.movement WHERE service_date >= @today OR ends_at > clock_timestamp()
                """,
                new { today },
                cancellationToken: cancellationToken
            )
        );
        return rows.ToDictionary(r => r.MovementId, StringComparer.Ordinal);
    }

    private async Task<int> DeleteOldAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var deleted = await connection.ExecuteAsync(
            new CommandDefinition(
                "DELETE FROM leg.movement WHERE ends_at < clock_timestamp() - make_interval(days => @KeepDays)",
                new { options.KeepDays },
                cancellationToken: cancellationToken
            )
        );
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                DELETE FROM leg.lane
                WHERE NOT seeded AND (offered_to < clock_timestamp() - make_interval(days => @KeepDays) OR (withdrawn AND changed_at < clock_timestamp() - make_interval(days => @KeepDays)));
                DELETE FROM leg.pool_day WHERE day < (clock_timestamp() AT TIME ZONE interval '8 hours')::date - @KeepDays;
                DELETE FROM leg.hold WHERE state IN ('RELEASED', 'EXPIRED', 'REFUSED') AND changed_at < clock_timestamp() - make_interval(days => @KeepHoldsDays)
                """,
                new { options.KeepDays, options.KeepHoldsDays },
                cancellationToken: cancellationToken
            )
        );
        return deleted;
    }

    private sealed record Existing(string MovementId, string? PatternHash, DateOnly ServiceDate, DateTimeOffset StartsAt, bool Lapsed);
}
