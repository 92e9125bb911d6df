using System.Diagnostics;
using Qujiang.Routing.Engine;

namespace Qujiang.Benchmarks;

/// <summary>Searches per second on one core, with and without capacity updates and delays on the other.</summary>
internal static class UpdatesCommand
{
    public static int Run(Options options)
    {
        var legs = LegsFile.Load(options.Text("legs"));
        var queries = QueriesFile.Read(options.Text("queries")).Select(r => r.ToQuery(legs)).OfType<Query>().ToArray();
        var seconds = options.Number("seconds", 2);
        var (perSecond, delaysPerSecond) = (options.Number("updates", 50_000), options.Number("delays", 50));
        var quiet = new List<double>();
        var busy = new List<double>();
        var updater = new Updater(legs, options.Number("seed", 1));
        var search = new Search(legs.Timetable);
        var again = 0.0;
        Searches(search, queries, seconds, out _);
        for (var round = 0; round < options.Number("rounds", 5); round++)
        {
            quiet.Add(Searches(search, queries, seconds, out _));
            using var stop = new CancellationTokenSource();
            var thread = new Thread(() => updater.Run(perSecond, delaysPerSecond, stop.Token));
            thread.Start();
            busy.Add(Searches(search, queries, seconds, out var share));
            again = Math.Max(again, share);
            stop.Cancel();
            thread.Join();
        }

        quiet.Sort();
        busy.Sort();
        var (without, with) = (quiet[quiet.Count / 2], busy[busy.Count / 2]);
        Console.WriteLine($"without updates {without:F0} searches per second of processor time (median of {quiet.Count})");
        Console.WriteLine(
            $"with updates    {with:F0}, {100 * (1 - (with / without)):F1} % fewer; at most {100 * again:F2} % of them began again"
        );
        Console.WriteLine($"done meanwhile: {updater.UpdatesPerSecond:F0} updates/s, {updater.DelaysPerSecond:F1} delays/s");
        return 0;
    }

    /// <summary>Searches per second of the thread's processor time, so that other programs on the machine do not count as updates.</summary>
    private static double Searches(Search search, Query[] queries, int seconds, out double again)
    {
        var processor = ProcessorTime();
        var start = Stopwatch.GetTimestamp();
        var count = 0;
        long attempts = 0;
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            search.Run(queries[count++ % queries.Length]);
            attempts += search.Counters.Attempts;
        }

        again = ((double)attempts / count) - 1;
        return count / (ProcessorTime() - processor);
    }

    /// <summary>Seconds this thread has run so far.</summary>
    private static double ProcessorTime() => long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0]) / 1e9;

    private sealed class Updater(LegsFile legs, int seed)
    {
        private readonly Random random = new(seed);
        private long updates;
        private long delays;
        private double elapsed;

        public double UpdatesPerSecond => updates / elapsed;

        public double DelaysPerSecond => delays / elapsed;

        public void Run(int perSecond, int delaysPerSecond, CancellationToken stop)
        {
            var start = Stopwatch.GetTimestamp();
            var (done, late) = (0L, 0L);
            while (!stop.IsCancellationRequested)
            {
                var now = Stopwatch.GetElapsedTime(start).TotalSeconds;
                for (; done < now * perSecond; done++)
                {
                    Update();
                }

                for (; late < now * delaysPerSecond; late++)
                {
                    Delay();
                }

                // As a consumer of messages would: what has come in is done at once, then it waits for more.
                stop.WaitHandle.WaitOne(1);
            }

            updates += done;
            delays += late;
            elapsed += Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        private void Update()
        {
            var movement = new MovementIndex(random.Next(legs.Trips));
            var before = legs.Timetable.GetRemaining(movement, 0)!.Value;
            var change = random.Next(-2, 3);
            legs.Timetable.SetRemaining(movement, 0, before with { Teu100 = Math.Max(1, before.Teu100 + change) });
        }

        private void Delay()
        {
            var movement = new MovementIndex(random.Next(legs.Trips));
            var late = legs.Timetable.GetMovement(movement)!.Delayed(0, random.Next(1, 120) * 60);
            using var edit = legs.Timetable.Edit();
            edit.ReplaceMovement(movement, late.ToPlan());
            edit.Commit();
        }
    }
}
