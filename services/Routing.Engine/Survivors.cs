using System.Runtime.Intrinsics;

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

    public void Add(Vector128<int> bound, in Found way)
    {
        times[Count] = bound[0];
        prices[Count] = bound[1];
        co2[Count] = bound[2];
        found[Count++] = way;
    }

    public ref readonly Found Get(int number) => ref found[number];

    public Columns From(int at) => new(ref times[at], ref prices[at], ref co2[at]);

    /// <param name="Ashore">Time, price, CO2e and boardings when the cargo is available at the target.</param>
    /// <param name="Way">Number of the way.</param>
    /// <param name="Target">Terminal.</param>
    /// <param name="Stage">Stage.</param>
    /// <param name="Step">How it got there.</param>
    internal readonly record struct Found(Vector128<int> Ashore, int Way, int Target, int Stage, Step Step);
}
