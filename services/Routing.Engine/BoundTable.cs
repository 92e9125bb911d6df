using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Qujiang.Routing.Engine;

/// <summary>
/// Lower bounds to one destination from every terminal at every level. Few terminals are one or two boardings away, so each level has
/// a bit per terminal that says whether there is a way, and the bounds of those that have one, side by side.
/// </summary>
internal sealed class BoundTable
{
    public const int Criteria = 3;

    /// <summary>Numbers in a cache line.</summary>
    private const int CacheLine = 16;

    /// <summary>Numbers that a small part of a core's second cache holds.</summary>
    private const int FewEnough = 1 << 13;

    private ulong[] bits = [];
    private int[] ranks = [];
    private int[] values = [];
    private int words;

    public int Terminals { get; private set; }

    /// <summary>The bound from a terminal with so many boardings left; false if there is no way at all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(int terminal, int level, out Vector128<int> bound)
    {
        var row = Row(level);
        if (!row.Has(terminal))
        {
            bound = default;
            return false;
        }

        bound = row.Get(terminal);
        return true;
    }

    /// <summary>The bounds with so many boardings left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BoundRow Row(int level) =>
        new(
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bits), level * words),
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(ranks), level * words),
            ref MemoryMarshal.GetArrayDataReference(values)
        );

    /// <summary>Begins to fetch the bounds, if they are few: most of them will be looked at.</summary>
    public unsafe void Prefetch()
    {
        if (Sse.IsSupported && values.Length <= FewEnough)
        {
            for (var i = 0; i < values.Length; i += CacheLine)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(values), i)));
            }
        }
    }

    /// <summary>Begins to fill in so many terminals, level by level, in ascending order.</summary>
    public void Begin(int terminals, int ways)
    {
        Terminals = terminals;
        words = (terminals + 63) >> 6;
        if (bits.Length < words * LowerBounds.Levels)
        {
            bits = new ulong[words * LowerBounds.Levels];
            ranks = new int[bits.Length];
        }

        // One number more than there are, as a bound is read together with its neighbour.
        if (values.Length < (ways * Criteria) + 1)
        {
            values = new int[(ways * Criteria) + 1];
        }
    }

    /// <summary>Fills in a level.</summary>
    /// <param name="level">The level.</param>
    /// <param name="all">Bounds by terminal, of four destinations side by side.</param>
    /// <param name="column">Which of the four.</param>
    /// <param name="used">How many bounds have been filled in, before and after.</param>
    public void Fill(int level, ReadOnlySpan<Vector512<int>> all, int column, ref int used)
    {
        for (var word = 0; word < words; word++)
        {
            var mask = 0UL;
            ranks[(level * words) + word] = used;
            var end = Math.Min(64, Terminals - (word << 6));
            for (var i = 0; i < end; i++)
            {
                var bound = LowerBounds.Column(all[(word << 6) + i], column);
                if (bound[0] < LowerBounds.Unreachable)
                {
                    mask |= 1UL << i;
                    values[(used * Criteria) + 0] = bound[0];
                    values[(used * Criteria) + 1] = bound[1];
                    values[(used * Criteria) + 2] = bound[2];
                    used++;
                }
            }

            bits[(level * words) + word] = mask;
        }
    }
}
