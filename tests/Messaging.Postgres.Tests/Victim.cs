using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Qujiang.Messaging.Postgres.Tests;

/// <summary>A service in a process of its own, to be killed: it commits messages as fast as it can and says which.</summary>
public static class Victim
{
    public const string Argument = "--victim";
    public const string EaterArgument = "--eater";

    public static async Task<int> RunAsync(string connectionString, string brokerUri)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        using var host = Bench.Build(dataSource, brokerUri, queues: null, settings: null);
        await host.StartAsync();
        var units = Bench.Units(host);
        for (var i = 0; ; i++)
        {
            await using var work = await units.BeginAsync();
            if (i % 5 == 4)
            {
                work.Publish(new Noted("never")); // and no commit
                continue;
            }

            var id = work.Publish(new Noted($"victim {i}"));
            await work.CommitAsync();
            Console.WriteLine(id);
        }
    }

    /// <summary>Eats the queue <c>batch.crash</c> in batches until it is killed.</summary>
    public static async Task<int> EatAsync(string connectionString, string brokerUri)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        using var host = Bench.Build(
            dataSource,
            brokerUri,
            m => Eater.Configure(m, "batch.crash"),
            settings: null,
            s => s.AddSingleton(new Eaten())
        );
        await host.RunAsync();
        return 0;
    }

    /// <summary>Starts the eater with a failpoint that kills it, and answers its exit code.</summary>
    public static async Task<int> EatUntilKilledAsync(string connectionString, string brokerUri, string failpointFile)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, Environment = { ["QJ_FAILPOINT_FILE"] = failpointFile } };
        foreach (var argument in new[] { "exec", typeof(Victim).Assembly.Location, EaterArgument, connectionString, brokerUri })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode;
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Starts it, lets it commit <paramref name="messages"/>, kills it with SIGKILL and returns the ids it said it had committed.</summary>
    public static async Task<HashSet<string>> RunAndKillAsync(string connectionString, string brokerUri, int messages)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { "exec", typeof(Victim).Assembly.Location, Argument, connectionString, brokerUri })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var committed = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            while (committed.Count < messages && await process.StandardOutput.ReadLineAsync() is { } id)
            {
                committed.Add(id);
            }
        }
        finally
        {
            process.Kill(); // SIGKILL on Linux
        }

        // Half a line may be left by the kill.
        while (await process.StandardOutput.ReadLineAsync() is { } id)
        {
            if (Guid.TryParse(id, out _))
            {
                committed.Add(id);
            }
        }

        await process.WaitForExitAsync();
        return committed;
    }
}
