using Npgsql;
using NpgsqlTypes;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Schedules;

/// <summary>
/// Reads a file as it comes, checks each movement against what there is, and stages what is new or different. Nothing of the timetable is touched and no
/// reservation is held meanwhile, however slowly the file comes. Memory holds one portion, and the ids that the file has named.
/// </summary>
public sealed class ImportIntake(LegModule module, NpgsqlDataSource dataSource, ImportStore store, ScheduleOptions options)
{
    /// <summary>Reads the file of an import to its end.</summary>
    /// <exception cref="ScheduleFileException">The file as a whole cannot be used.</exception>
    public async Task ReadAsync(ScheduleImport import, ScheduleFormat format, Stream body, CancellationToken cancellationToken)
    {
        var run = new Run(import.ImportId, import.Replaces);
        var merge = await MergeAsync(dataSource, module, import, options, cancellationToken);
        DateTimeOffset now;
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
            now = await new LegReading(connection, null).NowAsync(cancellationToken);

        var portion = new List<ScheduleRow>(options.Batch);
        await foreach (var row in format.ReadAsync(body, new ScheduleContext(module, now, options.HorizonDays), cancellationToken))
        {
            run.Read++;
            if (run.Read > options.MaxMovements)
                throw new ScheduleFileException(row.Line, $"a file may hold at most {options.MaxMovements} movements");
            var id = row.Movement?.MovementId ?? (row.Cancels ? row.Subject : null);
            if (id is null)
                run.Fail(row.Errors);
            else if (!run.Seen.TryAdd(id, row.Line))
                run.Fail(row.Line, id, [$"is in the file twice, first in line {run.Seen[id]}"]);
            else
                portion.Add(row);
            if (portion.Count + run.Errors.Count >= options.Batch)
                await StageAsync(run, merge, portion, now, cancellationToken);
        }
        await StageAsync(run, merge, portion, now, cancellationToken);
        // A file of something else must not withdraw a line by mistake.
        if (run.Bad == 0 && run.Replaces.FirstOrDefault(r => !run.Named.Contains(r)) is { } missing)
            throw new ScheduleFileException(
                0,
                $"the file is to replace {missing.LineId} from {missing.From:yyyy-MM-dd} to {missing.To:yyyy-MM-dd} and holds no movement of it"
            );
    }

    /// <summary>The rules for the movements of an import.</summary>
    internal static async Task<MovementMerge> MergeAsync(
        NpgsqlDataSource dataSource,
        LegModule module,
        ScheduleImport import,
        ScheduleOptions options,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var tariffs = await new LegReading(connection, null).QueryAsync<string>(
            "SELECT DISTINCT tariff_id FROM leg.tariff",
            null,
            cancellationToken
        );
        return new MovementMerge(
            module,
            tariffs.ToHashSet(StringComparer.Ordinal),
            $"{import.Format} import by {import.Who}",
            options.HorizonDays
        );
    }

    private async Task StageAsync(
        Run run,
        MovementMerge merge,
        List<ScheduleRow> portion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            var stored = await StoredMovements.LoadAsync(
                new LegReading(connection, null),
                // What is no id is in no table, and may not even be text that the database can be asked for.
                [.. portion.Select(r => r.Subject!).Where(MovementMerge.IsId)],
                cancellationToken
            );
            var fresh = new List<ScheduleRow>(portion.Count);
            var kept = new List<string>();
            foreach (var row in portion)
            {
                if (row.Cancels)
                {
                    if (WhyNotCancelled(stored.GetValueOrDefault(row.Subject!), now) is { } reason)
                        run.Fail(row.Line, row.Subject, [reason]);
                    else if (stored[row.Subject!].Movement.Status == MovementStatus.Cancelled)
                        run.Unchanged++;
                    else
                        fresh.Add(row);
                    continue;
                }

                var result = merge.Merge(row.Movement!, stored.GetValueOrDefault(row.Movement!.MovementId), now);
                if (result.Errors.Count > 0)
                    run.Fail(row.Line, row.Subject, result.Errors);
                else
                {
                    var replaced = run.Replaces.FirstOrDefault(r => r.Covers(row.Movement!));
                    if (replaced is not null)
                        run.Named.Add(replaced);
                    if (result.Draft is not null)
                        fresh.Add(row);
                    else
                    {
                        run.Unchanged++;
                        if (run.Replaces.Count > 0)
                            kept.Add(row.Subject!);
                    }
                }
            }
            await CopyAsync(connection, run.ImportId, fresh, cancellationToken);
            if (kept.Count > 0)
                await new LegReading(connection, null).ExecuteAsync(
                    "INSERT INTO leg.schedule_kept (import_id, movement_id) SELECT @id, unnest(@ids)",
                    new { id = run.ImportId, ids = kept.ToArray() },
                    cancellationToken
                );
            run.Staged += fresh.Count;
        }
        portion.Clear();
        await store.AddErrorsAsync(run.ImportId, run.Errors, cancellationToken);
        run.Errors.Clear();
        if (!await store.ReadSoFarAsync(run.ImportId, run.Read, run.Bad, run.Unchanged, run.Staged, cancellationToken))
            throw new ScheduleFileException(0, "it came too slowly and was given up");
    }

    /// <summary>Why a file cannot cancel a movement; null where it can, or has been cancelled already.</summary>
    private static string? WhyNotCancelled(StoredMovement? present, DateTimeOffset now) =>
        present is null ? "is not known here, so it cannot be cancelled"
        : present.Movement.Status != MovementStatus.Cancelled && present.Movement.Calls[0].Departure <= now
            ? "has set out already, so it cannot be cancelled"
        : null;

    private static async Task CopyAsync(NpgsqlConnection connection, Guid id, List<ScheduleRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return;
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY leg.schedule_stage (import_id, movement_id, line, movement) FROM STDIN (FORMAT BINARY)",
            cancellationToken
        );
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(row.Subject!, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(row.Line, NpgsqlDbType.Integer, cancellationToken);
            if (row.Movement is null)
                await copy.WriteNullAsync(cancellationToken);
            else
                await copy.WriteAsync(LegTypes.ToJson(row.Movement), NpgsqlDbType.Text, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private sealed class Run(Guid importId, IReadOnlyList<Replacement> replaces)
    {
        public IReadOnlyList<Replacement> Replaces { get; } = replaces;

        public HashSet<Replacement> Named { get; } = [];

        public Guid ImportId { get; } = importId;

        public Dictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

        public List<ScheduleError> Errors { get; } = [];

        public int Read { get; set; }

        public int Bad { get; private set; }

        public int Unchanged { get; set; }

        public int Staged { get; set; }

        public void Fail(int line, string? movement, IReadOnlyList<string> reasons) =>
            Fail([.. reasons.Select(reason => new ScheduleError(line, movement, reason))]);

        public void Fail(IReadOnlyList<ScheduleError> errors)
        {
            Bad++;
            Errors.AddRange(errors);
        }
    }
}
