using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Qujiang.Testing;
using Shouldly;
using Xunit;

namespace Qujiang.Deploy.Tests;

/// <summary>What a newcomer does: up, look, up again, down. In a run directory and on ports of its own; a running house is left alone.</summary>
public sealed class UpAndDownTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string Mode = Environment.GetEnvironmentVariable("QJ_TEST_DOCKER") == "1" ? "--docker" : "--native";
    private readonly string run = Directory.CreateTempSubdirectory("qj-house-").FullName;
    private int portBase;

    public async ValueTask InitializeAsync() => portBase = await TestServices.FreePortsAsync(80);

    [Fact]
    public async Task Up_ends_with_quotes_and_down_leaves_nothing()
    {
        var up = await DeployAsync("up", Mode);
        up.ExitCode.ShouldBe(0, up.Output + up.Error);
        up.Output.ShouldContain("BLG-PRT");
        up.Output.ShouldContain("YSA-PRT");

        var first = await StatusAsync();
        first.GetProperty("ready").GetBoolean().ShouldBeTrue(first.ToString());
        var pids = Pids(first);
        pids.Keys.ShouldBe([.. House.Deployables, "postgres", "rabbitmq"], ignoreOrder: true);
        foreach (var (name, pid) in pids)
        {
            output.WriteLine($"{name}: {ResidentMegabytes(pid)} MB resident");
        }

        // Again: nothing is started a second time.
        (await DeployAsync("up", Mode, "--no-quote")).ExitCode.ShouldBe(0);
        Pids(await StatusAsync()).ShouldBe(pids, ignoreOrder: true);

        // A service that died is started again, the others are left alone.
        await Shell.RunAsync("kill", "-KILL", pids["rail"].ToString());
        if (Mode == "--native")
        {
            await Eventually.TrueAsync(async () => Health(await StatusAsync(), "rail") == "down", what: "rail being down");
        }
        (await DeployAsync("up", Mode, "--no-quote")).ExitCode.ShouldBe(0);
        var mended = Pids(await StatusAsync());
        mended["rail"].ShouldNotBe(pids["rail"]);
        mended["air"].ShouldBe(pids["air"]);

        var down = await DeployAsync("down");
        down.ExitCode.ShouldBe(0, down.Output + down.Error);
        foreach (var pid in mended.Values)
        {
            Lives(pid).ShouldBeFalse($"process {pid} is still there");
        }
        for (var port = portBase; port < portBase + 80; port++)
        {
            Listens(port).ShouldBeFalse($"something still listens on {port}");
        }
        LeftBehind().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_clear_line()
    {
        using var stranger = new TcpListener(IPAddress.Loopback, portBase + (Mode == "--native" ? 72 : 5));
        stranger.Start();
        var up = await DeployAsync("up", Mode, "--no-quote");
        up.ExitCode.ShouldBe(1);
        up.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith($"Port {((IPEndPoint)stranger.LocalEndpoint).Port}, meant for ");
    }

    public async ValueTask DisposeAsync()
    {
        await DeployAsync("reset", "--yes");
        Directory.Delete(run, recursive: true);
    }

    private async Task<Shell.Result> DeployAsync(string program, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        var result = await Shell.TryAsync(
            Repository.PathOf("deploy", program),
            arguments,
            new Dictionary<string, string> { ["QJ_RUN"] = run, ["QJ_PORT_BASE"] = portBase.ToString() },
            patience.Token
        );
        output.WriteLine(
            $"deploy/{program} {string.Join(' ', arguments)}: {clock.Elapsed.TotalSeconds:0.0} s\n{result.Output}{result.Error}"
        );
        return result;
    }

    private async Task<JsonElement> StatusAsync() => JsonDocument.Parse((await DeployAsync("status", "--json")).Output).RootElement;

    private static Dictionary<string, int> Pids(JsonElement status) =>
        status
            .GetProperty("services")
            .EnumerateArray()
            .ToDictionary(part => part.GetProperty("name").GetString()!, part => part.GetProperty("pid").GetInt32());

    private static string? Health(JsonElement status, string name) =>
        status
            .GetProperty("services")
            .EnumerateArray()
            .Single(part => part.GetProperty("name").GetString() == name)
            .GetProperty("health")
            .GetString();

    /// <summary>A process that has ended and waits for init to take note of it (state Z) lives no more.</summary>
    private static bool Lives(int pid) =>
        Read($"/proc/{pid}/stat") is { Length: > 0 } stat && stat[(stat.LastIndexOf(')') + 2)..][0] != 'Z';

    private static bool Listens(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Command lines of processes that speak of our run directory.</summary>
    private IEnumerable<string> LeftBehind() =>
        Directory
            .EnumerateDirectories("/proc")
            .Where(directory => int.TryParse(Path.GetFileName(directory), out var pid) && pid != Environment.ProcessId)
            .Select(directory => Read(Path.Combine(directory, "cmdline")).Replace('\0', ' '))
            .Where(line => line.Contains(run, StringComparison.Ordinal));

    private static long ResidentMegabytes(int pid) =>
        Read($"/proc/{pid}/status")
            .Split('\n')
            .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) / 1024)
            .FirstOrDefault();

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return ""; // it has ended meanwhile
        }
    }
}
