using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Qujiang.Routing.Engine;

/// <summary>Compares (time, price, CO2e, boardings) with many of its kind at once.</summary>
internal static class Dominance
{
    /// <summary>Lists are filled up to a multiple of this with <see cref="Filler"/>.</summary>
    public const int Step = 8;

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
            var four = FourTimes(value);
            for (var i = 0; i < count; i += Step)
            {
                // A bit per number that is worse; a list member dominates if its four bits are all clear.
                var low = Vector512.GreaterThan(Four(ref first, i), four).ExtractMostSignificantBits();
                var high = Vector512.GreaterThan(Four(ref first, i + 4), four).ExtractMostSignificantBits();
                var worse = (uint)low | ((uint)high << 16);
                worse |= worse >> 1;
                worse |= worse >> 2;
                if ((worse & 0x11111111) != 0x11111111)
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

    /// <summary>
    /// The least time, later than this value's, of those in the list that are as good or better in all the other criteria;
    /// <see cref="int.MaxValue"/> if there is none.
    /// </summary>
    /// <param name="first">The list, filled up.</param>
    /// <param name="count">How many there are without the filling.</param>
    /// <param name="value">What it is held against.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NextAsGood(ref Vector128<int> first, int count, Vector128<int> value)
    {
        var least = Filler;
        if (Vector512.IsHardwareAccelerated)
        {
            var four = FourTimes(value);
            var time = FourTimes(Vector128.Create(-1, 0, 0, 0));
            var leastOfFour = FourTimes(Filler);
            for (var i = 0; i < count; i += 4)
            {
                var list = Four(ref first, i);
                // Time must be worse and nothing else may be: all four numbers learn whether one of them is otherwise.
                var wrong = Vector512.GreaterThan(list, four) ^ time;
                wrong |= Vector512.ShuffleNative(wrong, Vector512.Create(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
                wrong |= Vector512.ShuffleNative(wrong, Vector512.Create(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
                leastOfFour = Vector512.Min(leastOfFour, Vector512.ConditionalSelect(wrong, Vector512.Create(int.MaxValue), list));
            }

            var two = Vector256.Min(leastOfFour.GetLower(), leastOfFour.GetUpper());
            return Vector128.Min(two.GetLower(), two.GetUpper())[0];
        }

        for (var i = 0; i < count; i++)
        {
            var other = Unsafe.Add(ref first, i);
            if (other[0] > value[0] && Vector128.LessThanOrEqualAll(other.WithElement(0, 0), value.WithElement(0, 0)))
            {
                least = Vector128.Min(least, other);
            }
        }

        return least[0];
    }

    /// <summary>Whether this is as good as one of the list or better in every criterion.</summary>
    /// <param name="first">The list, filled up.</param>
    /// <param name="count">How many there are without the filling.</param>
    /// <param name="value">What is held against it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool BeatsAny(ref Vector128<int> first, int count, Vector128<int> value)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var four = FourTimes(value);
            for (var i = 0; i < count; i += 4)
            {
                var worse = (uint)Vector512.LessThan(Four(ref first, i), four).ExtractMostSignificantBits();
                worse |= worse >> 1;
                worse |= worse >> 2;
                if ((~worse & 0x1111 & ((1u << (4 * Math.Min(count - i, 4))) - 1)) != 0)
                {
                    return true;
                }
            }

            return false;
        }

        for (var i = 0; i < count; i++)
        {
            if (Vector128.LessThanOrEqualAll(value, Unsafe.Add(ref first, i)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The same as <see cref="Vector512.Create{T}(Vector128{T})"/>, but in one instruction where there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> FourTimes(Vector128<int> value)
    {
        if (Avx512F.IsSupported)
        {
            var low = value.ToVector256Unsafe().ToVector512Unsafe();
            return Avx512F.Shuffle4x128(low, low, 0);
        }

        return Vector512.Create(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Four(ref Vector128<int> first, int at) =>
        Unsafe.As<Vector128<int>, Vector512<int>>(ref Unsafe.Add(ref first, at));
}
