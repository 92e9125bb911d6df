using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Qujiang.Routing.Engine;

/// <summary>The ways of one expansion whose arrival has been looked up: a second and sharper look at the answers awaits them.</summary>
internal sealed class Survivors
{
    private int[] times = new int[64];
    private int[] prices = new int[64];
    private int[] co2 = new int[64];
    private Found[] found = new Found[64];

    public int Count { get; private set; }

    public void Clear(int most)
    {
        Count = 0;
        if (most + WayCache.Group > times.Length)
        {
            var length = 2 * (most + WayCache.Group);
            times = new int[length];
            prices = new int[length];
            co2 = new int[length];
            found = new Found[length];
        }
    }

    /// <param name="time">Least time of arrival at the destination.</param>
    /// <param name="price">Least price.</param>
    /// <param name="grams">Least CO2e.</param>
    /// <param name="way">The way.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int time, int price, int grams, in Found way)
    {
        // Clear has made room.
        var at = Count++;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(times), at) = time;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(prices), at) = price;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(co2), at) = grams;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(found), at) = way;
    }

    public ref readonly Found Get(int number) => ref found[number];

    public Columns From(int at) => new(ref times[at], ref prices[at], ref co2[at]);

    /// <param name="Way">Number of the way.</param>
    /// <param name="Row">Row of the movement; departure of the lane.</param>
    /// <param name="Available">When the cargo is available at the target.</param>
    internal readonly record struct Found(int Way, int Row, int Available);
}
