using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

public sealed partial class Search
{
    /// <summary>
    /// Looks up the departures of the ways that no answer beats even if they leave at once. It goes over them thrice, each time over fewer: short
    /// loops that keep what they need in registers.
    /// </summary>
    private void LookUp(int label, Vector128<int> value, int stage, int terminal, int start, int end, Span<uint> done)
    {
        var listed = ways.Scratch(end - start);
        var count = ListUnbeaten(value, start, end, done, listed);
        if (count > 0 && stages.Count == 1)
        {
            count = ListPromising(value, terminal, listed[..count], done);
        }

        if (count > 0)
        {
            Depart(label, value, stage, terminal, listed[..count], done);
        }
    }

    /// <summary>Lists the ways that are left to be taken and that no answer beats even if they leave at once.</summary>
    private int ListUnbeaten(Vector128<int> value, int start, int end, Span<uint> done, Span<int> into)
    {
        ref var taken = ref MemoryMarshal.GetReference(done);
        ref var list = ref MemoryMarshal.GetReference(into);
        var count = 0;
        for (var from = start; from < end; from += WayCache.Group)
        {
            var alive = answers.Unbeaten(value, ways.From(from), end - from, latestArrival);
            for (; alive != 0; alive &= alive - 1)
            {
                var at = from + BitOperations.TrailingZeroCount(alive);
                var number = ways.Way(at);
                Unsafe.Add(ref list, count) = at;
                count += (int)(~(Unsafe.Add(ref taken, number >> 5) >> number) & 1);
            }
        }

        return count;
    }

    /// <summary>Of these ways leaves those in the list that lead, even at their fastest, to nothing that the place they lead to has as good already.</summary>
    private int ListPromising(Vector128<int> value, int terminal, Span<int> list, Span<uint> done)
    {
        var (places, edges) = version.Boardings[terminal];
        var fetched = -1;
        ref var rides = ref MemoryMarshal.GetArrayDataReference(prices.Rides[terminal]);
        var count = 0;
        foreach (var at in list)
        {
            var way = ways.Way(at);
            if (way < edges.Length)
            {
                ref readonly var edge = ref edges[way];
                var soonest = value + Unsafe.Add(ref rides, way) + Vector128.CreateScalar(relaxCutOffs ? 0 : edge.Shortest);
                if (bags.Dominates(edge.Target, soonest))
                {
                    done[way >> 5] |= 1u << way;
                    dominated++;
                    continue;
                }

                if (edge.Place != fetched)
                {
                    fetched = edge.Place;
                    places[fetched].Prefetch(value[0]);
                }
            }

            list[count++] = at;
        }

        return count;
    }

    /// <summary>
    /// Takes these ways, but for movements that another label here can still catch which costs no more. Movements of a line never overtake, so for each call the first
    /// movement with room all the way is the best; and one without room on a segment is of no use for any call after it.
    /// </summary>
    private void Depart(int label, Vector128<int> value, int stage, int terminal, ReadOnlySpan<int> list, Span<uint> done)
    {
        var (places, edges) = version.Boardings[terminal];
        var ready = value[0];
        var until = bags.NextAsGood((stage * terminals) + terminal, value);
        ref var rides = ref MemoryMarshal.GetArrayDataReference(prices.Rides[terminal]);
        ref var here = ref Unsafe.NullRef<BoardingPlace>();
        var place = -1;
        var known = 0;
        var row = 0;
        var firstRow = 0;
        var covered = false;
        foreach (var at in list)
        {
            var way = ways.Way(at);
            if (way >= edges.Length)
            {
                Drive(label, value, stage, version.LanesFrom[terminal][way - edges.Length], at, done);
                continue;
            }

            ref readonly var edge = ref edges[way];
            if (edge.Place != place)
            {
                if (place >= 0)
                {
                    Remember(here, firstRow, row, known);
                }

                place = edge.Place;
                here = ref places[place];
                row = FirstInTime(here, ready);
                firstRow = row;
                known = here.Call;
                covered = row < here.Count && LastMoment(here, row) >= until;
            }

            if (covered)
            {
                // The label that costs no more is in time for the same movement, and takes it or finds that it leads to nothing.
                done[way >> 5] |= 1u << way;
                continue;
            }

            if (row >= here.Count)
            {
                continue;
            }

            row = wants.FirstWithRoom(version.Lines, here, known, edge.Alight, row);
            known = edge.Alight;
            if (row < here.Count)
            {
                lookedUp++;
                var available = here.Available(edge.Alight, row);
                var ashore = (value + Unsafe.Add(ref rides, way)).WithElement(0, available);
                if (stages.Count == 1 && bags.Dominates(edge.Target, ashore))
                {
                    done[way >> 5] |= 1u << way;
                    dominated++;
                }
                else if (Passes(value, at, available - ready - ways.Shortest(at)))
                {
                    done[way >> 5] |= 1u << way;
                    var step = new Step(here.LineNumber, row, (short)here.Call, (short)edge.Alight);
                    if (stages.Count == 1)
                    {
                        KeepUndominated(ashore, edge.Target, 0, edge.Target, label, step);
                    }
                    else
                    {
                        KeepWay(ashore, edge.Target, stages.After(stage, version.Lines, here.LineNumber), label, step);
                    }
                }
            }
        }

        if (place >= 0)
        {
            Remember(here, firstRow, row, known);
        }
    }

    /// <summary>The last moment to be there for the movement in this row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int LastMoment(in BoardingPlace place, int row) =>
        relaxCutOffs ? version.Lines[place.LineNumber].Departure(place.Call, row) : place.Latest(row);

    /// <summary>The first movement that cargo which is ready at this time can catch; the count if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FirstInTime(in BoardingPlace place, int ready) =>
        relaxCutOffs ? version.Lines[place.LineNumber].FirstDeparting(place.Call, ready) : place.FirstCatchable(ready);

    private void Remember(in BoardingPlace place, int firstRow, int row, int alight)
    {
        if (wants.Any)
        {
            footprint.AddLine(place.LineNumber, firstRow, row, place.Call, alight);
        }
    }

    /// <summary>Whether no answer beats a way, now that it is known how much longer than at its fastest it takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Passes(Vector128<int> value, int at, int longer)
    {
        var bound = value + ways.Bound(at) + Vector128.CreateScalar(longer);
        return bound[0] <= latestArrival && !answers.Dominates(bound.WithElement(3, round));
    }
}
