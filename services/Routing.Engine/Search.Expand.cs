using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

public sealed partial class Search
{
    private void Expand(int label)
    {
        var value = labels.Value(label);
        var node = labels.Node(label);
        var stage = node / terminals;
        var terminal = node - (stage * terminals);
        if (labels.IsDead(label) || value[3] >= maxBoardings)
        {
            return;
        }

        if (answers.Dominates(value + queryBounds.At(stages.ViasPassed(stage))[terminal]))
        {
            beaten++;
            return;
        }

        expanded++;
        Ride(label, value, stage, terminal);
        foreach (var lane in version.LanesFrom[terminal])
        {
            if ((lane.Mode.Bit & query.AllowedModes) != 0 && MayCarry(lane.Forbidden))
            {
                Drive(label, value, stages.After(stage, lane.Mode, line: null), lane);
            }
        }
    }

    /// <summary>
    /// Boards every line and alights at every later call. A ride is held against the bounds with its least time first; only what passes
    /// has its departure looked up. Movements of a line never overtake, so for each call the first movement with room all the way is
    /// the best; and one without room on a segment is of no use for any call after it.
    /// </summary>
    private void Ride(int label, Vector128<int> value, int stage, int terminal)
    {
        var boardings = version.Boardings[terminal];
        ref var edges = ref MemoryMarshal.GetArrayDataReference(boardings.Edges);
        ref var rides = ref MemoryMarshal.GetArrayDataReference(prices.Rides[terminal]);
        ref var bounds = ref MemoryMarshal.GetArrayDataReference(queryBounds.At(stages.ViasPassed(stage)));
        var limit = Vector128.Create(latestArrival, int.MaxValue, int.MaxValue, maxBoardings);
        var count = boardings.Edges.Length;
        var line = default(LineBlock);
        var place = -1;
        var board = 0;
        var known = 0;
        var row = 0;
        var next = stage;
        for (var i = 0; i < count; i++)
        {
            ref var edge = ref Unsafe.Add(ref edges, i);
            var ashore = value + Unsafe.Add(ref rides, i);
            var bound = ashore + Unsafe.Add(ref bounds, edge.Target) + Vector128.CreateScalar(relaxCutOffs ? 0 : edge.Shortest);
            if (Vector128.GreaterThanAny(bound, limit) || answers.Dominates(bound))
            {
                beaten++;
                continue;
            }

            if (edge.Place != place)
            {
                place = edge.Place;
                (var index, board) = boardings.Places[place];
                line = version.Lines[index];
                row = FirstCatchable(line, board, value[0]);
                known = board;
                next = stages.After(stage, line.Pattern);
            }

            if (row >= line!.Count)
            {
                continue;
            }

            row = wants.FirstWithRoom(line, board, known, edge.Alight, row);
            known = edge.Alight;
            if (row < line.Count)
            {
                ashore = ashore.WithElement(0, line.AvailableAt(edge.Alight, row));
                Reach(ashore, edge.Target, next, label, new(line.Index.Value, row, (short)board, (short)edge.Alight));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FirstCatchable(LineBlock line, int board, int ready)
    {
        if (line.Count == 0 || (restricted && !MayUse(line)))
        {
            return line.Count;
        }

        ref var column = ref relaxCutOffs ? ref MemoryMarshal.GetReference(line.Departure(board)) : ref line.LatestReference(board);
        return Departures.FirstAtOrAfter(ref column, line.Count, ready);
    }

    private void Drive(int label, Vector128<int> value, int stage, LaneBlock lane)
    {
        var bounds = queryBounds.At(stages.ViasPassed(stage));
        var cost = prices.Lanes[lane.Index.Value];
        var loading = relaxCutOffs ? 0 : lane.Loading;
        var shortest = loading + lane.Durations.Minimum + lane.Handling;
        var bound = value + cost + bounds[lane.To.Value] + Vector128.CreateScalar(shortest);
        if (bound[3] > maxBoardings || bound[0] > latestArrival || answers.Dominates(bound))
        {
            beaten++;
            return;
        }

        if (DepartureWithTruck(lane, value[0] + loading) is { } departure)
        {
            var available = departure + lane.Durations.At(departure) + lane.Handling;
            Reach((value + cost).WithElement(0, available), lane.To.Value, stage, label, Step.OfLane(lane.Index, departure));
        }
    }

    /// <summary>The first moment from <paramref name="ready"/> on of a day on which the pool has room; null if no such day is known.</summary>
    private int? DepartureWithTruck(LaneBlock lane, int ready)
    {
        if (lane.Pool == PoolIndex.Unlimited || query.Relax.HasFlag(Relaxations.Capacity))
        {
            return ready;
        }

        var pool = version.Pools[lane.Pool.Value];
        var today = timetable.PoolDayOf(ready);
        for (var day = Math.Max(today, pool.FirstDay); day < pool.EndDay; day++)
        {
            if (pool.Takes(day, query.Demand))
            {
                return Math.Max(ready, timetable.StartOfPoolDay(day));
            }
        }

        return null;
    }

    private bool MayUse(LineBlock line) =>
        (line.ModeBit & query.AllowedModes) != 0
        && MayCarry(line.Forbidden)
        && (query.AvoidedLines.IsEmpty || !query.AvoidedLines.Span.Contains(line.Pattern.Line));

    private bool MayCarry(ulong forbidden) => (forbidden & query.Traits) == 0 || query.Relax.HasFlag(Relaxations.Restrictions);
}
