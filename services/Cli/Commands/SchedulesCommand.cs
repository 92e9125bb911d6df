using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Qujiang.Cli.Api;
using Qujiang.Cli.Grammar;
using Qujiang.Cli.Rendering;

namespace Qujiang.Cli.Commands;

/// <summary><c>qj schedules import week.csv --mode rail</c> and <c>qj schedules export --mode rail</c>: timetables as files.</summary>
internal static class SchedulesCommand
{
    private const string Scope = "schedules:write";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // By the ending of the file's name.
    private static readonly Dictionary<string, string> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".csv"] = "csv",
        [".json"] = "json",
        [".ndjson"] = "json",
        [".ssim"] = "ssim",
        [".edi"] = "iftsai",
        [".edifact"] = "iftsai",
    };

    public static Command Build(CliHost host) =>
        new("schedules", "Timetables as files: CSV, JSON, SSIM (air), IFTSAI (waterway, rail).") { Import(host), Export(host) };

    private static Command Import(CliHost host)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The file; .csv, .json, .ndjson, .ssim and .edi say their format." };
        var mode = Mode();
        var format = Format();
        var all = new Option<bool>("--all") { Description = "The whole file or nothing; else what is valid is applied." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would happen and change nothing." };
        var replace = new Option<string[]>("--replace")
        {
            Description =
                "LINE,FROM..TO: what the file does not hold of this line on these days is cancelled; may be given again. The whole file or nothing.",
            HelpName = "LINE,FROM..TO",
        };
        var command = new Command("import", "Import a timetable.") { file, mode, format, all, dryRun, replace };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var path = parsed.GetValue(file)!;
                if (!path.Exists)
                {
                    throw new CliException(ExitCode.BadInput, $"There is no file {path.FullName}.");
                }
                var chosen =
                    parsed.GetValue(format)
                    ?? Formats.GetValueOrDefault(path.Extension)
                    ?? throw new CliException(
                        ExitCode.BadInput,
                        $"{path.Name} does not say its format: add --format csv, json, ssim or iftsai."
                    );
                var client = new ApiClient(host, parsed.GetValue(mode)!.ToLowerInvariant(), scope: Scope);
                await using var content = path.OpenRead();
                var replaces = parsed.GetValue(replace) ?? [];
                var query =
                    $"format={Uri.EscapeDataString(chosen)}&mode={(parsed.GetValue(all) || replaces.Length > 0 ? "all" : "valid")}"
                    + (parsed.GetValue(dryRun) ? "&dryRun=true" : "")
                    + string.Concat(replaces.Select(r => $"&replace={Uri.EscapeDataString(r)}"));
                var answer = await client.SendFileAsync($"v1/schedules/import?{query}", content, cancellation);
                return Show(host, await FollowAsync(host, client, answer, cancellation));
            }
        );
        return command;
    }

    private static Command Export(CliHost host)
    {
        var mode = Mode();
        var format = Format();
        var from = new Option<string?>("--from") { Description = "First day, 2026-12-01; today unless told.", HelpName = "DATE" };
        var to = new Option<string?>("--to") { Description = "Last day; no end unless told.", HelpName = "DATE" };
        var line = new Option<string?>("--line") { Description = "Of this line.", HelpName = "LINE" };
        var command = new Command("export", "Write a timetable to standard output.") { mode, format, from, to, line };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var client = new ApiClient(host, parsed.GetValue(mode)!.ToLowerInvariant(), scope: Scope);
                var query = $"format={Uri.EscapeDataString(parsed.GetValue(format) ?? "csv")}";
                foreach (
                    var (name, value) in new[]
                    {
                        ("from", parsed.GetValue(from)),
                        ("to", parsed.GetValue(to)),
                        ("line", parsed.GetValue(line)),
                    }
                )
                {
                    query += value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
                }
                using var response = await client.OpenAsync($"v1/schedules/export?{query}", cancellation);
                using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
                var block = new char[32 * 1024];
                while (await reader.ReadAsync(block, cancellation) is > 0 and var count)
                {
                    await host.Output.Profile.Out.Writer.WriteAsync(block.AsMemory(0, count), cancellation);
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    /// <summary>Shows how far it has come until it has come to its end.</summary>
    private static async Task<JsonElement> FollowAsync(CliHost host, ApiClient client, string answer, CancellationToken cancellation)
    {
        var shown = -1;
        while (true)
        {
            var import = JsonElement.Parse(answer);
            if (import.Text("state") is not ("READING" or "STAGED"))
            {
                return import;
            }
            var applied = Number(import, "applied");
            if (applied != shown)
            {
                host.Error.Line($"{Words(applied)} of {Words(Number(import, "good") - Number(import, "unchanged"))} applied", Paper.Faint);
                shown = applied;
            }
            await Task.Delay(Pause, host.Time, cancellation);
            answer = await client.GetAsync($"v1/schedules/imports/{import.Text("importId")}", cancellation);
        }
    }

    private static int Show(CliHost host, JsonElement import)
    {
        foreach (var error in import.GetProperty("errors").EnumerateArray())
        {
            host.Error.Line(
                $"line {error.GetProperty("line")}: {error.Text("movement")} {error.Text("reason")}".Replace(
                    ":  ",
                    ": ",
                    StringComparison.Ordinal
                ),
                Paper.Warn
            );
        }
        foreach (var taken in import.GetProperty("withdrawnTaken").EnumerateArray())
        {
            host.Error.Line($"{taken.GetString()}: room on it is held or sold; who holds it is told", Paper.Warn);
        }
        var tried = import.Text("state") == "CHECKED";
        if (!tried && import.Text("state") != "APPLIED")
        {
            throw new CliException(ExitCode.BadInput, $"Nothing was applied: {import.Text("message")}.");
        }
        host.Output.Line(
            $"{Words(Number(import, "read"))} movements read: {Words(Number(import, "created"))} made, {Words(Number(import, "changed"))} changed, "
                + $"{Words(Number(import, "unchanged"))} as they were, {Words(Number(import, "withdrawn"))} withdrawn, {Words(Number(import, "bad"))} bad"
        );
        if (tried)
        {
            host.Output.Line("A dry run: nothing was changed.");
        }
        return Number(import, "bad") > 0 ? ExitCode.BadInput : ExitCode.Ok;
    }

    private static Option<string?> Mode()
    {
        var mode = Arguments.Option<string>(
            "--mode",
            "waterway, rail or air: whose timetable.",
            ModeNames.Parse,
            "waterway, rail, road or air"
        );
        mode.Required = true;
        return mode;
    }

    private static Option<string?> Format() => new("--format") { Description = "csv, json, ssim or iftsai.", HelpName = "FORMAT" };

    private static int Number(JsonElement import, string name) => import.GetProperty(name).GetInt32();

    private static string Words(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
