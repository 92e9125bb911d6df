using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>How a label came about. Line is an engine line with a row, or a lane with its departure, or an origin.</summary>
/// <param name="Line">An engine line; or -2 - lane; or -1 for an origin.</param>
/// <param name="Row">Row of the movement; departure of the lane; number of the origin.</param>
/// <param name="Board">Call boarded at.</param>
/// <param name="Alight">Call alighted at.</param>
internal readonly record struct Step(int Line, int Row, short Board, short Alight)
{
    public const int Origin = -1;

    public static Step OfLane(LaneIndex lane, int departure) => new(-2 - lane.Value, departure, 0, 0);

    public LaneIndex Lane => new(-2 - Line);
}

/// <summary>All labels of one search, side by side. A label is (time, price, CO2e, boardings) at a node.</summary>
internal sealed class Labels
{
    private const int None = -1;
    private const int Sides = Query.BoardingsLimit + 1;

    private readonly int[] buckets = new int[Sides * Sides];
    private Vector128<int>[] values = new Vector128<int>[1024];
    private Entry[] entries = new Entry[1024];

    public int Count { get; private set; }

    public void Clear()
    {
        Count = 0;
        Array.Fill(buckets, None);
    }

    public Vector128<int> Value(int label) => values[label];

    public int Node(int label) => entries[label].Node;

    public int Parent(int label) => entries[label].Parent;

    public Step Step(int label) => entries[label].Step;

    public bool IsDead(int label) => entries[label].Dead;

    public void Kill(int label) => entries[label].Dead = true;

    /// <summary>Stores a label and puts it in line for expansion.</summary>
    /// <param name="value">Its four criteria.</param>
    /// <param name="node">Where it is.</param>
    /// <param name="parent">The label it came from; -1 for none.</param>
    /// <param name="step">How.</param>
    /// <param name="least">The fewest boardings that an answer by way of it can have.</param>
    public int Add(Vector128<int> value, int node, int parent, in Step step, int least)
    {
        if (Count == entries.Length)
        {
            Array.Resize(ref values, Count * 2);
            Array.Resize(ref entries, Count * 2);
        }

        ref var bucket = ref buckets[(least * Sides) + value[3]];
        values[Count] = value;
        entries[Count] = new()
        {
            Node = node,
            Parent = parent,
            Step = step,
            Next = bucket,
        };
        bucket = Count;
        return Count++;
    }

    /// <summary>Takes the labels with these boardings whose answers can have no fewer than <paramref name="least"/>; -1 when none is left.</summary>
    public int TakeBucket(int least, int boardings)
    {
        ref var bucket = ref buckets[(least * Sides) + boardings];
        var first = bucket;
        bucket = None;
        return first;
    }

    public int Next(int label) => entries[label].Next;

    private struct Entry
    {
        public Step Step;
        public int Node;
        public int Parent;
        public int Next;
        public bool Dead;
    }
}
