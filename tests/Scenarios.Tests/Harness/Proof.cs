using System.Diagnostics;
using System.Globalization;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>
/// How large a proof is played: in seconds by default, in full with <c>QJ_PROOF=full</c>. What is claimed is the same; only the numbers grow.
/// </summary>
public static class Proof
{
    public static bool Full { get; } = Environment.GetEnvironmentVariable("QJ_PROOF") == "full";

    /// <summary>Draws samples and orders; <c>QJ_PROOF_SEED</c> replays one.</summary>
    public static int Seed { get; } =
        Environment.GetEnvironmentVariable("QJ_PROOF_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Environment.TickCount & 0xffff;

    public static int Size(int brief, int full) => Full ? full : brief;

    /// <summary>As <see cref="Size"/>, of what is counted; <c>QJ_PROOF_COUNT</c> gives another number.</summary>
    public static int Count(int brief, int full) =>
        Environment.GetEnvironmentVariable("QJ_PROOF_COUNT") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Size(brief, full);

    /// <summary>A measured line, with how busy the machine was: a time without that says little.</summary>
    public static void Report(string line)
    {
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
        Hub.Report($"{line} [{Environment.ProcessorCount} cores, load {load}]");
    }

    /// <summary>Seconds with one decimal.</summary>
    public static string Seconds(this Stopwatch clock) => clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
