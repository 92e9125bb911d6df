using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>
/// The ways out of the nodes that a search has expanded: every ride and every lane that it may use, each with its cost, its least time
/// and the lower bounds from where it leads, added up once per search and number of boardings left: (time, price, CO2e, number of the
/// way). Sixteen of them are held against the answers at a time.
/// </summary>
internal sealed class WayCache
{
    /// <summary>Ways are looked at in groups of so many.</summary>
    public const int Group = 16;

    private Slot[] slots = [];
    private int stamp;
    private int used;
    private Vector128<int>[] ways = new Vector128<int>[4096];
    private int[] least = new int[4096];
    private int[] scratch = new int[256];

    /// <summary>Room for so many numbers, and one more.</summary>
    public Span<int> Scratch(int length)
    {
        if (scratch.Length <= length)
        {
            scratch = new int[(2 * length) + 1];
        }

        return scratch;
    }

    public void Clear(int nodes)
    {
        var length = nodes * LowerBounds.Levels;
        if (slots.Length < length || ++stamp == int.MaxValue)
        {
            slots = new Slot[Math.Max(length, slots.Length)];
            stamp = 1;
        }

        used = 0;
    }

    /// <summary>Where the ways of a node with so many boardings left after them are; false if they have not been added up yet.</summary>
    public bool TryGet(int node, int left, out int start, out int end)
    {
        ref readonly var slot = ref SlotOf(node, left);
        (start, end) = (slot.Start, slot.End);
        return slot.Stamp == stamp;
    }

    /// <summary>Begins adding up the ways of a node; at most so many will follow.</summary>
    public void Begin(int node, int left, int most)
    {
        SlotOf(node, left) = new() { Stamp = stamp, Start = used };
        var needed = used + most + Group;
        if (needed > ways.Length)
        {
            Array.Resize(ref ways, Math.Max(needed, 2 * ways.Length));
            Array.Resize(ref least, ways.Length);
        }
    }

    /// <param name="way">Its number.</param>
    /// <param name="bound">What it takes at least to the destination, without its own time.</param>
    /// <param name="shortest">Its own least time. It may fall while the search is under way, so it is read once and kept.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int way, Vector128<int> bound, int shortest)
    {
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(least), used) = shortest;
        At(used++) = (bound + Vector128.CreateScalar(shortest)).WithElement(3, way);
    }

    public void End(int node, int left, out int start, out int end)
    {
        ref var slot = ref SlotOf(node, left);
        slot.End = used;
        (start, end) = (slot.Start, slot.End);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Way(int at) => At(at)[3];

    /// <summary>The first of the ways of a node with this number or a higher one.</summary>
    /// <param name="way">The number.</param>
    /// <param name="start">Where the ways of the node start.</param>
    /// <param name="end">And where they end.</param>
    public int FirstFrom(int way, int start, int end)
    {
        while (start < end)
        {
            var middle = (start + end) >>> 1;
            (start, end) = Way(middle) < way ? (middle + 1, end) : (start, middle);
        }

        return start;
    }

    /// <summary>What a way takes at least: time, price and CO2e; the fourth number means nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<int> Bound(int at) => At(at);

    /// <summary>The least time of the way itself that its bound was added up with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Shortest(int at) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(least), at);

    /// <summary>The group that begins here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Columns From(int at) => Columns.Of(ref At(at));

    /// <summary>Begin has made room, and a whole group more than was asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Vector128<int> At(int at) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(ways), at);

    private ref Slot SlotOf(int node, int left) => ref slots[(node * LowerBounds.Levels) + Math.Min(left, LowerBounds.Top)];

    private struct Slot
    {
        public int Stamp;
        public int Start;
        public int End;
    }
}
