using System.Runtime.InteropServices;

namespace Qujiang.Benchmarks;

/// <summary>Gives numbers from 0 to whatever numbers a file uses; small ones, which most files have, without a dictionary.</summary>
internal sealed class Numbering
{
    private const int Small = 1 << 22;

    private readonly Dictionary<long, int> large = [];
    private int[] small = [];

    public int Count { get; private set; }

    public int Of(long id)
    {
        if (id is < 0 or >= Small)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(large, id, out var known);
            number = known ? number : Count++;
            return number;
        }

        if (id >= small.Length)
        {
            Array.Resize(ref small, (int)Math.Min(Small, Math.Max(1024, id + (id / 2))) + 1);
        }

        // Stored one up, as 0 is what a new array holds.
        ref var place = ref small[id];
        if (place == 0)
        {
            place = ++Count;
        }

        return place - 1;
    }
}
