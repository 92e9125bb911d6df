using Qujiang.Routing.Engine;

namespace Qujiang.Benchmarks;

/// <summary>The costs of a legs file: trips with the same cost on every segment share a class.</summary>
internal sealed class CostClasses : ICostModel
{
    private readonly Dictionary<int, List<int>> byHash = [];
    private readonly List<Cost[]> costs = [];

    public CostClass Of(List<SegmentRow> segments)
    {
        var hash = new HashCode();
        long price = 0;
        long co2 = 0;
        foreach (var segment in segments)
        {
            hash.Add(segment.Price);
            hash.Add(segment.Co2);
            price += segment.Price;
            co2 += segment.Co2;
        }

        if (price > Cost.Limit || co2 > Cost.Limit)
        {
            throw new InvalidDataException($"A trip that costs {price} cents and {co2} g is beyond the engine's limit of {Cost.Limit}.");
        }

        var key = hash.ToHashCode();
        if (!byHash.TryGetValue(key, out var candidates))
        {
            byHash[key] = candidates = [];
        }

        foreach (var candidate in candidates)
        {
            if (Same(costs[candidate], segments))
            {
                return new(candidate);
            }
        }

        costs.Add([.. segments.Select(s => new Cost(s.Price, s.Co2))]);
        candidates.Add(costs.Count - 1);
        return new(costs.Count - 1);
    }

    public IReadOnlyList<Cost> Get(CostClass costClass) => costs[costClass.Value];

    public bool PriceLine(in LineInfo line, in LineCosts costs)
    {
        this.costs[line.CostClass.Value].CopyTo(costs.Segment);
        return true;
    }

    public Cost? PriceLane(in LaneInfo lane) => throw new NotSupportedException("A legs file has no lanes.");

    private static bool Same(Cost[] known, List<SegmentRow> segments)
    {
        if (known.Length != segments.Count)
        {
            return false;
        }

        for (var i = 0; i < known.Length; i++)
        {
            if (known[i] != new Cost(segments[i].Price, segments[i].Co2))
            {
                return false;
            }
        }

        return true;
    }
}
