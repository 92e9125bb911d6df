using System.Runtime.CompilerServices;

namespace Qujiang.Routing.Engine;

/// <summary>Finds a departure in a column of ascending times.</summary>
internal static class Departures
{
    private const int Steps = 6;

    /// <summary>
    /// The first row at or after this time; <paramref name="count"/> if there is none. Timetables are regular, so the first guess is
    /// where the row would be if departures were evenly spread, and few steps lead from there to it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstAtOrAfter(ref int first, int count, int time)
    {
        var start = first;
        if (time <= start)
        {
            return 0;
        }

        var end = Unsafe.Add(ref first, count - 1);
        if (time >= end)
        {
            return time == end ? FirstEqual(ref first, count - 1) : count;
        }

        var guess = (int)((float)(time - start) / (end - start) * (count - 1));
        var low = 0;
        var high = count - 1;
        for (var step = 0; step < Steps; step++)
        {
            if (Unsafe.Add(ref first, guess) < time)
            {
                low = guess + 1;
                if (Unsafe.Add(ref first, low) >= time)
                {
                    return low;
                }

                guess = low;
            }
            else
            {
                high = guess;
                guess--;
            }
        }

        return Halve(ref first, low, high, time);
    }

    private static int Halve(ref int first, int low, int high, int time)
    {
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Unsafe.Add(ref first, middle) < time)
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

    private static int FirstEqual(ref int first, int row)
    {
        while (row > 0 && Unsafe.Add(ref first, row - 1) == Unsafe.Add(ref first, row))
        {
            row--;
        }

        return row;
    }
}
