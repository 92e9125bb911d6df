using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>Lower bounds to one destination from every terminal at one level.</summary>
internal readonly ref struct BoundRow(ref ulong bits, ref int ranks, ref int values)
{
    private readonly ref ulong bits = ref bits;
    private readonly ref int ranks = ref ranks;
    private readonly ref int values = ref values;

    /// <summary>Whether there is a way from a terminal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int terminal) => ((Unsafe.Add(ref bits, terminal >> 6) >> terminal) & 1) != 0;

    /// <summary>The bound from a terminal that has a way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<int> Get(int terminal)
    {
        var at = terminal >> 6;
        var before = Unsafe.Add(ref bits, at) & ((1UL << terminal) - 1);
        var rank = Unsafe.Add(ref ranks, at) + BitOperations.PopCount(before);
        var value = Vector128.LoadUnsafe(ref Unsafe.Add(ref values, rank * BoundTable.Criteria));
        return value & Vector128.Create(-1, -1, -1, 0);
    }

    /// <summary>Lists the edges from whose end there is a way, without a branch for each, and says how many there are.</summary>
    public int Reachable(ReadOnlySpan<Edge> edges, Span<int> into)
    {
        ref var list = ref MemoryMarshal.GetReference(into);
        var count = 0;
        for (var i = 0; i < edges.Length; i++)
        {
            var target = edges[i].Target;
            Unsafe.Add(ref list, count) = i;
            count += (int)(Unsafe.Add(ref bits, target >> 6) >> target) & 1;
        }

        return count;
    }
}
