using System.Diagnostics;
using Qujiang.Benchmarks.Peers;
using Qujiang.Routing.Engine;

namespace Qujiang.Benchmarks;

/// <summary>Runs peers and the engine in turn on the same queries in the same process, and holds their answers against each other.</summary>
internal static class CompareCommand
{
    private const int Demand = 1;

    public static int Run(Options options)
    {
        var days = options.Number("days", 10);
        var whole = LegsFile.Load(options.Text("legs"));
        var queries = QueriesFile.Read(options.Text("queries")).Select(q => q with { Demand = Demand, MaxBoardings = 5 }).ToList();
        var wrong = ArrivalPeers(whole, queries.Take(options.Number("arrivals", 300)).ToList());

        var cut = LegsFile.Load(options.Text("legs"), untilDay: days);
        var early = queries.Where(q => q.Ready < days * 43_200).Take(options.Number("labels", 20)).ToList();
        Console.WriteLine($"cut to {days} days: {cut.Legs} legs");
        wrong += LabelCorrecting(cut, early);
        Console.WriteLine(wrong == 0 ? "all answers are the same" : $"{wrong} ANSWERS DIFFER");
        return wrong == 0 ? 0 : 1;
    }

    private static int ArrivalPeers(LegsFile legs, List<QueryRow> queries)
    {
        var network = new TimeExpanded(legs, Demand);
        Console.WriteLine($"time-expanded network: {network.VertexCount} vertices, {network.Edges.Count} edges");
        var quik = new QuikGraphPeer(network);
        var scan = new ConnectionScanPeer(legs, Demand);
        var search = new Search(legs.Timetable);
        var engineTimes = new List<double>();
        var quikTimes = new List<double>();
        var scanTimes = new List<double>();
        var wrong = 0;
        var longer = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            engineTimes.Clear();
            quikTimes.Clear();
            scanTimes.Clear();
            longer = 0;
            foreach (var row in queries)
            {
                var (from, to) = (legs.Terminal(row.From)!.Value.Value, legs.Terminal(row.To)!.Value.Value);
                var query = row.ToQuery(legs)! with { MaxBoardings = Query.BoardingsLimit };
                search.Run(row.ToQuery(legs)!);
                engineTimes.Add(Time(() => search.Run(row.ToQuery(legs)!)));
                var byQuik = 0;
                var byScan = 0;
                quikTimes.Add(Time(() => byQuik = quik.Arrival(from, to, row.Ready)));
                scanTimes.Add(Time(() => byScan = scan.Arrival(from, to, row.Ready)));

                // The peers know no limit of boardings: the engine is asked with the highest it has.
                var arrival = search.Run(query) > 0 ? search.Outcomes[0].Arrival : -1;
                var later = byScan >= 0 && (arrival < 0 || arrival > byScan);
                wrong += byQuik == byScan && (arrival == byScan || later) ? 0 : 1;
                longer += later ? 1 : 0;
            }
        }

        Console.WriteLine($"engine, whole answer      {new Statistics(engineTimes)}");
        Console.WriteLine($"connection scan, arrival  {new Statistics(scanTimes)}");
        Console.WriteLine($"QuikGraph, arrival        {new Statistics(quikTimes)}");
        Console.WriteLine(
            $"{longer} of {queries.Count} earliest arrivals take more than {Query.BoardingsLimit} boardings, which only the peers allow"
        );
        Console.WriteLine($"QuikGraph / engine        {quikTimes.Average() / engineTimes.Average():F0} x");
        return wrong;
    }

    private static int LabelCorrecting(LegsFile legs, List<QueryRow> queries)
    {
        var peer = new LabelCorrectingPeer(new TimeExpanded(legs, Demand));
        var search = new Search(legs.Timetable);
        var engineTimes = new List<double>();
        var peerTimes = new List<double>();
        var wrong = 0;
        foreach (var row in queries)
        {
            var (from, to) = (legs.Terminal(row.From)!.Value.Value, legs.Terminal(row.To)!.Value.Value);
            var query = row.ToQuery(legs)!;
            List<Outcome> expected = [];
            peerTimes.Add(Time(() => expected = peer.Answers(from, to, row.Ready, row.MaxBoardings)));
            for (var warm = 0; warm < 200; warm++)
            {
                search.Run(query);
            }

            engineTimes.Add(Enumerable.Range(0, 5).Min(_ => Time(() => search.Run(query))));
            wrong += search.Outcomes.SequenceEqual(expected.ToArray()) ? 0 : 1;
        }

        Console.WriteLine($"engine                    {new Statistics(engineTimes)}");
        Console.WriteLine($"label correcting          {new Statistics(peerTimes)}");
        Console.WriteLine($"label correcting / engine {peerTimes.Average() / engineTimes.Average():F0} x");
        return wrong;
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
