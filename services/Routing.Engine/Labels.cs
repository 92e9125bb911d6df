using System.Runtime.CompilerServices;
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

    private readonly int[] firsts = new int[Query.BoardingsLimit + 1];
    private readonly int[] lasts = new int[Query.BoardingsLimit + 1];
    private Vector128<int>[] values = new Vector128<int>[1024];
    private Entry[] entries = new Entry[1024];
    private uint[] done = new uint[4096];
    private int doneUsed;

    public int Count { get; private set; }

    public void Clear()
    {
        Count = 0;
        doneUsed = 0;
        Array.Fill(firsts, None);
    }

    /// <summary>Leaves what there is as it is; only labels that are added from now on are listed.</summary>
    public void BeginLayer() => Array.Fill(firsts, None);

    public Vector128<int> Value(int label) => values[label];

    public int Node(int label) => entries[label].Node;

    public int Parent(int label) => entries[label].Parent;

    public Step Step(int label) => entries[label].Step;

    public bool IsDead(int label) => entries[label].Dead;

    public void Kill(int label) => entries[label].Dead = true;

    /// <summary>The first label with so many boardings; -1 if there is none.</summary>
    public int First(int boardings) => firsts[boardings];

    /// <summary>The next label with as many boardings; -1 if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int label) => entries[label].Next;

    /// <summary>Stores a label.</summary>
    /// <param name="value">Its four criteria.</param>
    /// <param name="node">Where it is.</param>
    /// <param name="parent">The label it came from; -1 for none.</param>
    /// <param name="step">How.</param>
    public int Add(Vector128<int> value, int node, int parent, in Step step)
    {
        if (Count == entries.Length)
        {
            Array.Resize(ref values, Count * 2);
            Array.Resize(ref entries, Count * 2);
        }

        values[Count] = value;
        entries[Count] = new()
        {
            Node = node,
            Parent = parent,
            Step = step,
            Next = None,
            Done = None,
        };
        var boardings = value[3];
        if (firsts[boardings] == None)
        {
            firsts[boardings] = Count;
        }
        else
        {
            entries[lasts[boardings]].Next = Count;
        }

        lasts[boardings] = Count;
        return Count++;
    }

    /// <summary>The ways out of a label that have been taken for good, a bit each.</summary>
    /// <param name="label">The label.</param>
    /// <param name="ways">How many ways there are.</param>
    public Span<uint> Done(int label, int ways)
    {
        ref var entry = ref entries[label];
        var words = (ways + 31) >> 5;
        if (entry.Done == None)
        {
            entry.Done = doneUsed;
            entry.Words = words;
            doneUsed += words;
            if (doneUsed > done.Length)
            {
                Array.Resize(ref done, Math.Max(doneUsed, done.Length * 2));
            }

            done.AsSpan(entry.Done, words).Clear();
        }

        return done.AsSpan(entry.Done, words);
    }

    /// <summary>Whether no way out of a label is left to be taken.</summary>
    public bool AllDone(int label)
    {
        ref var entry = ref entries[label];
        return entry.Done != None && !done.AsSpan(entry.Done, entry.Words).ContainsAnyExcept(uint.MaxValue);
    }

    private struct Entry
    {
        public Step Step;
        public int Node;
        public int Parent;
        public int Next;
        public int Done;
        public int Words;
        public bool Dead;
    }
}
