using System.Globalization;
using System.Text.RegularExpressions;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.LegKernel.Schedules.Edifact;

/// <summary>Makes a movement of an IFTSAI message.</summary>
internal sealed partial class IftsaiReader(string prefix, LegModule module, Places places)
{
    private const string Pass = "92";

    // 3227: departure, destination, loading, discharge, transhipment, last, next and previous port of call, port of call; and routing.
    private static readonly HashSet<string> CallQualifiers = new(
        ["5", "8", "9", "11", "13", "60", "61", "94", "125", "153", Pass],
        StringComparer.Ordinal
    );

    public ScheduleRow Read(IReadOnlyList<EdifactSegment> message)
    {
        var (head, trailer) = (message[0], message[^1]);
        var (errors, parts) = (new List<ScheduleError>(), new Parts());
        if (WrongMessage(head) is { } wrong)
            return ScheduleRow.Bad(head.Line, null, wrong);
        if (trailer[0, 0] != message.Count.ToString(CultureInfo.InvariantCulture))
            Error(trailer, $"UNT counts '{Places.Shown(trailer[0, 0])}' segments, there are {message.Count}");
        if (trailer[1, 0] != head[0, 0])
            Error(trailer, $"UNT ends message '{Places.Shown(trailer[1, 0])}', not '{Places.Shown(head[0, 0])}'");

        foreach (var segment in message.Skip(1).SkipLast(1))
            Take(segment, parts, Error);
        if (parts.Transport is not { } transport)
        {
            Error(head, "there is no TDT");
            return new ScheduleRow(head.Line, parts.Id, null, errors);
        }

        var id = parts.Id ?? Named(transport[1, 0]);
        if (id is null)
            Error(transport, "neither RFF+ABO nor the conveyance reference in TDT names the movement");
        var (line, run) = LineOf(parts, id ?? "", transport);
        if (parts.Cancels && id is not null && errors.Count == 0)
            return ScheduleRow.Cancel(head.Line, id);
        if (line is null)
            Error(transport, "neither RFF+ZZZ nor the means of transport in TDT names the line");
        if (parts.Calls.Count < 2)
            Error(transport, "there are fewer than two calls (LOC)");
        return errors.Count > 0
            ? new ScheduleRow(head.Line, id, null, errors)
            : ScheduleRow.Of(
                head.Line,
                new ScheduledMovement(
                    id!,
                    line!,
                    run,
                    [.. parts.Calls.Select((c, i) => c.ToCall(i == 0, i == parts.Calls.Count - 1))],
                    VehicleOf(transport)
                )
            );

        void Error(EdifactSegment at, string reason) => errors.Add(new ScheduleError(at.Line, parts.Id, reason));
    }

    private static string? WrongMessage(EdifactSegment head)
    {
        if (head[1, 0] != "IFTSAI")
            return $"message '{Places.Shown(head[1, 0])}' is not IFTSAI";
        if (head[1, 1] != "D" || Release().Match(head[1, 2]) is not { Success: true } release)
            return $"directory '{Places.Shown($"{head[1, 1]}.{head[1, 2]}")}' is not D.96B or later";
        var year = int.Parse(release.Groups["year"].Value, CultureInfo.InvariantCulture);
        return year is > 50 and < 96 || (year == 96 && release.Groups["letter"].Value == "A")
            ? $"directory D.{head[1, 2]} is older than D.96B"
            : null;
    }

    private void Take(EdifactSegment segment, Parts parts, Action<EdifactSegment, string> error)
    {
        switch (segment.Tag)
        {
            // 1225: cancellation. Change (4), replace (5), original (9) and others tell the movement as it is to be.
            case "BGM" when segment[2, 0] == "1":
                parts.Cancels = true;
                break;
            case "BGM" when segment[2, 0] == "3":
                error(segment, "BGM function 3 (deletion) says nothing about the whole movement: 1 cancels it, 5 replaces it");
                break;
            case "RFF" when segment[0, 0] == "ABO":
                parts.Id = Id(segment[0, 1]);
                if (parts.Id is null)
                    error(segment, $"RFF+ABO '{Places.Shown(segment[0, 1])}' is not an id");
                break;
            case "RFF" when segment[0, 0] == "ZZZ":
                parts.Line = Id(segment[0, 1]);
                parts.Run = int.TryParse(segment[0, 2], NumberStyles.None, CultureInfo.InvariantCulture, out var run) ? run : 1;
                if (parts.Line is null)
                    error(segment, $"RFF+ZZZ '{Places.Shown(segment[0, 1])}' is not an id");
                break;
            case "TDT" when parts.Transport is null:
                parts.Transport = segment;
                break;
            case "TDT":
                error(segment, "a second TDT: a message is about one movement here");
                break;
            case "LOC" when parts.Transport is not null && CallQualifiers.Contains(segment[0, 0]):
                TakePlace(segment, parts, error);
                break;
            case "LOC":
                parts.Open = null;
                break;
            case "DTM" when parts.Open is { } call:
                TakeTime(segment, call, error);
                break;
        }
    }

