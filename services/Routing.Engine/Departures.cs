using System.Runtime.CompilerServices;

namespace Qujiang.Routing.Engine;

/// <summary>Finds a departure among ascending times.</summary>
internal static class Departures
{
    private const int Steps = 8;

    /// <summary>
    /// The first row at or after this time; <paramref name="count"/> if there is none.
    /// </summary>
    /// <param name="first">The time of the first row.</param>
    /// <param name="stride">Numbers from one row to the next.</param>
    /// <param name="count">How many rows there are, one or more.</param>
    /// <param name="time">What is looked for.</param>
    /// <param name="row">Where it may be: any row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstAtOrAfter(ref int first, int stride, int count, int time, int row)
    {
        ref var at = ref Unsafe.Add(ref first, row * stride);
        if (at < time)
        {
            for (var step = 0; step < Steps; step++)
            {
                row++;
                at = ref Unsafe.Add(ref at, stride);
                if (row == count || at >= time)
                {
                    return row;
                }
            }

            return Halve(ref first, stride, row, count, time);
        }

        for (var step = 0; step < Steps; step++)
        {
            at = ref Unsafe.Subtract(ref at, stride);
            if (row == 0 || at < time)
            {
                return row;
            }

            row--;
        }

        return Halve(ref first, stride, 0, row, time);
    }

    private static int Halve(ref int first, int stride, int low, int high, int time)
    {
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Unsafe.Add(ref first, middle * stride) < time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
