using QuikGraph;
using QuikGraph.Algorithms.ShortestPath;

namespace Qujiang.Benchmarks.Peers;

/// <summary>QuikGraph's Dijkstra on the time-expanded network, stopped at the first vertex of the destination: earliest arrival only.</summary>
internal sealed class QuikGraphPeer
{
    private readonly TimeExpanded network;
    private readonly AdjacencyGraph<int, SEdge<int>> graph = new(allowParallelEdges: true);

    public QuikGraphPeer(TimeExpanded network)
    {
        this.network = network;
        graph.AddVertexRange(Enumerable.Range(0, network.VertexCount));
        graph.AddEdgeRange(network.Edges.Select(e => new SEdge<int>(e.Source, e.Target)));
    }

    /// <summary>The earliest arrival; -1 if there is none.</summary>
    public int Arrival(int from, int to, int ready)
    {
        var start = network.FirstAt(from, ready);
        if (start < 0)
        {
            return -1;
        }

        var arrival = -1;
        var dijkstra = new DijkstraShortestPathAlgorithm<int, SEdge<int>>(graph, e => network.Time[e.Target] - network.Time[e.Source]);
        dijkstra.ExamineVertex += vertex =>
        {
            if (network.Terminal[vertex] == to)
            {
                arrival = network.Time[vertex];
                dijkstra.Abort();
            }
        };
        dijkstra.Compute(start);
        return arrival;
    }
}
