using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Qujiang.Routing.Engine;

namespace Qujiang.Benchmarks;

/// <summary>The engine's operations under BenchmarkDotNet, on the files that QJ_LEGS and QJ_QUERIES name.</summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private LegsFile legs = null!;
    private Query[] queries = [];
    private Search search = null!;
    private MovementInfo movement = null!;
    private int next;

    public static int Run(string legs, string queries)
    {
        Environment.SetEnvironmentVariable("QJ_LEGS", legs);
        Environment.SetEnvironmentVariable("QJ_QUERIES", queries);
        var job = Job.Default.WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(10), logOutput: false));
        BenchmarkRunner.Run<EngineBenchmarks>(DefaultConfig.Instance.AddJob(job));
        return 0;
    }

    [GlobalSetup]
    public void Load()
    {
        legs = LegsFile.Load(Environment.GetEnvironmentVariable("QJ_LEGS")!);
        queries = [.. QueriesFile.Read(Environment.GetEnvironmentVariable("QJ_QUERIES")!).Select(r => r.ToQuery(legs)).OfType<Query>()];
        search = new Search(legs.Timetable);
        movement = legs.Timetable.GetMovement(new(0))!;
        foreach (var query in queries)
        {
            search.Run(query);
        }
    }

    [Benchmark]
    public int OneSearch() => search.Run(queries[next++ % queries.Length]);

    [Benchmark]
    public int WeekOfDepartures() => search.RunRange(queries[next++ % queries.Length], 7 * 86_400);

    [Benchmark]
    public bool CapacityUpdate() => legs.Timetable.SetRemaining(new(next++ % legs.Trips), 0, new(Teu100: next % 100));

    [Benchmark]
    public void Reschedule()
    {
        using var edit = legs.Timetable.Edit();
        edit.ReplaceMovement(new(0), movement.Delayed(0, next++ % 3600).ToPlan());
        edit.Commit();
    }
}
