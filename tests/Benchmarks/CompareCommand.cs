using System.Diagnostics;
using Qujiang.Benchmarks.Peers;
using Qujiang.Routing.Engine;

namespace Qujiang.Benchmarks;

/// <summary>Runs peers and the engine in turn on the same queries in the same process, and holds their answers against each other.</summary>
internal static class CompareCommand
{
    private const int Demand = 1;
    private static readonly TimeSpan LongEnough = TimeSpan.FromMilliseconds(10);

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
        var arrivalCosts = new CostTable(legs.Timetable, new NoCosts());
        arrivalCosts.PrecomputeBounds();
        var engineTimes = new List<double>();
        var arrivalTimes = new List<double>();
        var quikTimes = new List<double>();
        var scanTimes = new List<double>();
        var wrong = 0;
        var longer = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            engineTimes.Clear();
            arrivalTimes.Clear();
            quikTimes.Clear();
            scanTimes.Clear();
            longer = 0;
            foreach (var row in queries)
            {
                var (from, to) = (legs.Terminal(row.From)!.Value.Value, legs.Terminal(row.To)!.Value.Value);
                var whole = row.ToQuery(legs)!;
                engineTimes.Add(Least(() => search.Run(whole)));

                // The peers know no limit of boardings; what they find is held against the highest that the engine has.
                var query = whole with
                {
                    Costs = arrivalCosts,
                };
                arrivalTimes.Add(Least(() => search.Run(query)));
                query = query with { MaxBoardings = Query.BoardingsLimit };
                var byQuik = 0;
                var byScan = 0;
                quikTimes.Add(Least(() => byQuik = quik.Arrival(from, to, row.Ready)));
                scanTimes.Add(Least(() => byScan = scan.Arrival(from, to, row.Ready)));
                var arrival = search.Run(query) > 0 ? search.Outcomes[0].Arrival : -1;
                var later = byScan >= 0 && (arrival < 0 || arrival > byScan);
                wrong += byQuik == byScan && (arrival == byScan || later) ? 0 : 1;
                longer += later ? 1 : 0;
            }
        }

        Console.WriteLine($"engine, whole answer      {new Statistics(engineTimes)}");
        Console.WriteLine($"engine, arrival           {new Statistics(arrivalTimes)}");
        Console.WriteLine($"connection scan, arrival  {new Statistics(scanTimes)}");
        Console.WriteLine($"QuikGraph, arrival        {new Statistics(quikTimes)}");
        Console.WriteLine(
            $"{longer} of {queries.Count} earliest arrivals take more than {Query.BoardingsLimit} boardings, which only the peers allow"
        );
        Console.WriteLine(
            $"QuikGraph / engine        {quikTimes.Average() / arrivalTimes.Average():F0} x, whole answer {quikTimes.Average() / engineTimes.Average():F0} x"
        );
        return wrong;
    }

    private static int LabelCorrecting(LegsFile legs, List<QueryRow> queries)
    {
        var network = new TimeExpanded(legs, Demand);
        var boost = new BoostLikePeer(network);
        var correcting = new LabelCorrectingPeer(network);
        var search = new Search(legs.Timetable);
        var engineTimes = new List<double>();
        var boostTimes = new List<double>();
        var correctingTimes = new List<double>();
        long made = 0;
        var wrong = 0;
        foreach (var row in queries)
        {
            var (from, to) = (legs.Terminal(row.From)!.Value.Value, legs.Terminal(row.To)!.Value.Value);
            var query = row.ToQuery(legs)!;
            List<Outcome> byBoost = [];
            List<Outcome> byCorrecting = [];
            boostTimes.Add(Least(() => byBoost = boost.Answers(from, to, row.Ready, row.MaxBoardings)));
            made += boost.Made;
            correctingTimes.Add(Least(() => byCorrecting = correcting.Answers(from, to, row.Ready, row.MaxBoardings)));
            engineTimes.Add(Least(() => search.Run(query)));
            wrong += search.Outcomes.SequenceEqual(byBoost.ToArray()) ? 0 : 1;
            wrong += search.Outcomes.SequenceEqual(byCorrecting.ToArray()) ? 0 : 1;
        }

        Console.WriteLine($"engine                    {new Statistics(engineTimes)}");
        Console.WriteLine($"as Boost does it          {new Statistics(boostTimes)}  {made / queries.Count} labels a query");
        Console.WriteLine($"label correcting          {new Statistics(correctingTimes)}");
        Console.WriteLine($"as Boost does it / engine {boostTimes.Average() / engineTimes.Average():F0} x");
        Console.WriteLine($"label correcting / engine {correctingTimes.Average() / engineTimes.Average():F0} x");
        return wrong;
    }

    /// <summary>The least of three runs, so that other programs on the machine matter less; for the peers as well as for the engine.</summary>
    private static double Least(Action action) => Math.Min(Time(action), Math.Min(Time(action), Time(action)));

    /// <summary>
    /// Microseconds. What takes long is interrupted by other programs on the machine, so for that it is the processor time of this process if
    /// that is less than what the clock says; the engine's searches are too short for it.
    /// </summary>
    private static double Time(Action action)
    {
        var processor = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        action();
        var elapsed = Stopwatch.GetElapsedTime(start);
        var used = Environment.CpuUsage.TotalTime - processor;
        return (elapsed > LongEnough && used < elapsed ? used : elapsed).TotalMicroseconds;
    }

    /// <summary>With no costs only arrival and boardings are left to be compared.</summary>
    private sealed class NoCosts : ICostModel
    {
        public bool PriceLine(in LineInfo line, in LineCosts costs) => true;

        public Cost? PriceLane(in LaneInfo lane) => default(Cost);
    }
}
