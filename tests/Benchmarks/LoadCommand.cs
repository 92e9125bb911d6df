using System.Diagnostics;

namespace Qujiang.Benchmarks;

/// <summary>How long a file takes to load, and how much memory it takes then.</summary>
internal static class LoadCommand
{
    public static int Run(Options options)
    {
        var watch = Stopwatch.StartNew();
        var legs = LegsFile.Load(options.Text("legs"));
        Console.WriteLine(
            $"load {watch.Elapsed.TotalSeconds:F2} s (read {legs.ParseTime.TotalSeconds:F2} s, build {legs.BuildTime.TotalSeconds:F2} s, bounds {legs.BoundsTime.TotalSeconds:F2} s)"
        );
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            $"processor time {process.TotalProcessorTime.TotalSeconds:F2} s, peak memory {process.PeakWorkingSet64 / 1048576.0:F0} MB"
        );
        GC.Collect();
        Console.WriteLine($"live after loading {GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:F0} MB");
        GC.KeepAlive(legs);
        return 0;
    }
}
