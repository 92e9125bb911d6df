using System.Diagnostics;
using System.Globalization;

namespace Qujiang.Benchmarks;

/// <summary>
/// Bookings a second, the commits and the processor time each of them takes, and what PostgreSQL alone does with these commits in the same run. It plays
/// the proof P7 of the scenarios in Release: the same house, the same claims. Run it in the repository's directory.
/// </summary>
internal static class BookingsCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false };
        foreach (
            var argument in "run -c Release --project tests/Scenarios.Tests -- --filter-class *P7_* --output Detailed --no-ansi".Split(' ')
        )
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["QJ_PROOF"] = "full";
        start.Environment["QJ_PROOF_COUNT"] = options.Number("count", 3_000).ToString(CultureInfo.InvariantCulture);
        using var scenario = Process.Start(start) ?? throw new IOException("dotnet did not start.");
        await scenario.WaitForExitAsync();
        return scenario.ExitCode;
    }
}
