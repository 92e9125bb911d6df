using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Qujiang.LegKernel.Schedules;

namespace Qujiang.Air.Schedules;

/// <summary>
/// Timetables as a schedule data set of chapter 7 of the IATA Standard Schedules Information Manual: records of 200 characters, a line each. What of them is read and written says the
/// README of this folder.
/// </summary>
public sealed class SsimSchedule(Flights flights) : ScheduleFormat
{
    /// <inheritdoc />
    public override string Name => "ssim";

    /// <inheritdoc />
    public override IReadOnlyList<string> MediaTypes { get; } = ["text/vnd.iata.ssim", "text/plain"];

    /// <inheritdoc />
    public override string? WhyNot(string lineId, int run, bool otherIds) =>
        flights.DesignatorOf(lineId, run) is null ? $"SSIM cannot express run {run} of {lineId}: it has no flight designator"
        : otherIds ? $"SSIM cannot express ids of {lineId} that are not of the form {lineId}-yyyyMMdd-{run}"
        : null;

    /// <inheritdoc />
    public override async IAsyncEnumerable<ScheduleRow> ReadAsync(
        Stream body,
        ScheduleContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var text = new TextSource(body);
        var reader = new SsimReader(flights);
        var (line, any) = (1, false);
        for (; await text.LineAsync(cancellationToken) is { } record; line = text.Line)
        {
            if (record.Length == 0)
                continue;
            if (!any && !record.StartsWith("1AIRLINE STANDARD SCHEDULE DATA SET", StringComparison.Ordinal))
                throw new ScheduleFileException(line, "a data set begins with the record 1AIRLINE STANDARD SCHEDULE DATA SET");
            any = true;
            if (record.Length != SsimRecord.Length)
            {
                if (reader.End() is { } before)
                    foreach (var row in Rows(before, context))
                        yield return row;
                yield return ScheduleRow.Bad(line, null, $"a record has {SsimRecord.Length} characters, this one {record.Length}");
                continue;
            }
            foreach (var part in reader.Take(new SsimRecord(line, record)))
            foreach (var row in Rows(part, context))
                yield return row;
        }
        if (!any)
            throw new ScheduleFileException(1, "a data set begins with the record 1AIRLINE STANDARD SCHEDULE DATA SET");
        if (reader.End() is { } last)
            foreach (var row in Rows(last, context))
                yield return row;
        if (reader.IsOpen)
            yield return ScheduleRow.Bad(line, null, "there is no trailer record: the file is cut off");
    }

    /// <inheritdoc />
    public override async Task WriteAsync(
        IAsyncEnumerable<StoredMovement> movements,
        PipeWriter output,
        ScheduleContext context,
        CancellationToken cancellationToken
    )
    {
        var writer = new SsimWriter(flights);
        await foreach (var movement in movements.WithCancellation(cancellationToken))
            writer.Add(movement.Movement);
        var text = new StringWriter();
        writer.Write(text, context.Now);
        await output.WriteTextAsync(text, flush: true, cancellationToken);
    }

    private IEnumerable<ScheduleRow> Rows((SsimFlight? Flight, ScheduleRow? Bad) part, ScheduleContext context)
    {
        if (part.Bad is { } bad)
            yield return bad;
        if (part.Flight is { } flight)
        {
            foreach (var movement in flight.Movements(flights, context.Now, context.HorizonDays))
                yield return ScheduleRow.Of(flight.Legs[0].Line, movement);
        }
    }
}
