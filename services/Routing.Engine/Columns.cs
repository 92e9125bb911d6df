using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Qujiang.Routing.Engine;

/// <summary>Sixteen of (time, price, CO2e) in columns, to be held against the answers together.</summary>
internal readonly ref struct Columns(Vector512<int> times, Vector512<int> prices, Vector512<int> co2)
{
    public Vector512<int> Times { get; } = times;

    public Vector512<int> Prices { get; } = prices;

    public Vector512<int> Co2 { get; } = co2;

    /// <summary>Makes columns of sixteen rows.</summary>
    /// <param name="first">The first of the rows, whose fourth number is left out.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Columns Of(ref Vector128<int> first)
    {
        ref var four = ref Unsafe.As<Vector128<int>, Vector512<int>>(ref first);
        return Avx512F.IsSupported
            ? Transposed(four, Unsafe.Add(ref four, 1), Unsafe.Add(ref four, 2), Unsafe.Add(ref four, 3))
            : OneByOne(ref first);
    }

    private static Columns Transposed(Vector512<int> a, Vector512<int> b, Vector512<int> c, Vector512<int> d)
    {
        // Eight times and eight prices of two vectors, and eight of CO2e; then the halves of two of those.
        var timesAndPrices = Vector512.Create(0, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29);
        var co2 = Vector512.Create(2, 6, 10, 14, 18, 22, 26, 30, 2, 6, 10, 14, 18, 22, 26, 30);
        var low = Avx512F.PermuteVar16x32x2(a, timesAndPrices, b);
        var high = Avx512F.PermuteVar16x32x2(c, timesAndPrices, d);
        return new(
            Avx512F.Shuffle4x128(low, high, 0b01_00_01_00),
            Avx512F.Shuffle4x128(low, high, 0b11_10_11_10),
            Avx512F.Shuffle4x128(Avx512F.PermuteVar16x32x2(a, co2, b), Avx512F.PermuteVar16x32x2(c, co2, d), 0b01_00_01_00)
        );
    }

    private static Columns OneByOne(ref Vector128<int> first)
    {
        var (times, prices, co2) = (Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero);
        for (var i = 0; i < Vector512<int>.Count; i++)
        {
            var row = Unsafe.Add(ref first, i);
            (times, prices, co2) = (times.WithElement(i, row[0]), prices.WithElement(i, row[1]), co2.WithElement(i, row[2]));
        }

        return new(times, prices, co2);
    }
}
