using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>Compares (time, price, CO2e, boardings) with many of its kind at once.</summary>
internal static class Dominance
{
    /// <summary>Lists are filled up to a multiple of this with <see cref="Filler"/>.</summary>
    public const int Step = 4;

    /// <summary>As good as nothing.</summary>
    public static Vector128<int> Filler => Vector128.Create(int.MaxValue);

    /// <summary>Whether one of the list is as good or better in every criterion.</summary>
    /// <param name="first">The list, filled up.</param>
    /// <param name="count">How many there are without the filling.</param>
    /// <param name="value">What it is held against.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(ref Vector128<int> first, int count, Vector128<int> value) => Find(ref first, count, value) >= 0;

    /// <summary>Where the list has something as good or better in every criterion, within <see cref="Step"/> of it; -1 if nowhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Find(ref Vector128<int> first, int count, Vector128<int> value)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var four = Vector512.Create(Vector256.Create(value, value), Vector256.Create(value, value));
            for (var i = 0; i < count; i += 4)
            {
                // A bit per number that is worse; a list member dominates if its four bits are all clear.
                var worse = Vector512
                    .GreaterThan(Unsafe.As<Vector128<int>, Vector512<int>>(ref Unsafe.Add(ref first, i)), four)
                    .ExtractMostSignificantBits();
                worse |= worse >> 1;
                worse |= worse >> 2;
                if ((worse & 0x1111) != 0x1111)
                {
                    return i;
                }
            }

            return -1;
        }

        for (var i = 0; i < count; i++)
        {
            if (Vector128.LessThanOrEqualAll(Unsafe.Add(ref first, i), value))
            {
                return i;
            }
        }

        return -1;
    }
}
