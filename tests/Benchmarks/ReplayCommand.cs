using System.Diagnostics;
using Qujiang.Routing.Engine;

namespace Qujiang.Benchmarks;

/// <summary>Answers a file of queries on a file of legs, so that anyone can check the engine against their own data.</summary>
internal static class ReplayCommand
{
    public static int Run(Options options)
    {
        var watch = Stopwatch.StartNew();
        var legs = LegsFile.Load(options.Text("legs"));
        var load = watch.Elapsed;
        var rows = QueriesFile.Read(options.Text("queries"));
        var queries = rows.Select(r => r.ToQuery(legs)).ToArray();
        Console.WriteLine(
            $"{legs.Legs} legs, {legs.Trips} trips, {legs.Terminals.Count} terminals, {legs.Timetable.LineCount} engine lines, {rows.Count} queries"
        );
        Console.WriteLine(
            $"load {load.TotalSeconds:F2} s (read {legs.ParseTime.TotalSeconds:F2} s, build {legs.BuildTime.TotalSeconds:F2} s, bounds {legs.BoundsTime.TotalSeconds:F2} s)"
        );

        var threads = options.Number("threads", 1);
        var answers = new Outcome[rows.Count][];
        var times = new double[rows.Count];
        var searches = Enumerable.Range(0, threads).Select(_ => new Search(legs.Timetable)).ToArray();
        RunOnce(searches, queries, times, answers);
        Console.WriteLine(
            $"{answers.Sum(a => (long)a.Length)} answers, {answers.Count(a => a.Length > 0)} queries reachable, most {answers.Max(a => a.Length)}"
        );
        Console.WriteLine(Effort(searches[0], queries));
        var best = Enumerable.Repeat(double.MaxValue, rows.Count).ToArray();
        for (var repeat = 1; repeat <= options.Number("repeat", 3); repeat++)
        {
            watch.Restart();
            var allocated = RunOnce(searches, queries, times, answers: null);
            var elapsed = watch.Elapsed;
            for (var i = 0; i < best.Length; i++)
            {
                best[i] = Math.Min(best[i], times[i]);
            }

            var reachable = times.Where((_, i) => answers[i].Length > 0);
            Console.WriteLine($"run {repeat} all       {new Statistics(times)}");
            Console.WriteLine($"run {repeat} reachable {new Statistics(reachable)}");
            Console.WriteLine(
                $"run {repeat} {rows.Count / elapsed.TotalSeconds:F0} searches/s on {threads} thread(s), {(double)allocated / rows.Count:F1} bytes allocated per query"
            );
        }

        Console.WriteLine($"least all       {new Statistics(best)}");
        Console.WriteLine($"least reachable {new Statistics(best.Where((_, i) => answers[i].Length > 0))}");
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"peak memory {process.PeakWorkingSet64 / 1048576.0:F0} MB");
        if (options.TextOrNone("out") is { } path)
        {
            QueriesFile.WriteAnswers(path, rows, answers);
        }

        return 0;
    }

    private static string Effort(Search search, Query?[] queries)
    {
        double created = 0;
        double expanded = 0;
        double lookedUp = 0;
        double dominated = 0;
        foreach (var query in queries.OfType<Query>())
        {
            search.Run(query);
            created += search.Counters.Created;
            expanded += search.Counters.Expanded;
            lookedUp += search.Counters.LookedUp;
            dominated += search.Counters.Dominated;
        }

        var n = queries.Length;
        return $"per query: {created / n:F1} labels, {expanded / n:F1} expanded, {lookedUp / n:F1} departures looked up, {dominated / n:F1} dominated";
    }

    /// <summary>Answers every query once and says how many bytes were allocated while doing so.</summary>
    private static long RunOnce(Search[] searches, Query?[] queries, double[] times, Outcome[][]? answers)
    {
        var allocated = new long[searches.Length];
        var threads = new Thread[searches.Length];
        for (var t = 0; t < threads.Length; t++)
        {
            var number = t;
            threads[t] = new Thread(() =>
            {
                var search = searches[number];
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = number; i < queries.Length; i += searches.Length)
                {
                    var start = Stopwatch.GetTimestamp();
                    var count = queries[i] is { } query ? search.Run(query) : 0;
                    times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
                    if (answers is not null)
                    {
                        answers[i] = count == 0 ? [] : search.Outcomes.ToArray();
                    }
                }

                allocated[number] = GC.GetAllocatedBytesForCurrentThread() - before;
            });
            threads[t].Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        return allocated.Sum();
    }
}