    /// <summary>A place is named by the terminal (related location one) or by the UN/LOCODE. The same place twice in a row, once for each of its times, is one call.</summary>
    private void TakePlace(EdifactSegment segment, Parts parts, Action<EdifactSegment, string> error)
    {
        var terminal = Terminals.Hub.Find(segment[2, 0])?.Code.Value;
        string? reason = null;
        terminal ??= places.Find(segment[1, 0], out reason);
        if (terminal is null)
            error(segment, $"LOC+{segment[0, 0]}: {reason}");
        if (terminal is not null && parts.Calls is [.., var last] && last.Terminal == terminal)
            parts.Open = last;
        else
            parts.Calls.Add(parts.Open = new OpenCall(terminal ?? "", segment[0, 0] == Pass));
    }

    private static void TakeTime(EdifactSegment segment, OpenCall call, Action<EdifactSegment, string> error)
    {
        var qualifier = segment[0, 0];
        // 2005: arrival, departure (estimated or scheduled), closing. Others are passed over.
        if (qualifier is not ("132" or "232" or "133" or "189" or "180"))
            return;
        if (Time(segment[0, 1], segment[0, 2]) is not { } time)
        {
            error(
                segment,
                $"DTM+{qualifier} '{Places.Shown($"{segment[0, 1]}:{segment[0, 2]}")}' is not a local time in format 203 (CCYYMMDDHHMM) or 204"
            );
            return;
        }
        if (qualifier is "132" or "232")
            call.Arrival = time;
        else if (qualifier == "180")
            call.Cutoff = time;
        else
            call.Departure = time;
    }

    /// <summary>Format 203 and 204 have no zone: they are local times, here of the hub.</summary>
    private static DateTimeOffset? Time(string text, string format)
    {
        var pattern = format switch
        {
            "203" => "yyyyMMddHHmm",
            "204" => "yyyyMMddHHmmss",
            _ => null,
        };
        return
            pattern is not null
            && DateTime.TryParseExact(text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && local.Year is >= 2000 and < 2100
            ? new DateTimeOffset(local, HubTime.Offset).ToUniversalTime()
            : null;
    }

    private (string? Line, int Run) LineOf(Parts parts, string id, EdifactSegment transport) =>
        parts.Line is { } line ? (line, parts.Run)
        : Usual().Match(id) is { Success: true } usual
            ? (usual.Groups["line"].Value, int.Parse(usual.Groups["run"].Value, CultureInfo.InvariantCulture))
        : (Named(transport[7, 0]) ?? Named(transport[4, 0]), 1);

    /// <summary>The means of transport is a vehicle class where it says so, or where one is called so.</summary>
    private string? VehicleOf(EdifactSegment transport)
    {
        var name = transport[7, 3];
        return transport[7, 1] == IftsaiWriter.VehicleClass || module.Schedules.Vehicles.ContainsKey(name) ? name : null;
    }

    private string? Named(string text) => text.Length > 0 ? Id($"{prefix}-{text}") : null;

    private static string? Id(string text) => text.Trim().ToUpperInvariant() is var id && SeedRules.IsId(id) ? id : null;

    [GeneratedRegex("^(?<year>[0-9]{2})(?<letter>[A-B])$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Release();

    [GeneratedRegex("^(?<line>.+)-[0-9]{8}-(?<run>[0-9]{1,3})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Usual();

    private sealed class Parts
    {
        public bool Cancels { get; set; }

        public string? Id { get; set; }

        public string? Line { get; set; }

        public int Run { get; set; } = 1;

        public EdifactSegment? Transport { get; set; }

        public List<OpenCall> Calls { get; } = [];

        public OpenCall? Open { get; set; }
    }

    private sealed class OpenCall(string terminal, bool pass)
    {
        public string Terminal { get; } = terminal;

        public DateTimeOffset? Arrival { get; set; }

        public DateTimeOffset? Departure { get; set; }

        public DateTimeOffset? Cutoff { get; set; }

        /// <summary>A carrier's file also has the arrival at its first port and the departure from its last, which are not part of the way.</summary>
        public ScheduledCall ToCall(bool first, bool last) =>
            new(
                Terminal,
                first ? null : Arrival,
                last ? null : Departure,
                last || pass ? null : Cutoff,
                pass ? CallKind.Pass : CallKind.Cargo
            );
    }
}
