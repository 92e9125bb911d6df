using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>
/// For each node the labels of which none is as good as another in every criterion:
/// [(1,7), (3,5), (5,3)] + (2,4) => [(1,7), (2,4), (5,3)], as (2,4) is better than (3,5) in both.
/// </summary>
internal sealed class ParetoBags
{
    private const int FirstRoom = Dominance.Step;

    private Bag[] bags = [];
    private int stamp;
    private Vector128<int>[] values = new Vector128<int>[4096];
    private int[] labels = new int[4096];
    private int used;

    public void Clear(int nodes)
    {
        if (bags.Length < nodes || ++stamp == int.MaxValue)
        {
            bags = new Bag[Math.Max(nodes, bags.Length)];
            stamp = 1;
        }

        used = 0;
    }

    /// <summary>Whether something at the node is as good or better in every criterion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Dominates(int node, Vector128<int> value)
    {
        ref readonly var bag = ref bags[node];
        return bag.Stamp == stamp && Dominance.Any(ref At(bag.Start), bag.Count, value);
    }

    /// <summary>When the next label at the node is ready that costs no more and has no more boardings; <see cref="int.MaxValue"/> if there is none.</summary>
    public int NextAsGood(int node, Vector128<int> value)
    {
        ref readonly var bag = ref bags[node];
        return bag.Stamp == stamp ? Dominance.NextAsGood(ref At(bag.Start), bag.Count, value) : int.MaxValue;
    }

    /// <summary>Adds a label that nothing at the node dominates; what it dominates is taken out and killed.</summary>
    public void Add(int node, Vector128<int> value, int label, Labels all)
    {
        ref var bag = ref bags[node];
        if (bag.Stamp != stamp)
        {
            bag = new()
            {
                Stamp = stamp,
                Start = Reserve(FirstRoom),
                Room = FirstRoom,
            };
        }

        if (Dominance.BeatsAny(ref At(bag.Start), bag.Count, value))
        {
            TakeOut(ref bag, value, all);
        }

        if (bag.Count == bag.Room)
        {
            Enlarge(ref bag);
        }

        values[bag.Start + bag.Count] = value;
        labels[bag.Start + bag.Count] = label;
        bag.Count++;
    }

    private void TakeOut(ref Bag bag, Vector128<int> worse, Labels all)
    {
        var kept = bag.Start;
        var end = bag.Start + bag.Count;
        for (var i = bag.Start; i < end; i++)
        {
            if (Vector128.LessThanOrEqualAll(worse, values[i]))
            {
                all.Kill(labels[i]);
                continue;
            }

            if (kept != i)
            {
                values[kept] = values[i];
                labels[kept] = labels[i];
            }

            kept++;
        }

        values.AsSpan(kept, end - kept).Fill(Dominance.Filler);
        bag.Count = kept - bag.Start;
    }

    private void Enlarge(ref Bag bag)
    {
        var larger = Reserve(bag.Room * 2);
        values.AsSpan(bag.Start, bag.Count).CopyTo(values.AsSpan(larger));
        labels.AsSpan(bag.Start, bag.Count).CopyTo(labels.AsSpan(larger));
        bag.Start = larger;
        bag.Room *= 2;
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

        values.AsSpan(start, room).Fill(Dominance.Filler);
        return start;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Vector128<int> At(int index) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(values), index);

    private struct Bag
    {
        public int Stamp;
        public int Start;
        public int Count;
        public int Room;
    }
}
