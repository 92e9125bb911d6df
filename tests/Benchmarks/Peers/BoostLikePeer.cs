using Qujiang.Routing.Engine;

namespace Qujiang.Benchmarks.Peers;

/// <summary>
/// Resource-constrained shortest paths step for step as Boost.Graph's r_c_shortest_paths (all Pareto-optimal solutions) does them, on the
/// time-expanded network with one vertex more, the sink, that every vertex of the destination leads to. A new label goes to the end of
/// its vertex' list and into the queue unseen; when a label is popped, the labels of its vertex that are new since the last time are held
/// against all the others there, in pairs; a dominated label is marked and thrown away when it is popped. There are no bounds, and nothing
/// stops at the destination: it ends when the queue is empty. Labels are popped in the order that the examples of Boost's documentation
/// give them: cost first, then the other resources (here: price, CO2e, boardings, time).
/// </summary>
internal sealed class BoostLikePeer
{
    private readonly TimeExpanded network;
    private readonly List<TimeEdge>[] outgoing;
    private readonly int sink;

    public BoostLikePeer(TimeExpanded network)
    {
        this.network = network;
        sink = network.VertexCount;
        outgoing = [.. Enumerable.Range(0, network.VertexCount + 1).Select(_ => new List<TimeEdge>())];
        foreach (var edge in network.Edges)
        {
            outgoing[edge.Source].Add(edge);
        }
    }

    /// <summary>Labels made by the last search.</summary>
    public long Made { get; private set; }

    public List<Outcome> Answers(int from, int to, int ready, int maxBoardings)
    {
        var start = network.FirstAt(from, ready);
        if (start < 0)
        {
            return [];
        }

        var vertices = new Vertex?[sink + 1];
        var queue = new PriorityQueue<Label, Outcome>(LabelOrder.Instance);
        Made = 0;
        Push(new(start, new(network.Time[start], 0, 0, 0)));
        while (queue.TryDequeue(out var label, out _))
        {
            if (!label.Dominated)
            {
                vertices[label.Vertex]!.Check();
            }

            if (label.Dominated)
            {
                continue;
            }

            foreach (var edge in outgoing[label.Vertex])
            {
                Extend(label, edge.Target, edge);
            }

            if (label.Vertex < sink && network.Terminal[label.Vertex] == to)
            {
                Extend(label, sink, default);
            }
        }

        return vertices[sink] is { } found ? found.InOrder() : [];

        void Extend(Label label, int target, TimeEdge edge)
        {
            var so = label.Value;
            var time = target == sink ? so.Arrival : network.Time[target];
            var value = new Outcome(time, so.Price + edge.Price, so.Co2 + edge.Co2, so.Boardings + edge.Boardings);
            if (value.Boardings <= maxBoardings)
            {
                Push(new(target, value));
            }
        }

        void Push(Label label)
        {
            Made++;
            (vertices[label.Vertex] ??= new()).Labels.AddLast(label);
            queue.Enqueue(label, label.Value);
        }
    }

    private static bool Dominates(in Outcome a, in Outcome b) =>
        a.Arrival <= b.Arrival && a.Price <= b.Price && a.Co2 <= b.Co2 && a.Boardings <= b.Boardings;

    private sealed class Label(int vertex, Outcome value)
    {
        public int Vertex { get; } = vertex;

        public Outcome Value { get; } = value;

        public bool Dominated { get; set; }
    }

    /// <summary>The labels of a vertex, and up to which of them each has been held against each.</summary>
    private sealed class Vertex
    {
        private LinkedListNode<Label>? lastValid;

        public LinkedList<Label> Labels { get; } = [];

        /// <summary>Holds what is new against everything, in pairs.</summary>
        public void Check()
        {
            if (Labels.Count < 2)
            {
                return;
            }

            var amongNew = lastValid is null;
            for (var outer = Labels.First; outer is not null; )
            {
                amongNew |= outer == lastValid;
                var next = outer.Next;
                for (var inner = amongNew ? outer.Next : lastValid!.Next; inner is not null; )
                {
                    var after = inner.Next;
                    if (Dominates(outer.Value.Value, inner.Value.Value))
                    {
                        Remove(inner);
                        next = outer.Next;
                    }
                    else if (Dominates(inner.Value.Value, outer.Value.Value))
                    {
                        next = outer.Next;
                        Remove(outer);
                        break;
                    }

                    inner = after;
                }

                outer = next;
            }

            lastValid = Labels.Last;
        }

        public List<Outcome> InOrder()
        {
            Check();
            return
            [
                .. Labels.Select(l => l.Value).OrderBy(v => v.Arrival).ThenBy(v => v.Price).ThenBy(v => v.Co2).ThenBy(v => v.Boardings),
            ];
        }

        private void Remove(LinkedListNode<Label> node)
        {
            node.Value.Dominated = true;
            Labels.Remove(node);
        }
    }

    private sealed class LabelOrder : IComparer<Outcome>
    {
        public static LabelOrder Instance { get; } = new();

        public int Compare(Outcome x, Outcome y)
        {
            var order = x.Price.CompareTo(y.Price);
            order = order != 0 ? order : x.Co2.CompareTo(y.Co2);
            order = order != 0 ? order : x.Boardings.CompareTo(y.Boardings);
            return order != 0 ? order : x.Arrival.CompareTo(y.Arrival);
        }
    }
}
