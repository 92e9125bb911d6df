using Npgsql;
using NpgsqlTypes;
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
        var run = new Run(import.ImportId);
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
            if (row.Movement is { } movement && !run.Seen.TryAdd(movement.MovementId, row.Line))
                run.Fail(row.Line, movement.MovementId, [$"is in the file twice, first in line {run.Seen[movement.MovementId]}"]);
            else if (row.Movement is null)
                run.Fail(row.Errors);
            else
                portion.Add(row);
            if (portion.Count + run.Errors.Count >= options.Batch)
                await StageAsync(run, merge, portion, now, cancellationToken);
        }
        await StageAsync(run, merge, portion, now, cancellationToken);
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
                [.. portion.Select(r => r.Movement!.MovementId).Where(MovementMerge.IsId)],
                cancellationToken
            );
            var fresh = new List<ScheduleRow>(portion.Count);
            foreach (var row in portion)
            {
                var result = merge.Merge(row.Movement!, stored.GetValueOrDefault(row.Movement!.MovementId), now);
                if (result.Errors.Count > 0)
                    run.Fail(row.Line, row.Subject, result.Errors);
                else if (result.Draft is null)
                    run.Unchanged++;
                else
                    fresh.Add(row);
            }
            await CopyAsync(connection, run.ImportId, fresh, cancellationToken);
            run.Staged += fresh.Count;
        }
        portion.Clear();
        await store.AddErrorsAsync(run.ImportId, run.Errors, cancellationToken);
        run.Errors.Clear();
        if (!await store.ReadSoFarAsync(run.ImportId, run.Read, run.Bad, run.Unchanged, run.Staged, cancellationToken))
            throw new ScheduleFileException(0, "it came too slowly and was given up");
    }

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
            await copy.WriteAsync(row.Movement!.MovementId, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(row.Line, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(LegTypes.ToJson(row.Movement), NpgsqlDbType.Text, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private sealed class Run(Guid importId)
    {
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
