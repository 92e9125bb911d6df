using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Schedules;

/// <summary>
/// Applies what is staged, in one transaction: the movements, their history, their facts and the end of the import happen together or not at all, so that
/// a service that is killed in between simply does it again.
/// </summary>
public sealed class ImportApply(
    LegModule module,
    LegWorkFactory factory,
    NpgsqlDataSource dataSource,
    ImportStore store,
    ScheduleOptions options,
    ILogger<ImportApply> logger
)
{
    private const int Timeout = 600;

    /// <summary>Applies one. False when another replica is at it, or it is done already.</summary>
    public async Task<bool> ApplyAsync(ScheduleImport import, CancellationToken cancellationToken)
    {
        var merge = await ImportIntake.MergeAsync(dataSource, module, import, options, cancellationToken);
        // Progress has a connection of its own from the start: one asked for later could be kept from us by those who wait for what we have reserved.
        await using var aside = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var work = await factory.BeginAsync(cancellationToken);
        if (!await IsOursAsync(work, import.ImportId, cancellationToken))
            return false;
        await Ceilings.ChangingScheduleAsync(work, cancellationToken);
        // Whoever writes movements on limited stretches takes the stretches before the movements: so do PUT and rescheduling.
        await PathLimits.ReserveAsync(work, module.Paths, cancellationToken);
        if (import.Replaces.Count > 0)
            await Replacement.StageAsync(work, import.ImportId, import.Replaces, cancellationToken);
        var run = new Run(
            import,
            await work.NowAsync(cancellationToken),
            await MovementCopy.IsAllowedAsync(work, cancellationToken),
            await MovementCopy.OverbookedLinesAsync(work, cancellationToken)
        );
        while (await NextAsync(work, run, cancellationToken) is { Count: > 0 } portion)
        {
            await ApplyAsync(work, run, merge, portion, cancellationToken);
            if (run.Errors.Count > 0 && import.Mode == ScheduleImport.All)
            {
                await work.DisposeAsync();
                await store.AddErrorsAsync(import.ImportId, run.Errors, cancellationToken);
                await store.EndAsync(
                    import.ImportId,
                    "REJECTED",
                    "a movement cannot be applied beside what there is, so none is",
                    cancellationToken
                );
                return true;
            }
            await work.SpoolAsync(cancellationToken);
            await ImportStore.AppliedSoFarAsync(new LegReading(aside, null), import.ImportId, run.Created + run.Changed, cancellationToken);
        }
        if (import.DryRun)
        {
            // All of it was done, and is undone: what is told is what would have been.
            await work.DisposeAsync();
            await store.AddErrorsAsync(import.ImportId, run.Errors, cancellationToken);
            await FinishAsync(new LegReading(aside, null), run, "CHECKED", cancellationToken);
            return true;
        }
        await store.AddErrorsAsync(work, import.ImportId, run.Errors, cancellationToken);
        await FinishAsync(work, run, "APPLIED", cancellationToken);
        await work.CommitAsync(cancellationToken);
        logger.LogInformation(
            "Import {ImportId}: {Created} movements made, {Changed} changed, {Withdrawn} withdrawn",
            import.ImportId,
            run.Created,
            run.Changed,
            run.Withdrawn
        );
        return true;
    }

    private static async Task<bool> IsOursAsync(LegWork work, Guid id, CancellationToken cancellationToken) =>
        await work.QuerySingleOrDefaultAsync<bool>(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(@key, 1))",
            new { key = id.ToString() },
            cancellationToken
        )
        && await work.QuerySingleOrDefaultAsync<bool>(
            "SELECT EXISTS (SELECT FROM leg.schedule_import WHERE import_id = @id AND state = 'STAGED')",
            new { id },
            cancellationToken
        );

    /// <summary>In the order of the ids: everybody reserves movements in that order, so that no two can wait for each other.</summary>
    private async Task<IReadOnlyList<Staged>> NextAsync(LegWork work, Run run, CancellationToken cancellationToken)
    {
        var rows = await work.QueryAsync<(string Id, int Line, string? Movement)>(
            """
            SELECT movement_id, line, movement FROM leg.schedule_stage WHERE import_id = @ImportId AND movement_id > @After
            ORDER BY movement_id LIMIT @Batch
            """,
            new
            {
                run.Import.ImportId,
                run.After,
                options.Batch,
            },
            cancellationToken
        );
        if (rows.Count > 0)
            run.After = rows[^1].Id;
        return [.. rows.Select(r => new Staged(r.Id, r.Line, r.Movement is { } json ? LegTypes.FromJson<ScheduledMovement>(json) : null))];
    }

    private async Task ApplyAsync(
        LegWork work,
        Run run,
        MovementMerge merge,
        IReadOnlyList<Staged> portion,
        CancellationToken cancellationToken
    )
    {
        var ids = portion.Select(s => s.Id).ToList();
        await MovementStore.ReserveAsync(work, ids, cancellationToken);
        var stored = await StoredMovements.LoadAsync(work, ids, cancellationToken);
        var (created, replaced, retimed) = (new List<MovementDraft>(), new List<MovementDraft>(), new List<MovementDraft>());
        foreach (var (id, line, movement) in portion)
        {
            var present = stored.GetValueOrDefault(id);
            if (movement is null)
            {
                await WithdrawAsync(work, run, id, line, present, cancellationToken);
                continue;
            }
            var result = merge.Merge(movement, present, run.Now);
            run.Errors.AddRange(result.Errors.Select(reason => new ScheduleError(line, movement.MovementId, reason)));
            if (result.Draft is not { } draft)
                continue;
            // Whether there is a path left depends on those written before: such a movement is written alone.
            if (IsLimited(draft))
            {
                if (await PathLimits.RefusalAsync(work, draft.MovementId, draft.Calls, cancellationToken) is { } full)
                {
                    run.Errors.Add(new ScheduleError(line, movement.MovementId, full));
                    continue;
                }
                await WriteAsync(work, run, present is null ? [draft] : [], present is null ? [] : [draft], cancellationToken);
            }
            else
                (present is null ? created : replaced).Add(draft);
            if (result.NewTimes)
                retimed.Add(draft);
        }

        await WriteAsync(work, run, created, replaced, cancellationToken);
        await MovementWriter.TellTimesAsync(
            work,
            [.. retimed.Select(d => d.MovementId)],
            $"timetable {run.Import.ImportId}",
            cancellationToken
        );
    }

    /// <summary>Cancels what the file cancels or does not hold. What is held and sold is told to its holders by the fact, and here.</summary>
    private async Task WithdrawAsync(
        LegWork work,
        Run run,
        string id,
        int line,
        StoredMovement? present,
        CancellationToken cancellationToken
    )
    {
        var why = $"import {run.Import.ImportId}: {(line == 0 ? "the timetable no longer has it" : "the timetable cancels it")}";
        if (present is null)
            return;
        if (!await Cancellation.CancelAsync(work, id, run.Import.Who, why, cancellationToken, withdrawn: true))
            return;
        run.Withdrawn++;
        run.Cancelled += line == 0 ? 0 : 1;
        if (present.IsTaken && run.WithdrawnTaken.Count < options.MaxErrors)
            run.WithdrawnTaken.Add(id);
    }

    private bool IsLimited(MovementDraft draft) =>
        module.Paths.Count > 0
        && draft
            .Calls.Zip(draft.Calls.Skip(1), (a, b) => $"{a.Terminal}>{b.Terminal}")
            .Any(stretch => module.Paths.Any(p => p.Stretches.Contains(stretch, StringComparer.Ordinal)));

    private async Task WriteAsync(
        LegWork work,
        Run run,
        List<MovementDraft> created,
        List<MovementDraft> replaced,
        CancellationToken cancellationToken
    )
    {
        var made = await CreateAsync(work, run, created, cancellationToken);
        if (replaced.Count > 0)
            await MovementWriter.ReplaceAsync(work, module.Mode, replaced, cancellationToken);
        await NoteAsync(work, run, made, "created", cancellationToken);
        await NoteAsync(work, run, [.. replaced.Select(d => d.MovementId)], "replaced", cancellationToken);
        run.Created += made.Count;
        run.Changed += replaced.Count;
    }

    /// <summary>By COPY where nothing bears on the room but what is wanted.</summary>
    private async Task<IReadOnlyList<string>> CreateAsync(
        LegWork work,
        Run run,
        List<MovementDraft> drafts,
        CancellationToken cancellationToken
    )
    {
        var plain = run.NothingIsOpen ? drafts.Where(d => !run.Overbooked.Contains(d.LineId)).ToList() : [];
        await MovementCopy.CreateAsync(work, plain, cancellationToken);
        var rest = drafts.Except(plain).ToList();
        var made = await MovementWriter.CreateAsync(work, module.Mode, rest, cancellationToken);
        foreach (var lost in rest.ExceptBy(made, d => d.MovementId))
            run.Errors.Add(new ScheduleError(0, lost.MovementId, "has just been made by somebody else"));
        return [.. plain.Select(d => d.MovementId), .. made];
    }

    private static Task NoteAsync(LegWork work, Run run, IReadOnlyList<string> ids, string what, CancellationToken cancellationToken) =>
        work.NoteAsync(run.Import.Who, [.. ids.Select(id => $"movement:{id}")], what, $"import {run.Import.ImportId}", cancellationToken);

    private static Task<int> FinishAsync(LegReading work, Run run, string state, CancellationToken cancellationToken) =>
        work.Connection.ExecuteAsync(
            new CommandDefinition(
                """
                UPDATE leg.schedule_import SET state = @state, bad = bad + @failed, applied = @applied, created = @created, changed = @changed,
                    unchanged = unchanged + greatest(0, staged - @failed - @created - @changed - @cancelled),
                    withdrawn = @withdrawn, withdrawn_taken = @taken::jsonb, finished_at = clock_timestamp()
                WHERE import_id = @id AND state = 'STAGED';
                DELETE FROM leg.schedule_stage WHERE import_id = @id;
                DELETE FROM leg.schedule_kept WHERE import_id = @id
                """,
                new
                {
                    id = run.Import.ImportId,
                    state,
                    failed = run.Errors.Select(e => e.Movement).Distinct(StringComparer.Ordinal).Count(),
                    applied = state == "APPLIED" ? run.Created + run.Changed : 0,
                    created = run.Created,
                    changed = run.Changed,
                    cancelled = run.Cancelled,
                    withdrawn = run.Withdrawn,
                    taken = LegTypes.ToJson(run.WithdrawnTaken),
                },
                (work as LegWork)?.Transaction,
                Timeout,
                cancellationToken: cancellationToken
            )
        );

    private readonly record struct Staged(string Id, int Line, ScheduledMovement? Movement);

    private sealed class Run(ScheduleImport import, DateTimeOffset now, bool nothingIsOpen, IReadOnlySet<string> overbooked)
    {
        public bool NothingIsOpen { get; } = nothingIsOpen;

        public IReadOnlySet<string> Overbooked { get; } = overbooked;

        public ScheduleImport Import { get; } = import;

        public DateTimeOffset Now { get; } = now;

        public string After { get; set; } = "";

        public int Created { get; set; }

        public int Changed { get; set; }

        public int Withdrawn { get; set; }

        /// <summary>Those of them that the file itself cancels.</summary>
        public int Cancelled { get; set; }

        public List<string> WithdrawnTaken { get; } = [];

        public List<ScheduleError> Errors { get; } = [];
    }
}
