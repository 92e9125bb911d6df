using Qujiang.Routing.Engine;

namespace Qujiang.Benchmarks.Peers;

/// <summary>
/// Multi-criteria label correcting on the time-expanded network as one writes it who knows what is searched: labels are taken in the order
/// of time, a label that something at its vertex dominates never enters the queue, and nothing is looked for beyond the destination. No
/// bounds. An oracle for whole answers.
/// </summary>
internal sealed class LabelCorrectingPeer
{
    private readonly TimeExpanded network;
    private readonly List<TimeEdge>[] outgoing;

    public LabelCorrectingPeer(TimeExpanded network)
    {
        this.network = network;
        outgoing = [.. Enumerable.Range(0, network.VertexCount).Select(_ => new List<TimeEdge>())];
        foreach (var edge in network.Edges)
        {
            outgoing[edge.Source].Add(edge);
        }
    }

    public List<Outcome> Answers(int from, int to, int ready, int maxBoardings)
    {
        var answers = new List<Outcome>();
        var start = network.FirstAt(from, ready);
        if (start < 0)
        {
            return answers;
        }

        var labels = new Dictionary<int, List<Label>>();
        var queue = new PriorityQueue<Label, (int Time, int Price)>();
        Insert(new(start, 0, 0, 0));
        while (queue.TryDequeue(out var label, out _))
        {
            if (label.Dominated)
            {
                continue;
            }

            if (network.Terminal[label.Vertex] == to)
            {
                answers.Add(new(network.Time[label.Vertex], label.Price, label.Co2, label.Boardings));
                continue;
            }

            foreach (var edge in outgoing[label.Vertex])
            {
                if (label.Boardings + edge.Boardings <= maxBoardings)
                {
                    Insert(new(edge.Target, label.Price + edge.Price, label.Co2 + edge.Co2, label.Boardings + edge.Boardings));
                }
            }
        }

        return
        [
            .. answers
                .Where(a =>
                    !answers.Any(b =>
                        b != a && b.Arrival <= a.Arrival && b.Price <= a.Price && b.Co2 <= a.Co2 && b.Boardings <= a.Boardings
                    )
                )
                .Distinct()
                .OrderBy(a => a.Arrival)
                .ThenBy(a => a.Price)
                .ThenBy(a => a.Co2)
                .ThenBy(a => a.Boardings),
        ];

        void Insert(Label label)
        {
            if (!labels.TryGetValue(label.Vertex, out var known))
            {
                labels[label.Vertex] = known = [];
            }

            if (known.Any(k => k.Dominates(label)))
            {
                return;
            }

            foreach (var other in known.Where(label.Dominates))
            {
                other.Dominated = true;
            }

            known.RemoveAll(k => k.Dominated);
            known.Add(label);
            queue.Enqueue(label, (network.Time[label.Vertex], label.Price));
        }
    }

    private sealed record Label(int Vertex, int Price, int Co2, int Boardings)
    {
        public bool Dominated { get; set; }

        public bool Dominates(Label other) => Price <= other.Price && Co2 <= other.Co2 && Boardings <= other.Boardings;
    }
}
