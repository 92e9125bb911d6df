using System.CommandLine;
using System.Text.Json;
using Qujiang.Cli.Api;
using Qujiang.Cli.Rendering;
using Spectre.Console;

namespace Qujiang.Cli.Commands;

/// <summary><c>qj status</c>: is each service ready, and how fresh is what Routing knows.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Build(CliHost host)
    {
        var command = new Command("status", "Ask every service whether it is ready.");
        command.SetAction(async (_, cancellation) => await RunAsync(host, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CliHost host, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(CliHost.Services.Select(service => AskAsync(host, service, cancellation)));
        var table = Paper.Table(
            host.Output,
            ("Service", Justify.Left),
            ("Address", Justify.Left),
            ("State", Justify.Left),
            ("Detail", Justify.Left)
        );
        foreach (var (service, state, detail) in answers)
        {
            var style = state switch
            {
                "healthy" => Paper.Good,
                "degraded" => Paper.Warn,
                _ => Paper.Bad,
            };
            table.AddRow(
                Paper.Cell(service),
                Paper.Cell(host.Url(service).ToString().TrimEnd('/')),
                Paper.Cell(state, style),
                Paper.Cell(detail)
            );
        }
        host.Output.Write(table);
        await ShowModesAsync(host, cancellation);
        return answers.All(a => a.State is "healthy" or "degraded") ? ExitCode.Ok : ExitCode.Unavailable;
    }

    /// <summary>What Routing knows of each mode. Health is open to all, this needs a token; without one it is left out.</summary>
    private static async Task ShowModesAsync(CliHost host, CancellationToken cancellation)
    {
        JsonElement network;
        try
        {
            network = JsonElement.Parse(await new ApiClient(host, "routing").GetAsync("v1/network/status", cancellation));
        }
        catch (Exception e) when (e is CliException or JsonException)
        {
            return;
        }
        var table = Paper.Table(
            host.Output,
            ("Mode", Justify.Left),
            ("Timetable", Justify.Left),
            ("As of", Justify.Left),
            ("Movements", Justify.Right),
            ("Lanes", Justify.Right),
            ("Detail", Justify.Left)
        );
        foreach (var mode in network.TryGetProperty("modes", out var modes) ? modes.EnumerateArray() : default)
        {
            var state = mode.Text("status");
            table.AddRow(
                Paper.Cell(mode.Text("mode").ToLowerInvariant()),
                Paper.Cell(state.ToLowerInvariant(), state == "LIVE" ? Paper.Good : Paper.Warn),
                Paper.Cell(Words.Moment(mode.Instant("asOf"), "dd MMM HH:mm:ss")),
                Paper.Cell(Words.Number(mode.Text("movements"))),
                Paper.Cell(Words.Number(mode.Text("lanes"))),
                Paper.Cell(mode.Text("detail"))
            );
        }
        host.Output.Write(table);
    }

    private static async Task<(string Service, string State, string Detail)> AskAsync(
        CliHost host,
        string service,
        CancellationToken cancellation
    )
    {
        using var limit = new CancellationTokenSource(Patience, host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var response = await host.Http.GetAsync(new Uri(host.Url(service), "health/ready"), either.Token);
            var health = JsonElement.Parse(await response.Content.ReadAsStringAsync(either.Token));
            var amiss = health.TryGetProperty("checks", out var checks)
                ? checks
                    .EnumerateArray()
                    .Where(c => c.Text("status") != "healthy")
                    .Select(c => $"{c.Text("name")}: {(c.Text("detail") is { Length: > 0 } why ? why : c.Text("status"))}")
                : [];
            return (service, health.Text("status"), string.Join("; ", amiss));
        }
        catch (HttpRequestException e)
        {
            return (service, "away", e.InnerException?.Message ?? e.Message);
        }
        catch (JsonException)
        {
            return (service, "unknown", "It does not answer like a service of ours.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (service, "away", $"no answer within {Patience.TotalSeconds:0} s");
        }
    }
}
