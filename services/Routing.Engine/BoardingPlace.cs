using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Qujiang.Routing.Engine;

/// <summary>
/// A line that can be boarded at a terminal, and at which of its calls, with a copy of all it takes to find a movement: the line itself
/// need not be fetched for that.
/// </summary>
internal readonly struct BoardingPlace
{
    private readonly int[] rows;
    private readonly ulong rowsPerSecond;
    private readonly int first;
    private readonly int span;
    private readonly int width;
    private readonly int segments;

    public BoardingPlace(LineBlock line, int call)
    {
        (Line, LineNumber, Call, Count) = (line, line.Index.Value, call, line.Count);
        (rows, width, segments, MainDimension) = (line.Rows, line.Width, line.Segments, line.MainDimension);
        if (Count > 0)
        {
            first = line.Latest(call, 0);
            span = Math.Max(1, line.Latest(call, Count - 1) - first);
            rowsPerSecond = ((ulong)(Count - 1) << 32) / (ulong)span;
        }
    }

    public LineBlock Line { get; }

    public int LineNumber { get; }

    public int Call { get; }

    /// <summary>The dimension of capacity that is found with the times.</summary>
    public int MainDimension { get; }

    /// <summary>How many movements.</summary>
    public int Count { get; }

    /// <summary>
    /// The first movement that cargo which is here at this time can catch; <see cref="Count"/> if there is none. Timetables are regular,
    /// so where it would be if departures were evenly spread is a good guess, and few steps lead from there to it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FirstCatchable(int time) => Count == 0 ? 0 : Departures.FirstAtOrAfter(ref Number(Call), width, Count, time, Guess(time));

    /// <summary>The same if it can board until the departure itself.</summary>
    public int FirstDeparting(int time) => Line.FirstDeparting(Call, time);

    /// <summary>Whether the movement in this row takes so much of one dimension on a segment, read live.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Takes(int segment, int row, int dimension, int wanted) =>
        dimension == MainDimension
            ? Volatile.Read(ref Number((row * width) + (2 * segments) + segment)) >= wanted
            : Line.Takes(segment, row, dimension, wanted);

    /// <summary>When cargo is available at a call of the movement in this row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Available(int call, int row) => Number((row * width) + segments + call - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Guess(int time)
    {
        var since = (uint)Math.Min(Math.Max((long)time - first, 0), span);
        return (int)((since * rowsPerSecond) >> 32);
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
