using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Features;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Schedules;

/// <summary>Timetables as JSON: an array, or an object a line; each object is the body of <c>PUT /v1/movements/{id}</c> with its <c>movementId</c>.</summary>
public sealed partial class JsonSchedule : ScheduleFormat
{
    private static readonly JsonSerializerOptions Options = CreateOptions();

    /// <inheritdoc />
    public override string Name => "json";

    /// <inheritdoc />
    public override IReadOnlyList<string> MediaTypes { get; } = ["application/json", "application/x-ndjson", "application/ndjson"];

    /// <inheritdoc />
    public override async IAsyncEnumerable<ScheduleRow> ReadAsync(
        Stream body,
        ScheduleContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var text = new TextSource(body);
        var places = new Places(context.Module);
        await foreach (var item in JsonTexts.ReadAsync(text, cancellationToken))
            yield return item.Error is { } error ? ScheduleRow.Bad(item.Line, null, error) : Read(item, places);
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
        text.Write('[');
        var separator = "\n";
        await foreach (var movement in movements.WithCancellation(cancellationToken))
        {
            text.Write(separator);
            text.Write(JsonSerializer.Serialize(Item.Of(movement), Options));
            separator = ",\n";
            await output.WriteTextAsync(text, flush: false, cancellationToken);
        }
        text.Write("\n]\n");
        await output.WriteTextAsync(text, flush: true, cancellationToken);
    }

    private static ScheduleRow Read(JsonText json, Places places)
    {
        Item? item;
        try
        {
            item = JsonSerializer.Deserialize<Item>(json.Text, Options);
        }
        catch (JsonException wrong)
        {
            return ScheduleRow.Bad(json.Line, null, Explain(wrong));
        }
        var check = new Validator();
        var movement = item!.ToMovement(check, places);
        return check.IsValid
            ? ScheduleRow.Of(json.Line, movement)
            : new ScheduleRow(
                json.Line,
                item.MovementId,
                null,
                [.. check.Errors.Select(e => new ScheduleError(json.Line, item.MovementId, $"{e.Pointer?.TrimStart('/')} {e.Detail}"))]
            );
    }

    /// <summary>In the words of the file, not of the program.</summary>
    private static string Explain(JsonException wrong)
    {
        if (UnknownMember().Match(wrong.Message) is { Success: true } unknown)
            return $"there is no member '{Places.Shown(unknown.Groups["name"].Value)}'";
        if (wrong.InnerException is not null && wrong.InnerException.GetType().Name == "JsonReaderException")
            return "is not well-formed JSON";
        return $"{Places.Shown((wrong.Path ?? "$").TrimStart('$', '.'))} does not have the expected form".TrimStart();
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions();
        RestJson.Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped", RegexOptions.ExplicitCapture)]
    private static partial Regex UnknownMember();

    private sealed record Item(
        string? MovementId = null,
        string? LineId = null,
        int? Run = null,
        string? Vehicle = null,
        string? TariffId = null,
        IReadOnlyList<ItemCall>? Calls = null,
        IReadOnlyList<ItemSegment>? Segments = null,
        CargoRules? Rules = null,
        Provenance? Provenance = null
    )
    {
        public static Item Of(StoredMovement stored)
        {
            var m = stored.Movement;
            return new Item(
                m.MovementId,
                m.LineId,
                m.Run,
                m.Vehicle,
                m.TariffId,
                [
                    .. m.Calls.Select(c => new ItemCall(
                        c.Terminal,
                        c.Kind,
                        c.HandlingMinutes,
                        c.Arrival?.ToOffset(HubTime.Offset),
                        c.Departure?.ToOffset(HubTime.Offset),
                        c.Cutoff?.ToOffset(HubTime.Offset)
                    )),
                ],
                [
                    .. m.Segments.Select(s => new ItemSegment(
                        s.Km.ToString("0.############################", System.Globalization.CultureInfo.InvariantCulture),
                        ItemRoom(stored.Wanted[s.Index])
                    )),
                ],
                m.Rules,
                m.Provenance
            );
        }

        public ScheduledMovement ToMovement(Validator check, Places places)
        {
            check.Require(MovementId is not null, "movementId", "is missing");
            check.Require(LineId is not null, "lineId", "is missing");
            if (check.Require(Calls is { Count: >= 2 and <= 1000 }, "calls", "must be at least 2"))
                check.Require(
                    Segments is null || Segments.Count == Calls!.Count - 1,
                    "segments",
                    $"must be one fewer than the calls: {Calls!.Count - 1}"
                );
            check.Require(Calls?.Contains(null!) != true, "calls", "must not be null");
            check.Require(Segments?.Contains(null!) != true, "segments", "must not be null");
            if (!check.IsValid)
                return new ScheduledMovement("", "", 1, []);
            return new ScheduledMovement(
                MovementId!,
                LineId!,
                Run ?? 1,
                [.. Calls!.Select((c, i) => c.ToCall(i < Segments?.Count ? Segments[i] : null, places, check.At("calls").At(i)))],
                Vehicle,
                TariffId,
                Rules,
                Provenance
            );
        }

        private static RoomInput ItemRoom(CapacityVector room)
        {
            var view = RoomView.Of(room);
            return new RoomInput(view.Teu, view.Kg, view.Litres, view.ReeferPlugs, view.Uld);
        }
    }

    private sealed record ItemSegment(string? Km = null, RoomInput? Offered = null);

    private sealed record ItemCall(
        string? Terminal = null,
        CallKind? Kind = null,
        int? HandlingMinutes = null,
        DateTimeOffset? Arrival = null,
        DateTimeOffset? Departure = null,
        DateTimeOffset? Cutoff = null
    )
    {
        public ScheduledCall ToCall(ItemSegment? segment, Places places, Validator at)
        {
            if (places.Find(Terminal ?? "", out var reason) is not { } terminal)
                at.Error("terminal", $": {reason}");
            else
                return new ScheduledCall(
                    terminal,
                    Instant(Arrival, "arrival", at),
                    Instant(Departure, "departure", at),
                    Instant(Cutoff, "cutoff", at),
                    Kind,
                    HandlingMinutes,
                    Km(segment?.Km, at),
                    segment?.Offered?.ReadWhole(at.At("offered"))
                );
            return new ScheduledCall("", null, null);
        }

        private static DateTimeOffset? Instant(DateTimeOffset? value, string member, Validator at)
        {
            if (value is not { } instant)
                return null;
            at.Require(Instants.IsPlausible(instant), member, "must lie in the years 2000 to 2099");
            return instant.ToUniversalTime().AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
        }

        private static decimal? Km(string? text, Validator at)
        {
            if (text is null)
                return null;
            var read = decimal.TryParse(
                text,
                System.Globalization.NumberStyles.AllowDecimalPoint,
                System.Globalization.CultureInfo.InvariantCulture,
                out var km
            );
            at.Require(read && km is > 0 and <= 50_000, "km", "must be a decimal string above 0 and at most \"50000\"");
            return km;
        }
    }
}
