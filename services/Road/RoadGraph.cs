using Qujiang.Contracts.V1;

namespace Qujiang.Road;

/// <summary>A road between two terminals, good for both directions.</summary>
/// <param name="Name">As it is called on signs; null where it is not known.</param>
/// <param name="TolledKm">How much of it takes a toll, 0 to <paramref name="Km"/>.</param>
public sealed record RoadEdge(string Id, string From, string To, decimal Km, Quality Quality, string? Name = null, decimal TolledKm = 0);

/// <summary>The shortest road from one terminal to another.</summary>
/// <param name="Via">Terminals on the way, both ends included.</param>
/// <param name="Roads">The roads it is made of.</param>
/// <param name="Quality">The worst of its roads.</param>
public sealed record RoadPath(string From, string To, decimal Km, IReadOnlyList<string> Via, IReadOnlyList<RoadEdge> Roads, Quality Quality)
{
    /// <summary>How much of it takes a toll, km.</summary>
    public decimal TolledKm => Roads.Sum(r => r.TolledKm);

    /// <summary>The terminals on the way, and the roads that have a name.</summary>
    public override string ToString() =>
        string.Join(" > ", Via)
        + (Roads.Select(r => r.Name).OfType<string>().Distinct().ToList() is { Count: > 0 } names ? $" by {string.Join(", ", names)}" : "");
}

/// <summary>The hub's roads.</summary>
public sealed class RoadGraph
{
    private readonly SortedDictionary<string, List<(string To, RoadEdge Edge)>> neighbours = new(StringComparer.Ordinal);

    public RoadGraph(IEnumerable<RoadEdge> edges)
    {
        Edges = [.. edges.OrderBy(e => e.Id, StringComparer.Ordinal)];
        foreach (var edge in Edges)
        {
            Neighbours(edge.From).Add((edge.To, edge));
            Neighbours(edge.To).Add((edge.From, edge));
        }
    }

    /// <summary>Terminals with a road, in the order of their codes.</summary>
    public IReadOnlyCollection<string> Terminals => neighbours.Keys;

    /// <summary>Its roads, in the order of their ids.</summary>
    public IReadOnlyList<RoadEdge> Edges { get; }

    /// <summary>Shortest roads by kilometres (Dijkstra) from one terminal to every other one within a distance.</summary>
    /// <param name="closed">Ids of roads that cannot be used.</param>
    public IReadOnlyList<RoadPath> From(string start, decimal maxKm, IReadOnlySet<string>? closed = null)
    {
        var reached = new Dictionary<string, RoadPath>(StringComparer.Ordinal);
        var queue = new PriorityQueue<RoadPath, (decimal, string)>();
        queue.Enqueue(new(start, start, 0, [start], [], Quality.S), (0, start));
        while (queue.TryDequeue(out var path, out _))
        {
            if (!reached.TryAdd(path.To, path))
            {
                continue;
            }

            foreach (var (next, edge) in neighbours[path.To])
            {
                var km = path.Km + edge.Km;
                if (km <= maxKm && !reached.ContainsKey(next) && closed?.Contains(edge.Id) != true)
                {
                    var quality = edge.Quality > path.Quality ? edge.Quality : path.Quality;
                    queue.Enqueue(new(start, next, km, [.. path.Via, next], [.. path.Roads, edge], quality), (km, next));
                }
            }
        }

        reached.Remove(start);
        return [.. reached.Values.OrderBy(p => p.To, StringComparer.Ordinal)];
    }

    private List<(string To, RoadEdge Edge)> Neighbours(string terminal)
    {
        if (!neighbours.TryGetValue(terminal, out var list))
        {
            neighbours.Add(terminal, list = []);
        }

        return list;
    }
}
