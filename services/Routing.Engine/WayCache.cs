using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>
/// The ways out of the nodes that a search has expanded: every ride and every lane that it may use, each with its cost, its least time
/// and the lower bounds from where it leads, added up once per search. In columns, so that sixteen ways are held against the answers
/// at a time.
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
    private int[] boardings = new int[4096];
    private int[] ways = new int[4096];

    public void Clear(int nodes)
    {
        if (slots.Length < nodes || ++stamp == int.MaxValue)
        {
            slots = new Slot[Math.Max(nodes, slots.Length)];
            stamp = 1;
        }

        used = 0;
    }

    /// <summary>Where the ways of a node are; false if they have not been added up yet for so few boardings.</summary>
    public bool TryGet(int node, int boardingsSoFar, out int start, out int end)
    {
        ref readonly var slot = ref slots[node];
        (start, end) = (slot.Start, slot.End);
        return slot.Stamp == stamp && boardingsSoFar >= slot.LeastBoardings;
    }

    /// <summary>Begins adding up the ways of a node; at most so many will follow.</summary>
    public void Begin(int node, int boardingsSoFar, int most)
    {
        slots[node] = new()
        {
            Stamp = stamp,
            Start = used,
            LeastBoardings = boardingsSoFar,
        };
        var needed = used + most + Group;
        if (needed > times.Length)
        {
            var length = Math.Max(needed, 2 * times.Length);
            Array.Resize(ref times, length);
            Array.Resize(ref prices, length);
            Array.Resize(ref co2, length);
            Array.Resize(ref boardings, length);
            Array.Resize(ref ways, length);
        }
    }

    public void Add(int way, Vector128<int> bound)
    {
        times[used] = bound[0];
        prices[used] = bound[1];
        co2[used] = bound[2];
        boardings[used] = bound[3];
        ways[used++] = way;
    }

    /// <summary>Fills up the last group with ways that lead nowhere.</summary>
    public void End(int node)
    {
        slots[node].End = used;
        while ((used - slots[node].Start) % Group != 0)
        {
            Add(-1, LowerBounds.None);
        }
    }

    public int Way(int at) => ways[at];

    public int Time(int at) => times[at];

    public Vector128<int> Bound(int at) => Vector128.Create(times[at], prices[at], co2[at], boardings[at]);

    public Columns From(int at) => new(ref times[at], ref prices[at], ref co2[at], ref boardings[at]);

    private struct Slot
    {
        public int Stamp;
        public int Start;
        public int End;
        public int LeastBoardings;
    }
}

/// <summary>A group of (time, price, CO2e, boardings) in columns.</summary>
internal readonly ref struct Columns(ref int times, ref int prices, ref int co2, ref int boardings)
{
    private readonly ref int times = ref times;
    private readonly ref int prices = ref prices;
    private readonly ref int co2 = ref co2;
    private readonly ref int boardings = ref boardings;

    public Vector512<int> Times => Load(ref times);

    public Vector512<int> Prices => Load(ref prices);

    public Vector512<int> Co2 => Load(ref co2);

    public Vector512<int> Boardings => Load(ref boardings);

    private static Vector512<int> Load(ref int first) => Vector512.LoadUnsafe(ref first);
}
