using System.Diagnostics;
using Qujiang.Routing.Engine;

namespace Qujiang.Benchmarks;

/// <summary>A search for the best departures of a week against one search.</summary>
internal static class RangeCommand
{
    public static int Run(Options options)
    {
        var legs = LegsFile.Load(options.Text("legs"));
        var window = options.Number("days", 7) * 86_400;
        var queries = QueriesFile.Read(options.Text("queries")).Select(r => r.ToQuery(legs)).OfType<Query>().ToArray();
        var search = new Search(legs.Timetable);
        var single = Enumerable.Repeat(double.MaxValue, queries.Length).ToArray();
        var range = Enumerable.Repeat(double.MaxValue, queries.Length).ToArray();
        var answers = new int[queries.Length];
        var rangeAnswers = new int[queries.Length];
        for (var repeat = 0; repeat < options.Number("repeat", 5); repeat++)
        {
            for (var i = 0; i < queries.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                answers[i] = search.Run(queries[i]);
                single[i] = Math.Min(single[i], Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                start = Stopwatch.GetTimestamp();
                rangeAnswers[i] = search.RunRange(queries[i], window);
                range[i] = Math.Min(range[i], Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
        }

        var reachable = Enumerable.Range(0, queries.Length).Where(i => rangeAnswers[i] > 0).ToArray();
        Console.WriteLine(
            $"one search {new Statistics(reachable.Select(i => single[i]))}  {reachable.Average(i => answers[i]):F1} answers"
        );
        Console.WriteLine(
            $"range      {new Statistics(reachable.Select(i => range[i]))}  {reachable.Average(i => rangeAnswers[i]):F1} answers"
        );
        Console.WriteLine(
            $"range / one search {reachable.Average(i => range[i]) / reachable.Average(i => single[i]):F1} x (least of {options.Number("repeat", 5)} runs of each query)"
        );
        return 0;
    }
}
