using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Qujiang.Network;

namespace Qujiang.LegKernel.Schedules.Edifact;

/// <summary>
/// Timetables as UN/EDIFACT interchanges of IFTSAI messages (forwarding and transport schedule and availability information, directory D.96B or later): one message for each
/// movement, as carriers send one for each voyage. What of it is read and written says the README of this folder.
/// </summary>
/// <param name="prefix">Head of the ids of what others name: <c>WW</c> makes of voyage <c>026W</c> the movement <c>WW-026W</c>.</param>
/// <param name="transportMode">Code of the mode of transport (UN/ECE recommendation 19), in TDT.</param>
public sealed class IftsaiSchedule(string prefix, string transportMode) : ScheduleFormat
{
    private const int MostSegments = 2000;

    /// <inheritdoc />
    public override string Name => "iftsai";

    /// <inheritdoc />
    public override IReadOnlyList<string> MediaTypes { get; } = ["application/edifact"];

    /// <inheritdoc />
    public override string? WhyNot(string lineId, int run, bool otherIds) =>
        lineId.Length > 35 ? $"IFTSAI cannot express the line {lineId}: it has more than 35 characters" : null;

    /// <inheritdoc />
    public override async IAsyncEnumerable<ScheduleRow> ReadAsync(
        Stream body,
        ScheduleContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var text = new TextSource(body);
        var reader = new IftsaiReader(prefix, context.Module, new Places(context.Module));
        var (begun, ended, messages) = (false, false, 0);
        var message = new List<EdifactSegment>();
        await foreach (var segment in EdifactSegments.ReadAsync(text, cancellationToken))
        {
            if (!begun && segment.Tag != "UNB")
                throw new ScheduleFileException(segment.Line, "an interchange begins with UNB");
            if (segment.Error is { } error)
            {
                message.Clear();
                yield return ScheduleRow.Bad(segment.Line, null, error);
                continue;
            }
            switch (segment.Tag)
            {
                case "UNB":
                    (begun, ended, messages) = (true, false, 0);
                    break;
                case "UNG" or "UNE":
                    break;
                case "UNZ":
                    if (message.Count > 0)
                        yield return ScheduleRow.Bad(message[0].Line, null, "the message that begins here has no UNT");
                    if (segment[0, 0] != messages.ToString(CultureInfo.InvariantCulture))
                        yield return ScheduleRow.Bad(
                            segment.Line,
                            null,
                            $"UNZ counts '{Places.Shown(segment[0, 0])}' messages, there are {messages}"
                        );
                    message.Clear();
                    ended = true;
                    break;
                case "UNH":
                    if (message.Count > 0)
                        yield return ScheduleRow.Bad(message[0].Line, null, "the message that begins here has no UNT");
                    message.Clear();
                    message.Add(segment);
                    messages++;
                    break;
                case "UNT" when message.Count > 0:
                    message.Add(segment);
                    yield return reader.Read(message);
                    message.Clear();
                    break;
                default:
                    if (message.Count == 0)
                        yield return ScheduleRow.Bad(segment.Line, null, $"{Places.Shown(segment.Tag)} stands outside of a message");
                    else if (message.Count < MostSegments)
                        message.Add(segment);
                    break;
            }
        }
        if (!begun)
            throw new ScheduleFileException(1, "an interchange begins with UNB");
        if (!ended)
            yield return ScheduleRow.Bad(text.Line, null, "the interchange has no UNZ: the file is cut off");
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
        var now = HubTime.ToHub(context.Now);
        var reference = now.ToString("yyMMddHHmmss", CultureInfo.InvariantCulture);
        var writer = new IftsaiWriter(text, transportMode);
        text.WriteLine("UNA:+.? '");
        writer.Segment(
            "UNB",
            ["UNOC", "3"],
            [$"QUJIANG-{context.Module.Service.ToUpperInvariant()}", "ZZZ"],
            ["RECEIVER", "ZZZ"],
            [now.ToString("yyMMdd", CultureInfo.InvariantCulture), now.ToString("HHmm", CultureInfo.InvariantCulture)],
            [reference]
        );
        var count = 0;
        await foreach (var movement in movements.WithCancellation(cancellationToken))
        {
            writer.Message(movement.Movement, ++count, now);
            await output.WriteTextAsync(text, flush: false, cancellationToken);
        }
        writer.Segment("UNZ", [count.ToString(CultureInfo.InvariantCulture)], [reference]);
        await output.WriteTextAsync(text, flush: true, cancellationToken);
    }
}
