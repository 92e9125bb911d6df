using Dapper;
using Npgsql;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Schedules;

/// <summary>An import as it stands.</summary>
/// <param name="State">As in the table: READING, STAGED, APPLIED, CHECKED, REJECTED, ABORTED, FAILED.</param>
/// <param name="Read">Movements read so far.</param>
/// <param name="Bad">Those of them that cannot be used.</param>
/// <param name="Unchanged">Those that are as the service has them.</param>
/// <param name="Staged">Those that are new or different.</param>
/// <param name="Applied">Those of them that are written so far.</param>
/// <param name="Message">Why it came to nothing.</param>
/// <param name="DryRun">Nothing is changed by it: what would be is counted.</param>
/// <param name="ReplacesJson">As <see cref="Replaces"/>.</param>
/// <param name="Withdrawn">Movements cancelled, because the file cancels them or does not hold them.</param>
/// <param name="WithdrawnTakenJson">As <see cref="WithdrawnTaken"/>.</param>
public sealed record ScheduleImport(
    Guid ImportId,
    string Tenant,
    string Who,
    string Format,
    string Mode,
    string State,
    int Read,
    int Bad,
    int Unchanged,
    int Staged,
    int Applied,
    int Created,
    int Changed,
    int Attempts,
    string? Message,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    bool DryRun,
    string ReplacesJson,
    int Withdrawn,
    string WithdrawnTakenJson
)
{
    /// <summary>All of the file or nothing.</summary>
    public const string All = "ALL";

    /// <summary>What of the file is valid.</summary>
    public const string Valid = "VALID";

    /// <summary>Lines and windows of which the file is all there is.</summary>
    public IReadOnlyList<Replacement> Replaces => LegTypes.FromJson<IReadOnlyList<Replacement>>(ReplacesJson);

    /// <summary>Ids of withdrawn movements on which room was taken; the first so many.</summary>
    public IReadOnlyList<string> WithdrawnTaken => LegTypes.FromJson<IReadOnlyList<string>>(WithdrawnTakenJson);

    /// <summary>Whether nothing more will happen.</summary>
    public bool IsFinished => State is not ("READING" or "STAGED");
}

/// <summary>Imports and their errors in the database. Each call stands for itself unless a transaction is given.</summary>
public sealed class ImportStore(NpgsqlDataSource dataSource, ScheduleOptions options)
{
    private const string Columns = """
        import_id AS ImportId, tenant, who, format, mode, state, read, bad, unchanged, staged, applied, created, changed, attempts, message,
        started_at AS StartedAt, finished_at AS FinishedAt, dry_run AS DryRun, replaces::text AS ReplacesJson, withdrawn,
        withdrawn_taken::text AS WithdrawnTakenJson
        """;

