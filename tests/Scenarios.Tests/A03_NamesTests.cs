using System.Diagnostics;
using Dapper;
using Npgsql;

namespace Qujiang.Scenarios.Tests;

/// <summary>A newcomer types in every name that is used for the hub, there and back: ports, reserve, land port, bonded site, airport, roads, corridors, provinces.</summary>
[Collection(nameof(HubCollection))]
public sealed class A03_NamesTests(Hub hub)
{
    [Fact]
    public async Task Every_name_has_a_way_there_and_back_by_the_modes_it_is_known_for()
    {
        var (exit, table, complaints) = await RunAsync("names");

        Hub.Report(table);
        complaints.ShouldBeEmpty();
        exit.ShouldBe(0);
        var rows = table.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToList();
        rows.Count.ShouldBeGreaterThan(25);
        rows.ShouldAllBe(row => !row.Contains("none", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_without_the_modes_it_is_known_for_is_told()
    {
        // At noon of the timetable's last day trucks still drive, and no barge or feeder reaches the sea any more.
        await using var waterway = new NpgsqlConnection(hub.DatabaseOf("waterway"));
        var last = await waterway.ExecuteScalarAsync<DateTime>("SELECT max(service_date) FROM leg.movement");
        var (exit, _, complaints) = await RunAsync("names", "--ready", $"{last:yyyy-MM-dd}T12:00:00+08:00");

        complaints.ShouldContain("nothing by WATERWAY from QJP-DLZ to BLG-PRT");
        exit.ShouldBe(1);
    }

    private async Task<(int Exit, string Output, string Complaints)> RunAsync(params string[] args)
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var client = Repository.PathOf("services", "Cli", "bin", configuration, "net10.0", "Qujiang.Cli.dll");
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var arg in args.Prepend(client))
        {
            start.ArgumentList.Add(arg);
        }
        start.Environment["QJ_TOKEN"] = hub.Token("names", "quotes:write");
        start.Environment["QJ_ROUTING_URL"] = hub.Service("routing").Url.ToString();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var complaints = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3)); // on a busy machine
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await complaints);
    }
}
