using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Qujiang.Routing.Engine;

/// <summary>
/// The movements of one engine line in the order of departure: none overtakes another at any call. What a search needs of a movement
/// lies side by side in one row: the last moments to be at its calls, when cargo is available, the free room of the dimension that
/// matters most. Times never change; a change of times makes a new block. Free room changes in place.
/// </summary>
internal sealed class LineBlock
{
    private readonly int[] rows;
    private readonly int[] departures;
    private readonly int[] arrivals;
    private readonly int[]?[] others = new int[]?[Capacity.Dimensions];
    private readonly int[] ceiling;
    private readonly int width;

    /// <param name="index">The engine line.</param>
    /// <param name="pattern">What its movements share.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="mainDimension">The dimension of capacity to keep in the rows.</param>
    /// <param name="places">Where it is found among the boardings of its calls' terminals; filled in when it is new.</param>
    public LineBlock(LineIndex index, Pattern pattern, int count, int mainDimension, int[] places)
    {
        Index = index;
        Pattern = pattern;
        Count = count;
        Segments = pattern.Terminals.Length - 1;
        ModeBit = pattern.Mode.Bit;
        Forbidden = pattern.Forbidden;
        MainDimension = mainDimension;
        width = 3 * Segments;
        rows = new int[width * count];
        departures = new int[Segments * count];
        arrivals = new int[Segments * count];
        ceiling = new int[Segments * Capacity.Dimensions];
        Movements = new int[count];
        Places = places;
    }

    public LineIndex Index { get; }

    public Pattern Pattern { get; }

    /// <summary>How many movements.</summary>
    public int Count { get; }

    public int Segments { get; }

    public uint ModeBit { get; }

    public ulong Forbidden { get; }

    public int MainDimension { get; }

    public int[] Movements { get; }

    /// <summary>Number of the boarding place, by call.</summary>
    public int[] Places { get; }

    /// <summary>The rows: one per movement, <see cref="Width"/> numbers each, beginning with the last moments to be at its calls.</summary>
    public int[] Rows => rows;

    public int Width => width;

    /// <summary>Last moment to be at call i, 0 to Segments - 1.</summary>
    public int Latest(int call, int row) => rows[(row * width) + call];

    /// <summary>When cargo is available at call j, 1 to Segments.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Available(int call, int row) => At((row * width) + Segments + call - 1);

    /// <summary>Departure from call i, 0 to Segments - 1.</summary>
    public int Departure(int call, int row) => departures[(row * Segments) + call];

    /// <summary>Arrival of the vehicle at call j, 1 to Segments.</summary>
    public int Arrival(int call, int row) => arrivals[(row * Segments) + call - 1];

    /// <summary>All times of a movement by number: latest, available, departure, arrival.</summary>
    public int Time(int number, int row)
    {
        var of = number / Segments;
        var call = number % Segments;
        return of switch
        {
            0 => Latest(call, row),
            1 => Available(call + 1, row),
            2 => Departure(call, row),
            _ => Arrival(call + 1, row),
        };
    }

    /// <summary>The first movement that departs from a call at or after this time; <see cref="Count"/> if there is none.</summary>
    public int FirstDeparting(int call, int time) =>
        Count == 0 ? 0 : Departures.FirstAtOrAfter(ref departures[call], Segments, Count, time, Count / 2);

    /// <summary>Whether the movement in this row takes so much of one dimension on a segment, read live.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Takes(int segment, int row, int dimension, int wanted) =>
        dimension == MainDimension
            ? Volatile.Read(ref At((row * width) + (2 * Segments) + segment)) >= wanted
            : TakesOther(segment, row, dimension, wanted);

    /// <summary>Whether some movement may take so much of one dimension on a segment: never wrongly false.</summary>
    public bool MayTake(int segment, int dimension, int wanted) =>
        Volatile.Read(ref ceiling[(segment * Capacity.Dimensions) + dimension]) >= wanted;

    /// <summary>The most room that any segment may have in the main dimension.</summary>
    public int MostRoom()
    {
        var most = 0;
        for (var segment = 0; segment < Segments; segment++)
        {
            most = Math.Max(most, ceiling[(segment * Capacity.Dimensions) + MainDimension]);
        }

        return most;
    }

    public Capacity GetRemaining(int segment, int row) =>
        new(Get(segment, row, 0), Get(segment, row, 1), Get(segment, row, 2), Get(segment, row, 3), Get(segment, row, 4));

    /// <summary>Called by the writer alone. The ceiling rises before the room does and never falls: a reader may see too high a one only.</summary>
    public void SetRemaining(int segment, int row, in Capacity room)
    {
        for (var d = 0; d < Capacity.Dimensions; d++)
        {
            var value = room[d];
            if (d != MainDimension && others[d] is null)
            {
                if (value == 0)
                {
                    continue;
                }

                Volatile.Write(ref others[d], new int[Segments * Count]);
            }

            ref var top = ref ceiling[(segment * Capacity.Dimensions) + d];
            if (value > top)
            {
                Volatile.Write(ref top, value);
            }

            Volatile.Write(ref Room(segment, row, d), value);
        }
    }

    public void SetTimes(int row, ReadOnlySpan<Call> calls)
    {
        for (var i = 0; i < Segments; i++)
        {
            rows[(row * width) + i] = calls[i].Departure - calls[i].CutOff;
            rows[(row * width) + Segments + i] = calls[i + 1].Arrival + calls[i + 1].Handling;
            departures[(row * Segments) + i] = calls[i].Departure;
            arrivals[(row * Segments) + i] = calls[i + 1].Arrival;
        }
    }

    /// <summary>Takes over a movement from another block of the same pattern, with the room it has now.</summary>
    public void CopyRow(int row, LineBlock from, int fromRow)
    {
        Movements[row] = from.Movements[fromRow];
        from.rows.AsSpan(fromRow * width, 2 * Segments).CopyTo(rows.AsSpan(row * width));
        from.departures.AsSpan(fromRow * Segments, Segments).CopyTo(departures.AsSpan(row * Segments));
        from.arrivals.AsSpan(fromRow * Segments, Segments).CopyTo(arrivals.AsSpan(row * Segments));
        for (var segment = 0; segment < Segments; segment++)
        {
            SetRemaining(segment, row, from.GetRemaining(segment, fromRow));
        }
    }

    private bool TakesOther(int segment, int row, int dimension, int wanted) =>
        others[dimension] is { } all && Volatile.Read(ref all[(row * Segments) + segment]) >= wanted;

    private int Get(int segment, int row, int dimension) =>
        dimension == MainDimension || others[dimension] is not null ? Volatile.Read(ref Room(segment, row, dimension)) : 0;

    private ref int Room(int segment, int row, int dimension) =>
        ref dimension == MainDimension
            ? ref rows[(row * width) + (2 * Segments) + segment]
            : ref others[dimension]![(row * Segments) + segment];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref int At(int index) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(rows), index);
}