    /// <summary>Begins an import, and forgets old ones.</summary>
    /// <param name="replaces">Lines and windows of which the file is all there is.</param>
    public async Task<Guid> BeginAsync(
        string tenant,
        string who,
        string format,
        string mode,
        CancellationToken cancellationToken,
        bool dryRun = false,
        IReadOnlyList<Replacement>? replaces = null
    )
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync(
            """
            DELETE FROM leg.schedule_import WHERE finished_at < clock_timestamp() - make_interval(days => @KeepDays);
            INSERT INTO leg.schedule_import (import_id, tenant, who, format, mode, state, dry_run, replaces)
            VALUES (@id, @tenant, @who, @format, @mode, 'READING', @dryRun, @replaces::jsonb)
            """,
            new
            {
                id,
                tenant,
                who,
                format,
                mode,
                dryRun,
                replaces = LegTypes.ToJson(replaces ?? []),
                options.KeepDays,
            },
            cancellationToken
        );
        return id;
    }

    /// <summary>One import; null where there is none of that id for that tenant.</summary>
    public async Task<ScheduleImport?> FindAsync(Guid id, string? tenant, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await new LegReading(connection, null).QuerySingleOrDefaultAsync<ScheduleImport>(
            $"SELECT {Columns} FROM leg.schedule_import WHERE import_id = @id AND (@tenant::text IS NULL OR tenant = @tenant)",
            new { id, tenant },
            cancellationToken
        );
    }

    /// <summary>The oldest that waits to be applied.</summary>
    public async Task<ScheduleImport?> NextAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await new LegReading(connection, null).QuerySingleOrDefaultAsync<ScheduleImport>(
            $"SELECT {Columns} FROM leg.schedule_import WHERE state = 'STAGED' ORDER BY started_at LIMIT 1",
            null,
            cancellationToken
        );
    }

    /// <summary>What is wrong with its file, in the order of the file; the first so many.</summary>
    public async Task<IReadOnlyList<ScheduleError>> ErrorsAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await new LegReading(connection, null).QueryAsync<ScheduleError>(
            "SELECT line, movement, reason FROM leg.schedule_import_error WHERE import_id = @id ORDER BY line, error_id",
            new { id },
            cancellationToken
        );
    }

    /// <summary>Counts what was read. False where the import has been given up meanwhile.</summary>
    public async Task<bool> ReadSoFarAsync(Guid id, int read, int bad, int unchanged, int staged, CancellationToken cancellationToken) =>
        await ExecuteAsync(
            """
            UPDATE leg.schedule_import SET read = @read, bad = @bad, unchanged = @unchanged, staged = @staged, touched_at = clock_timestamp()
            WHERE import_id = @id AND state = 'READING'
            """,
            new
            {
                id,
                read,
                bad,
                unchanged,
                staged,
            },
            cancellationToken
        ) == 1;

    /// <summary>The whole body is there: what is staged may be applied.</summary>
    public Task StagedAsync(Guid id, CancellationToken cancellationToken) =>
        ExecuteAsync(
            "UPDATE leg.schedule_import SET state = 'STAGED', touched_at = clock_timestamp() WHERE import_id = @id AND state = 'READING'",
            new { id },
            cancellationToken
        );

    /// <summary>Shows how far the applying has come.</summary>
    public static Task AppliedSoFarAsync(LegReading aside, Guid id, int applied, CancellationToken cancellationToken) =>
        aside.ExecuteAsync(
            "UPDATE leg.schedule_import SET applied = @applied, touched_at = clock_timestamp() WHERE import_id = @id AND state = 'STAGED'",
            new { id, applied },
            cancellationToken
        );

    /// <summary>Counts an attempt at applying.</summary>
    public Task AttemptAsync(Guid id, CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE leg.schedule_import SET attempts = attempts + 1 WHERE import_id = @id", new { id }, cancellationToken);

    /// <summary>Ends an import that comes to nothing: nothing of it was or will be applied.</summary>
    public Task EndAsync(Guid id, string state, string message, CancellationToken cancellationToken) =>
        ExecuteAsync(
            """
            UPDATE leg.schedule_import SET state = @state, message = @message, applied = 0, finished_at = clock_timestamp()
            WHERE import_id = @id AND state IN ('READING', 'STAGED');
            DELETE FROM leg.schedule_stage WHERE import_id = @id;
            DELETE FROM leg.schedule_kept WHERE import_id = @id
            """,
            new
            {
                id,
                state,
                message,
            },
            cancellationToken
        );

    /// <summary>Gives up imports whose body stopped coming: their service was killed, or lost its sender unnoticed.</summary>
    public Task<int> AbortSilentAsync(CancellationToken cancellationToken) =>
        ExecuteAsync(
            """
            WITH silent AS (
                UPDATE leg.schedule_import SET state = 'ABORTED', message = 'the file stopped coming; nothing was applied', finished_at = clock_timestamp()
                WHERE state = 'READING' AND touched_at < clock_timestamp() - @ReadTimeout RETURNING import_id)
            DELETE FROM leg.schedule_stage s USING silent WHERE s.import_id = silent.import_id
            """,
            new { options.ReadTimeout },
            cancellationToken
        );

    /// <summary>Keeps errors, as many as there is room for.</summary>
    public async Task AddErrorsAsync(Guid id, IReadOnlyList<ScheduleError> errors, CancellationToken cancellationToken)
    {
        if (errors.Count == 0)
            return;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await AddErrorsAsync(new LegReading(connection, null), id, errors, cancellationToken);
    }

    /// <inheritdoc cref="AddErrorsAsync(Guid, IReadOnlyList{ScheduleError}, CancellationToken)" />
    public Task AddErrorsAsync(LegReading work, Guid id, IReadOnlyList<ScheduleError> errors, CancellationToken cancellationToken) =>
        work.ExecuteAsync(
            """
            INSERT INTO leg.schedule_import_error (import_id, line, movement, reason)
            SELECT @id, line, movement, reason FROM unnest(@lines, @movements, @reasons) WITH ORDINALITY AS e (line, movement, reason, position)
            ORDER BY position LIMIT greatest(0, @MaxErrors - (SELECT count(*) FROM leg.schedule_import_error WHERE import_id = @id))
            """,
            new
            {
                id,
                lines = errors.Select(e => e.Line).ToArray(),
                movements = errors.Select(e => e.Movement is { } m ? Places.Shown(m) : null).ToArray(),
                reasons = errors.Select(e => Clean(e.Reason)).ToArray(),
                options.MaxErrors,
            },
            cancellationToken
        );

    // PostgreSQL's text holds no NUL.
    private static string Clean(string reason) =>
        reason.Replace('\0', '?') is { Length: > 500 } text ? text[..500] : reason.Replace('\0', '?');

    private async Task<int> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
    }
}
