using System.CommandLine;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Qujiang.Cli.Api;
using Qujiang.Cli.Grammar;
using Qujiang.Cli.Rendering;

namespace Qujiang.Cli.Commands;

/// <summary><c>qj watch</c>: facts as Routing applies them, until Ctrl-C; reconnects by itself.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static Command Build(CliHost host)
    {
        var mode = Arguments.Option<string>("--mode", "Only this mode.", ModeNames.Parse, "waterway, rail, road or air");
        var count = new Option<int?>("--count") { Description = "Stop after so many.", HelpName = "N" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line, with type and event." };
        var command = new Command("watch", "Show capacity and timetable facts live.") { mode, count, json };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(host, parsed.GetValue(mode), parsed.GetValue(count) ?? int.MaxValue, parsed.GetValue(json), cancellation)
        );
        return command;
    }

    private static async Task<int> RunAsync(CliHost host, string? mode, int count, bool json, CancellationToken cancellation)
    {
        var path = "v1/events" + (mode is null ? "" : $"?mode={mode}");
        var connected = false;
        while (true)
        {
            try
            {
                using var response = await new ApiClient(host, "routing").OpenAsync(path, cancellation);
                if (!connected)
                {
                    host.Error.Line($"Watching {new Uri(host.Url("routing"), path)}; Ctrl-C ends it", Paper.Faint);
                    connected = true;
                }
                await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
                await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellation))
                {
                    if (Show(host, item, json) && --count <= 0)
                    {
                        return ExitCode.Ok;
                    }
                }
            }
            catch (CliException e) when (connected && e.ExitCode == ExitCode.Unavailable)
            {
                // It was there a moment ago and will be again.
            }
            catch (Exception e) when (connected && e is IOException or HttpRequestException) { }
            host.Error.Line("The stream ended; connecting again", Paper.Faint);
            await Task.Delay(Pause, host.Time, cancellation);
        }
    }

    private static bool Show(CliHost host, SseItem<string> item, bool json)
    {
        if (!item.EventType.StartsWith("qujiang.", StringComparison.Ordinal))
        {
            return false; // a heartbeat
        }
        JsonElement fact;
        try
        {
            fact = JsonElement.Parse(item.Data);
        }
        catch (JsonException)
        {
            return false;
        }
        host.Output.Raw(
            json
                ? JsonSerializer.Serialize(
                    new Dictionary<string, object>(StringComparer.Ordinal) { ["type"] = item.EventType, ["event"] = fact }
                )
                : FactText.Line(item.EventType, fact)
        );
        return true;
    }
}
