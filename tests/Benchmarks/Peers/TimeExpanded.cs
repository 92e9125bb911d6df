using Qujiang.Routing.Engine;

namespace Qujiang.Benchmarks.Peers;

/// <summary>
/// The time-expanded network of a timetable: at each terminal a chain of the moments at which something can be caught or arrives, and
/// a vertex per segment for cargo on board. Only segments with room for the demand are in it.
/// </summary>
internal sealed class TimeExpanded
{
    public TimeExpanded(LegsFile legs, int demand)
    {
        var segments = Segments(legs, demand).ToArray();
        ChainTimes = new int[legs.Terminals.Count][];
        ChainStart = new int[legs.Terminals.Count];
        var byTerminal = Enumerable.Range(0, legs.Terminals.Count).Select(_ => new List<int>()).ToArray();
        foreach (var segment in segments)
        {
            byTerminal[segment.From].Add(segment.Latest);
            byTerminal[segment.To].Add(segment.Arrival);
        }

        for (var terminal = 0; terminal < byTerminal.Length; terminal++)
        {
            ChainStart[terminal] = VertexCount;
            ChainTimes[terminal] = [.. byTerminal[terminal].Distinct().Order()];
            VertexCount += ChainTimes[terminal].Length;
            for (var i = 0; i + 1 < ChainTimes[terminal].Length; i++)
            {
                Edges.Add(new(ChainStart[terminal] + i, ChainStart[terminal] + i + 1, 0, 0, 0));
            }
        }

        Time = new int[VertexCount + segments.Length];
        Terminal = new int[VertexCount + segments.Length];
        Array.Fill(Terminal, -1);
        for (var terminal = 0; terminal < ChainTimes.Length; terminal++)
        {
            ChainTimes[terminal].CopyTo(Time, ChainStart[terminal]);
            Array.Fill(Terminal, terminal, ChainStart[terminal], ChainTimes[terminal].Length);
        }

        for (var i = 0; i < segments.Length; i++)
        {
            var segment = segments[i];
            var aboard = VertexCount + i;
            Time[aboard] = segment.Departure;
            Edges.Add(new(At(segment.From, segment.Latest), aboard, 0, 0, 1));
            Edges.Add(new(aboard, At(segment.To, segment.Arrival), segment.Cost.Price, segment.Cost.Co2, 0));
            if (i + 1 < segments.Length && segments[i + 1].Movement == segment.Movement && segments[i + 1].Number == segment.Number + 1)
            {
                Edges.Add(new(aboard, aboard + 1, segment.Cost.Price, segment.Cost.Co2, 0));
            }
        }

        VertexCount += segments.Length;
    }

    public int VertexCount { get; private set; }

    public List<TimeEdge> Edges { get; } = [];

    /// <summary>The moment of each vertex.</summary>
    public int[] Time { get; }

    /// <summary>The terminal of each vertex; -1 for one on board.</summary>
    public int[] Terminal { get; }

    private int[][] ChainTimes { get; }

    private int[] ChainStart { get; }

    /// <summary>The vertex of the first moment at a terminal at or after this time; -1 if there is none.</summary>
    public int FirstAt(int terminal, int time)
    {
        var at = Array.BinarySearch(ChainTimes[terminal], time);
        at = at < 0 ? ~at : at;
        return at < ChainTimes[terminal].Length ? ChainStart[terminal] + at : -1;
    }

    /// <summary>All segments with room, movement by movement.</summary>
    public static IEnumerable<PeerSegment> Segments(LegsFile legs, int demand)
    {
        for (var movement = 0; movement < legs.Trips; movement++)
        {
            var info = legs.Timetable.GetMovement(new(movement))!;
            var costs = legs.CostsOf(info.CostClass);
            for (var i = 0; i < info.Remaining.Count; i++)
            {
                if (info.Remaining[i].Teu100 > demand)
                {
                    var (from, to) = (info.Calls[i], info.Calls[i + 1]);
                    var latest = from.Departure - from.CutOff;
                    yield return new(movement, i, from.Terminal.Value, to.Terminal.Value, latest, from.Departure, to.Arrival, costs[i]);
                }
            }
        }
    }

    private int At(int terminal, int time) => ChainStart[terminal] + Array.BinarySearch(ChainTimes[terminal], time);
}

internal readonly record struct TimeEdge(int Source, int Target, int Price, int Co2, int Boardings);

internal readonly record struct PeerSegment(int Movement, int Number, int From, int To, int Latest, int Departure, int Arrival, Cost Cost);
