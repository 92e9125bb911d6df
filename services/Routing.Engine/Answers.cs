using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>The undominated answers found so far, in order of arrival; what a way's bound is held against.</summary>
internal sealed class Answers
{
    private Vector128<int>[] values = new Vector128<int>[64];
    private Ending[] endings = new Ending[64];
    private Vector128<int> lastBeater = Dominance.Filler;
    private readonly List<(Vector128<int> Value, Ending Ending)> waiting = [];
    private int boardings;

    public int Count { get; private set; }

    public Answers() => values.AsSpan().Fill(Dominance.Filler);

    public void Clear()
    {
        waiting.Clear();
        boardings = 0;
        values.AsSpan(0, Count).Fill(Dominance.Filler);
        lastBeater = Dominance.Filler;
        Count = 0;
    }

    /// <summary>Whether an answer is as good as this or better in every criterion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Dominates(Vector128<int> bound)
    {
        // What beat the last bound often beats the next one too.
        if (Vector128.LessThanOrEqualAll(lastBeater, bound))
        {
            return true;
        }

        // What arrives later does not beat it; asked only after the first few, as it takes as long as looking at them.
        ref var first = ref MemoryMarshal.GetArrayDataReference(values);
        var at = 0;
        while (!Dominance.Any(ref Unsafe.Add(ref first, at), Dominance.Step, bound))
        {
            at += Dominance.Step;
            if (at >= Count || Unsafe.Add(ref first, at)[0] > bound[0])
            {
                return false;
            }
        }

        for (; !Vector128.LessThanOrEqualAll(Unsafe.Add(ref first, at), bound); at++) { }

        lastBeater = Unsafe.Add(ref first, at);
        return true;
    }

    /// <summary>
    /// Of sixteen bounds those that no answer equals or beats, a bit each; all answers have as few boardings. An answer (at, ap, ac)
    /// beats a bound (t, p, c) if the largest of at - t, ap - p and ac - c is 0 or less, so only the least of these largest differences
    /// needs to be kept.
    /// </summary>
    /// <param name="so">What the label has come to; added to each of the columns.</param>
    /// <param name="ways">What each way adds at least.</param>
    /// <param name="count">How many of the sixteen there are.</param>
    /// <param name="latest">Times above this are out.</param>
    public uint Unbeaten(Vector128<int> so, Columns ways, int count, int latest)
    {
        var t = ways.Times + Vector512.Create(so[0]);
        var p = ways.Prices + Vector512.Create(so[1]);
        var c = ways.Co2 + Vector512.Create(so[2]);
        ref var answer = ref Unsafe.As<Vector128<int>, int>(ref MemoryMarshal.GetArrayDataReference(values));
        var least = Vector512.Create(int.MaxValue);
        var i = 0;
        do
        {
            for (var end = Math.Min(i + Dominance.Step, Count); i < end; i++)
            {
                var worst = Vector512.Max(Vector512.Create(answer) - t, Vector512.Create(Unsafe.Add(ref answer, 1)) - p);
                least = Vector512.Min(least, Vector512.Max(worst, Vector512.Create(Unsafe.Add(ref answer, 2)) - c));
                answer = ref Unsafe.Add(ref answer, Vector128<int>.Count);
            }
        } while (i < Count && !Vector512.GreaterThanAll(Vector512.Create(answer), t));

        var alive = Vector512.GreaterThan(least, Vector512<int>.Zero) & Vector512.LessThanOrEqual(t, Vector512.Create(latest));
        return (uint)alive.ExtractMostSignificantBits() & (count < WayCache.Group ? (1u << count) - 1 : 0xFFFF);
    }

    /// <summary>Lets in the answers with so many boardings; from now on none has more.</summary>
    public void Admit(int most)
    {
        boardings = most;
        for (var i = 0; i < waiting.Count; i++)
        {
            if (waiting[i].Value[3] == most)
            {
                Insert(waiting[i].Value, waiting[i].Ending);
            }
        }
    }

    /// <summary>Takes an answer in unless another is as good. One with more boardings than are looked at now has to wait.</summary>
    public void Offer(Vector128<int> value, in Ending ending)
    {
        if (value[3] > boardings)
        {
            waiting.Add((value, ending));
        }
        else
        {
            Insert(value, ending);
        }
    }

    /// <summary>Takes an answer in unless another is as good, and drops those that it dominates.</summary>
    public void Insert(Vector128<int> value, in Ending ending)
    {
        if (!Dominates(value))
        {
            Add(value, ending);
        }
    }

    /// <summary>Puts an answer where its arrival belongs; what it dominates does not arrive before it.</summary>
    private void Add(Vector128<int> value, in Ending ending)
    {
        if (Count == values.Length)
        {
            Array.Resize(ref values, Count * 2);
            Array.Resize(ref endings, Count * 2);
            values.AsSpan(Count).Fill(Dominance.Filler);
        }

        var kept = 0;
        while (kept < Count && values[kept][0] < value[0])
        {
            kept++;
        }

        var (moved, movedEnding) = (value, ending);
        for (var i = kept; i < Count; i++)
        {
            if (!Vector128.LessThanOrEqualAll(value, values[i]))
            {
                (values[kept], moved) = (moved, values[i]);
                (endings[kept++], movedEnding) = (movedEnding, endings[i]);
            }
        }

        (values[kept], endings[kept++]) = (moved, movedEnding);
        if (kept < Count)
        {
            values.AsSpan(kept, Count - kept).Fill(Dominance.Filler);
        }

        Count = kept;
    }

    /// <summary>Hands the answers over.</summary>
    public void CopyTo(Settled settled)
    {
        for (var i = 0; i < Count; i++)
        {
            settled.Append(values[i], endings[i]);
        }
    }
}
