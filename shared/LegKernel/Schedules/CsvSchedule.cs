using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Qujiang.LegKernel.Schedules;

/// <summary>Timetables as CSV (RFC 4180, UTF-8, with a header): a row for each call.</summary>
public sealed class CsvSchedule : ScheduleFormat
{
    /// <inheritdoc />
    public override string Name => "csv";

    /// <inheritdoc />
    public override IReadOnlyList<string> MediaTypes { get; } = ["text/csv"];

    /// <inheritdoc />
    public override async IAsyncEnumerable<ScheduleRow> ReadAsync(
        Stream body,
        ScheduleContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var text = new TextSource(body);
        var places = new Places(context.Module);
        Dictionary<string, int>? columns = null;
        var pending = new List<CsvFields>();
        await foreach (var record in CsvRecords.ReadAsync(text, cancellationToken))
        {
            if (columns is null)
            {
                columns = Header(record);
                continue;
            }
            if (record.Error is not null || record.Fields.Count != columns.Count)
            {
                var reason = record.Error ?? $"has {record.Fields.Count} fields, the header has {columns.Count}";
                // A call that is lost must not make a shorter movement: what was begun is bad as a whole.
                var subject = pending.Count > 0 ? pending[0]["movement"] : null;
                pending.Clear();
                yield return ScheduleRow.Bad(record.Line, subject, reason);
                continue;
            }
            var row = new CsvFields(record.Line, columns, record.Fields);
            if (row["movement"] is null)
            {
                pending.Clear();
                yield return ScheduleRow.Bad(record.Line, null, "movement is missing");
                continue;
            }
            if (pending.Count > 0 && pending[0]["movement"] != row["movement"])
            {
                yield return CsvMovement.Read(pending, places);
                pending.Clear();
            }
            if (pending.Count < 1000)
                pending.Add(row);
        }
        if (columns is null)
            throw new ScheduleFileException(1, "there is no header");
        if (pending.Count > 0)
            yield return CsvMovement.Read(pending, places);
    }

    /// <inheritdoc />
    public override async Task WriteAsync(
        IAsyncEnumerable<StoredMovement> movements,
        PipeWriter output,
        ScheduleContext context,
        CancellationToken cancellationToken
    )
    {
        var text = new StringWriter { NewLine = "\n" };
        text.WriteLine(string.Join(',', CsvColumns.All));
        await foreach (var movement in movements.WithCancellation(cancellationToken))
        {
            CsvMovement.Write(movement, text);
            await output.WriteTextAsync(text, flush: false, cancellationToken);
        }
        await output.WriteTextAsync(text, flush: true, cancellationToken);
    }

    private static Dictionary<string, int> Header(CsvRecord record)
    {
        if (record.Error is { } error)
            throw new ScheduleFileException(record.Line, error);
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, field) in record.Fields.Index())
        {
            var name = field.Trim().ToLowerInvariant();
            if (!CsvColumns.All.Contains(name))
                throw new ScheduleFileException(record.Line, $"there is no column '{Places.Shown(field)}'");
            if (!columns.TryAdd(name, i))
                throw new ScheduleFileException(record.Line, $"column {name} occurs twice");
        }
        if (CsvColumns.Required.Where(c => !columns.ContainsKey(c)).ToList() is { Count: > 0 } missing)
            throw new ScheduleFileException(record.Line, $"column {string.Join(", ", missing)} is missing");
        return columns;
    }
}
