using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>
/// For each node the labels of which none is as good as another in every criterion:
/// [(1,7), (3,5), (5,3)] + (2,4) => [(1,7), (2,4), (5,3)], as (2,4) is better than (3,5) in both.
/// </summary>
internal sealed class ParetoBags
{
    private const int FirstRoom = 8;

    private Bag[] bags = [];
    private int[] stamps = [];
    private int stamp;
    private Vector128<int>[] values = new Vector128<int>[4096];
    private int[] labels = new int[4096];
    private int used;

    public void Clear(int nodes)
    {
        if (bags.Length < nodes)
        {
            bags = new Bag[nodes];
            stamps = new int[nodes];
            stamp = 0;
        }

        if (++stamp == int.MaxValue)
        {
            Array.Clear(stamps);
            stamp = 1;
        }

        used = 0;
    }

    public ReadOnlySpan<Vector128<int>> ValuesAt(int node) =>
        stamps[node] == stamp ? values.AsSpan(bags[node].Start, bags[node].Count) : default;

    public ReadOnlySpan<int> LabelsAt(int node) => stamps[node] == stamp ? labels.AsSpan(bags[node].Start, bags[node].Count) : default;

    /// <summary>Whether something at the node is as good or better in every criterion.</summary>
    public bool Dominates(int node, Vector128<int> value)
    {
        foreach (ref readonly var known in ValuesAt(node))
        {
            if (Vector128.LessThanOrEqualAll(known, value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a label that nothing at the node dominates; what it dominates is taken out and killed.</summary>
    public void Add(int node, Vector128<int> value, int label, Labels all)
    {
        ref var bag = ref bags[node];
        if (stamps[node] != stamp)
        {
            stamps[node] = stamp;
            bag = new() { Start = Reserve(FirstRoom), Room = FirstRoom };
        }

        var kept = bag.Start;
        var end = bag.Start + bag.Count;
        for (var i = bag.Start; i < end; i++)
        {
            if (Vector128.LessThanOrEqualAll(value, values[i]))
            {
                all.Kill(labels[i]);
                continue;
            }

            values[kept] = values[i];
            labels[kept++] = labels[i];
        }

        bag.Count = kept - bag.Start;
        if (bag.Count == bag.Room)
        {
            var larger = Reserve(bag.Room * 2);
            values.AsSpan(bag.Start, bag.Count).CopyTo(values.AsSpan(larger));
            labels.AsSpan(bag.Start, bag.Count).CopyTo(labels.AsSpan(larger));
            bag.Start = larger;
            bag.Room *= 2;
        }

        values[bag.Start + bag.Count] = value;
        labels[bag.Start + bag.Count] = label;
        bag.Count++;
    }

    private int Reserve(int room)
    {
        var start = used;
        used += room;
        while (used > values.Length)
        {
            Array.Resize(ref values, values.Length * 2);
            Array.Resize(ref labels, labels.Length * 2);
        }

        return start;
    }

    private struct Bag
    {
        public int Start;
        public int Count;
        public int Room;
    }
}
