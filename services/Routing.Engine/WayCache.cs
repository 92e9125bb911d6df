using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>
/// The ways out of the nodes that a search has expanded: every ride and every lane that it may use, each with its cost, its least time
/// and the lower bounds from where it leads, added up once per search and number of boardings left. In columns, so that sixteen ways
/// are held against the answers at a time.
/// </summary>
internal sealed class WayCache
{
    /// <summary>Ways are looked at in groups of so many.</summary>
    public const int Group = 16;

    private Slot[] slots = [];
    private int stamp;
    private int used;
    private int[] times = new int[4096];
    private int[] prices = new int[4096];
    private int[] co2 = new int[4096];
    private int[] ways = new int[4096];
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
        if (needed > times.Length)
        {
            var length = Math.Max(needed, 2 * times.Length);
            Array.Resize(ref times, length);
            Array.Resize(ref prices, length);
            Array.Resize(ref co2, length);
            Array.Resize(ref ways, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int way, Vector128<int> bound)
    {
        // Begin has made room.
        var at = used++;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(times), at) = bound[0];
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(prices), at) = bound[1];
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(co2), at) = bound[2];
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(ways), at) = way;
    }

    public void End(int node, int left, out int start, out int end)
    {
        ref var slot = ref SlotOf(node, left);
        slot.End = used;
        (start, end) = (slot.Start, slot.End);
    }

    public int Way(int at) => ways[at];

    public Vector128<int> Bound(int at) => Vector128.Create(times[at], prices[at], co2[at], 0);

    public Columns From(int at) => new(ref times[at], ref prices[at], ref co2[at]);

    private ref Slot SlotOf(int node, int left) => ref slots[(node * LowerBounds.Levels) + Math.Min(left, LowerBounds.Top)];

    private struct Slot
    {
        public int Stamp;
        public int Start;
        public int End;
    }
}

/// <summary>A group of (time, price, CO2e) in columns.</summary>
internal readonly ref struct Columns(ref int times, ref int prices, ref int co2)
{
    private readonly ref int times = ref times;
    private readonly ref int prices = ref prices;
    private readonly ref int co2 = ref co2;

    public Vector512<int> Times => Vector512.LoadUnsafe(ref times);

    public Vector512<int> Prices => Vector512.LoadUnsafe(ref prices);

    public Vector512<int> Co2 => Vector512.LoadUnsafe(ref co2);
}
