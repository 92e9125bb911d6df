using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Qujiang.Cli.Api;
using Qujiang.Cli.Grammar;
using Qujiang.Cli.Rendering;
using Spectre.Console;

namespace Qujiang.Cli.Commands;

/// <summary><c>qj movements --mode rail --from QZR-EST --date 2026-12-01</c>: what runs, and how much room it has.</summary>
internal static class MovementsCommand
{
    private static readonly string[] Timetabled = ["WATERWAY", "RAIL", "AIR"]; // roads have lanes and pools, no movements

    public static Command Build(CliHost host)
    {
        var mode = Arguments.Option<string>(
            "--mode",
            "One of waterway, rail, air; all three unless told. road: its pools of trucks.",
            ModeNames.Parse,
            "waterway, rail, road or air"
        );
        var from = Arguments.Option<PlaceSpec>("--from", "Calls at this terminal, and later ...", PlaceSpec.Parse, "a terminal code");
        var to = Arguments.Option<PlaceSpec>("--to", "... at this one.", PlaceSpec.Parse, "a terminal code");
        var line = new Option<string?>("--line") { Description = "Runs of this line.", HelpName = "LINE" };
        var date = Arguments.ValueOption<DateTimeOffset>(
            "--date",
            "Departing on this day; today unless told.",
            Day,
            "a date: 2026-12-01, +2d"
        );
        var json = new Option<bool>("--json") { Description = "Print the services' answers as JSON." };
        var max = new Option<int>("--max")
        {
            Description = "At most so many of each mode.",
            HelpName = "N",
            DefaultValueFactory = _ => 100,
        };
        var command = new Command("movements", "List dated runs with their times and free room.") { mode, from, to, line, date, max, json };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var day = (parsed.GetValue(date) ?? host.Time.GetUtcNow())
                    .ToOffset(Times.HubOffset)
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                var most = Math.Clamp(parsed.GetValue(max), 1, 10_000);
                var query = $"dateFrom={day}&dateTo={day}&limit={Math.Min(most, 200)}";
                if (parsed.GetValue(mode) == "ROAD")
                {
                    var pools = await Pages.AllAsync(new ApiClient(host, "road"), $"v1/pools?{query}", cancellation, most);
                    return Print(host, parsed.GetValue(json), pools, () => ShowPools(host.Output, pools, day));
                }
                query += parsed.GetValue(from)?.Terminal is { } f ? $"&from={Uri.EscapeDataString(f)}" : "";
                query += parsed.GetValue(to)?.Terminal is { } t ? $"&to={Uri.EscapeDataString(t)}" : "";
                query += parsed.GetValue(line) is { } l ? $"&line={Uri.EscapeDataString(l)}" : "";
                var found = new List<JsonElement>();
                foreach (var one in parsed.GetValue(mode) is { } only ? [only] : Timetabled)
                {
                    found.AddRange(
                        await Pages.AllAsync(new ApiClient(host, one.ToLowerInvariant()), $"v1/movements?{query}", cancellation, most)
                    );
                }
                return Print(host, parsed.GetValue(json), found, () => Show(host.Output, found, day));
            }
        );
        return command;

        DateTimeOffset? Day(string text) => Times.TryInstant(text, host.Time.GetUtcNow(), out var instant) ? instant : null;
    }

    private static int Print(CliHost host, bool json, List<JsonElement> items, Action show)
    {
        if (json)
        {
            host.Output.Raw(JsonSerializer.Serialize(items, WireJson.Indented));
        }
        else
        {
            show();
        }
        return ExitCode.Ok;
    }

    private static void ShowPools(IAnsiConsole console, List<JsonElement> pools, string day)
    {
        var table = Paper.Table(
            console,
            ("Pool of trucks", Justify.Left),
            ("Terminal", Justify.Left),
            ("Day", Justify.Left),
            ("Free", Justify.Right)
        );
        foreach (var pool in pools)
        {
            table.AddRow(
                Paper.Cell(pool.Text("poolId")),
                Paper.Cell(pool.Text("terminal")),
                Paper.Cell(pool.Text("day")),
                Paper.Cell(FactText.Free(pool))
            );
        }
        console.Write(table);
        console.Line($"{Words.Plural(pools.Count, "pool")} on {day}", Paper.Faint);
    }

    private static void Show(IAnsiConsole console, List<JsonElement> movements, string day)
    {
        var table = Paper.Table(
            console,
            ("Movement", Justify.Left),
            ("Departs", Justify.Left),
            ("Arrives", Justify.Left),
            ("Calls", Justify.Left),
            ("Free", Justify.Right),
            ("Status", Justify.Left)
        );
        foreach (var movement in movements.OrderBy(m => Calls(m).Select(c => c.Instant("departure")).FirstOrDefault()))
        {
            var calls = Calls(movement);
            var cargo = calls.Where(c => c.Text("kind") is "CARGO" or "").Select(c => c.Text("terminal"));
            var status = movement.Text("status");
            table.AddRow(
                Paper.Cell(movement.Text("movementId", "id")),
                Paper.Cell(Words.Moment(calls.Count > 0 ? calls[0].Instant("departure") : null)),
                Paper.Cell(Words.Moment(calls.Count > 0 ? calls[^1].Instant("arrival") : null)),
                Paper.Cell(string.Join(" > ", cargo)),
                Paper.Cell(FactText.Free(movement)),
                Paper.Cell(status.ToLowerInvariant(), status is "SCHEDULED" or "" ? Style.Plain : Paper.Warn)
            );
        }
        console.Write(table);
        console.Line($"{Words.Plural(movements.Count, "movement")} on {day}; times +08:00", Paper.Faint);
    }

    private static List<JsonElement> Calls(JsonElement movement) =>
        movement.TryGetProperty("calls", out var calls) && calls.ValueKind == JsonValueKind.Array ? [.. calls.EnumerateArray()] : [];
}
