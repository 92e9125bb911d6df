using System.Diagnostics;

namespace Qujiang.Booking.Tests.Simulation;

/// <summary>
/// The whole life of bookings under loss, delay, duplication, outages and crashes. <c>QJ_SIM_SEEDS</c> sets how many seeds are played (1,000 when unset),
/// <c>QJ_SIM_SEED</c> replays one.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Whatever_happens_nothing_is_oversold_nothing_stuck_and_everything_decided()
    {
        var one = Environment.GetEnvironmentVariable("QJ_SIM_SEED");
        var first = one is null ? 1 : int.Parse(one);
        var count = one is null ? int.Parse(Environment.GetEnvironmentVariable("QJ_SIM_SEEDS") ?? "1000") : 1;
        var clock = Stopwatch.StartNew();
        var steps = 0L;
        var endings = new Dictionary<string, int>();
        var (splits, whole) = (0, 0);
        for (var seed = first; seed < first + count; seed++)
        {
            var world = new World(seed);
            var broken = world.Play();
            steps += world.Steps;
            foreach (var kind in world.Endings)
            {
                endings[kind] = endings.GetValueOrDefault(kind) + 1;
            }

            splits += world.Splits.Count();
            whole += world.Splits.Count(s => s.All(p => p.EverConfirmed));
            broken.ShouldBeEmpty($"seed {seed}: replay it with QJ_SIM_SEED={seed}");
        }

        output.WriteLine(
            $"{count} seeds, {steps} steps in {clock.Elapsed.TotalSeconds:F1} s; {splits} splits, {whole} of them confirmed; {string.Join(", ", endings.OrderBy(e => e.Key).Select(e => $"{e.Value} {e.Key}"))}"
        );
    }
}
