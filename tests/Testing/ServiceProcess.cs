using System.Diagnostics;
using System.Globalization;

namespace Qujiang.Testing;

/// <summary>A service running as a process of its own, made to be killed and started again.</summary>
public sealed class ServiceProcess(string name, string project, int port, IReadOnlyDictionary<string, string> environment)
    : IAsyncDisposable
{
    private static readonly string Configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal)
        ? "Release"
        : "Debug";
    private readonly string log = Path.Combine(
        Path.GetTempPath(),
        string.Create(CultureInfo.InvariantCulture, $"qj-test-{Environment.ProcessId}-{name}-{port}.log")
    );
    private Process? process;

    public string Name => name;

    public Uri Url { get; } = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    public bool Running => process is { HasExited: false };

    /// <summary>Seconds of processor time since it was started last.</summary>
    public double ProcessorSeconds => ProcessorTime.OfProcess(process!.Id) ?? 0;

    public void Start()
    {
        var assembly = Repository.PathOf("services", project, "bin", Configuration, "net10.0", $"Qujiang.{project}.dll");
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = Path.GetDirectoryName(assembly)!, UseShellExecute = false };
        // exec, so that the process id is the service's own; the log is a file, so that it outlives a kill.
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec dotnet '{assembly}' >>'{log}' 2>&1");
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }
        start.Environment["ASPNETCORE_URLS"] = Url.ToString();
        // Else whoever is killed leaves the pipes of a debugger in the temporary folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start");
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    public string LogTail(int lines = 40) => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(lines)) : "(no log)";

    public async ValueTask DisposeAsync()
    {
        if (Running)
        {
            await KillAsync();
        }
        process?.Dispose();
        File.Delete(log);
    }
}
