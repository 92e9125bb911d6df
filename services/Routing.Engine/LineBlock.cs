using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Qujiang.Routing.Engine;

/// <summary>
/// The movements of one engine line in columns, one column per call and property, in the order of departure: none overtakes another
/// in any column. Times never change; a change of times makes a new block. Free room changes in place.
/// </summary>
internal sealed class LineBlock
{
    /// <summary>Free room where there is no movement: no demand fits.</summary>
    private const int Closed = int.MinValue;

    private readonly int[] times;
    private readonly int[]?[] remaining = new int[]?[Capacity.Dimensions];
    private readonly int[] ceiling;
    private readonly uint modeBit;
    private readonly ulong forbidden;

    public LineBlock(LineIndex index, Pattern pattern, int count)
    {
        Index = index;
        Pattern = pattern;
        modeBit = pattern.Mode.Bit;
        forbidden = pattern.Forbidden;
        Count = count;
        Segments = pattern.Terminals.Length - 1;
        Stride = (count + 7) & ~7;
        times = new int[4 * Segments * Stride];
        Array.Fill(times, int.MaxValue);
        ceiling = new int[Segments * Capacity.Dimensions];
        Movements = new int[count];
    }

    public LineIndex Index { get; }

    public Pattern Pattern { get; }

    /// <summary>How many movements.</summary>
    public int Count { get; }

    /// <summary>Distance from one column to the next; a multiple of eight.</summary>
    public int Stride { get; }

    public int Segments { get; }

    public int[] Movements { get; }

    public uint ModeBit => modeBit;

    public ulong Forbidden => forbidden;

    /// <summary>Last moment to be at call i, 0 to Segments - 1.</summary>
    public Span<int> Latest(int call) => Column(call);

    /// <summary>Departure from call i, 0 to Segments - 1.</summary>
    public Span<int> Departure(int call) => Column(Segments + call);

    /// <summary>Arrival of the vehicle at call j, 1 to Segments.</summary>
    public Span<int> Arrival(int call) => Column((2 * Segments) + call - 1);

    /// <summary>When cargo is available at call j, 1 to Segments.</summary>
    public Span<int> Available(int call) => Column((3 * Segments) + call - 1);

    /// <summary>Free room of one dimension on a segment; null where nobody ever had any.</summary>
    public Span<int> Remaining(int segment, int dimension)
    {
        var all = remaining[dimension];
        return all is null ? default : all.AsSpan(segment * Stride, Stride);
    }

    /// <summary>Last moment to be at call i, unchecked, and past the last movement the end of time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref int LatestReference(int call) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(times), call * Stride);

    /// <summary>When cargo is available at call j, unchecked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int AvailableAt(int call, int row) =>
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(times), (((3 * Segments) + call - 1) * Stride) + row);

    /// <summary>Whether the movement in this row takes so much of one dimension on a segment, read live.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Takes(int segment, int row, int dimension, int wanted) =>
        remaining[dimension] is { } all
        && Volatile.Read(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(all), (segment * Stride) + row)) >= wanted;

    /// <summary>Whether some movement may take so much of one dimension on a segment: never wrongly false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayTake(int segment, int dimension, int wanted) =>
        Volatile.Read(ref ceiling[(segment * Capacity.Dimensions) + dimension]) >= wanted;

    public Capacity GetRemaining(int segment, int row) =>
        new(Get(segment, row, 0), Get(segment, row, 1), Get(segment, row, 2), Get(segment, row, 3), Get(segment, row, 4));

    /// <summary>Called by the writer alone. The ceiling rises before the room does and never falls: a reader may see too high a one only.</summary>
    public void SetRemaining(int segment, int row, in Capacity room)
    {
        for (var d = 0; d < Capacity.Dimensions; d++)
        {
            var value = room[d];
            if (remaining[d] is null)
            {
                if (value == 0)
                {
                    continue;
                }

                var fresh = new int[Segments * Stride];
                for (var s = 0; s < Segments; s++)
                {
                    fresh.AsSpan((s * Stride) + Count, Stride - Count).Fill(Closed);
                }

                Volatile.Write(ref remaining[d], fresh);
            }

            ref var top = ref ceiling[(segment * Capacity.Dimensions) + d];
            if (value > top)
            {
                Volatile.Write(ref top, value);
            }

            Volatile.Write(ref remaining[d]![(segment * Stride) + row], value);
        }
    }

    public void SetTimes(int row, ReadOnlySpan<Call> calls)
    {
        for (var i = 0; i < Segments; i++)
        {
            Departure(i)[row] = calls[i].Departure;
            Latest(i)[row] = calls[i].Departure - calls[i].CutOff;
            Arrival(i + 1)[row] = calls[i + 1].Arrival;
            Available(i + 1)[row] = calls[i + 1].Arrival + calls[i + 1].Handling;
        }
    }

    /// <summary>Takes over a movement from another block of the same pattern, with the room it has now.</summary>
    public void CopyRow(int row, LineBlock from, int fromRow)
    {
        for (var column = 0; column < 4 * Segments; column++)
        {
            Column(column)[row] = from.Column(column)[fromRow];
        }

        for (var s = 0; s < Segments; s++)
        {
            SetRemaining(s, row, from.GetRemaining(s, fromRow));
        }
    }

    public Span<int> Column(int column) => times.AsSpan(column * Stride, Stride);

    private int Get(int segment, int row, int dimension) =>
        remaining[dimension] is { } all ? Volatile.Read(ref all[(segment * Stride) + row]) : 0;
}
