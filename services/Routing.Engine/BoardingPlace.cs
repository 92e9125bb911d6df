using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Qujiang.Routing.Engine;

/// <summary>
/// A line that can be boarded at a terminal, and at which of its calls, with a copy of what it takes to find a movement: the line itself
/// need not be fetched for that. Half a cache line long, so that it takes one fetch.
/// </summary>
internal readonly struct BoardingPlace
{
    private readonly int[] rows;
    private readonly uint rowsPerSecond;
    private readonly int first;
    private readonly short call;
    private readonly short segments;
    private readonly byte mainDimension;

    public BoardingPlace(LineBlock line, int call)
    {
        (LineNumber, Count, rows) = (line.Index.Value, line.Count, line.Rows);
        (this.call, segments, mainDimension) = ((short)call, (short)line.Segments, (byte)line.MainDimension);
        if (Count > 0)
        {
            first = line.Latest(call, 0);
            var span = Math.Max(1, (long)line.Latest(call, Count - 1) - first);
            rowsPerSecond = (uint)Math.Min(((ulong)(Count - 1) << 32) / (ulong)span, uint.MaxValue);
        }
    }

    public int LineNumber { get; }

    /// <summary>How many movements.</summary>
    public int Count { get; }

    public int Call => call;

    /// <summary>The dimension of capacity that is found with the times.</summary>
    public int MainDimension => mainDimension;

    /// <summary>
    /// The first movement that cargo which is here at this time can catch; <see cref="Count"/> if there is none. Timetables are regular,
    /// so where it would be if departures were evenly spread is a good guess, and few steps lead from there to it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FirstCatchable(int time) => Count == 0 ? 0 : Departures.FirstAtOrAfter(ref Number(call), Width, Count, time, Guess(time));

    /// <summary>Last moment to be here for the movement in this row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Latest(int row) => Number((row * Width) + call);

    /// <summary>Whether the movement in this row takes so much of the main dimension on a segment, read live.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TakesMain(int segment, int row, int wanted) =>
        Volatile.Read(ref Number((row * Width) + (2 * segments) + segment)) >= wanted;

    /// <summary>When cargo is available at a call of the movement in this row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Available(int alight, int row) => Number((row * Width) + segments + alight - 1);

    /// <summary>Begins to fetch the two movements that <see cref="FirstCatchable"/> will look at first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(int time)
    {
        if (Sse.IsSupported && Count > 0)
        {
            // The guess is rounded down, so mostly the movement after it is the one that is caught.
            var guessed = (int*)Unsafe.AsPointer(ref Number((Guess(time) * Width) + call));
            Sse.Prefetch0(guessed);
            Sse.Prefetch0(guessed + Width);
        }
    }

    private int Width => 3 * segments;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Guess(int time)
    {
        var since = (ulong)Math.Max((long)time - first, 0);
        return (int)Math.Min((since * rowsPerSecond) >> 32, (ulong)(Count - 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref int Number(int index)
    {
        // Never true; but knowing that, the compiler does not look at the array's header, which would have to be fetched as well.
        if (rows is null)
        {
            return ref Unsafe.NullRef<int>();
        }

        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(rows), index);
    }
}
