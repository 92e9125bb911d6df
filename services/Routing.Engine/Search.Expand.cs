using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

public sealed partial class Search
{
    /// <summary>Takes the ways out of a label that may lead to answers with as many boardings as this round is about.</summary>
    private void Expand(int label)
    {
        if (labels.IsDead(label))
        {
            return;
        }

        var value = labels.Value(label);
        var node = labels.Node(label);
        var stage = node / terminals;
        var terminal = node - (stage * terminals);
        var viasPassed = stages.ViasPassed(stage);
        var left = round - value[3];
        if (!queryBounds.At(viasPassed).TryGet(terminal, Math.Min(left, LowerBounds.Top), out var bound))
        {
            return;
        }

        bound += value;
        if (bound[0] > latestArrival || answers.Dominates(bound.WithElement(3, round)))
        {
            return;
        }

        expanded++;
        if (!ways.TryGet(node, left - 1, out var start, out var end))
        {
            AddUpWays(node, terminal, viasPassed, left - 1);
            ways.End(node, left - 1, out start, out end);
        }

        var done = labels.Done(label, version.Boardings[terminal].Edges.Length + version.LanesFrom[terminal].Length);
        LookUp(value, stage, terminal, start, end, done);
        lookedUp += survivors.Count;
        for (var from = 0; from < survivors.Count; from += WayCache.Group)
        {
            var alive = answers.Unbeaten(Vector128<int>.Zero, survivors.From(from), survivors.Count - from, latestArrival);
            for (; alive != 0; alive &= alive - 1)
            {
                ref readonly var way = ref survivors.Get(from + BitOperations.TrailingZeroCount(alive));
                done[way.Way >> 5] |= 1u << way.Way;
                Keep(label, way);
            }
        }
    }

    /// <summary>Adds up what each ride and lane from a terminal takes at least, for all labels there.</summary>
    private void AddUpWays(int node, int terminal, int viasPassed, int left)
    {
        var boardings = version.Boardings[terminal];
        var edges = boardings.Edges;
        var lanes = version.LanesFrom[terminal];
        ref var rides = ref MemoryMarshal.GetArrayDataReference(prices.Rides[terminal]);
        var bounds = queryBounds.At(viasPassed);
        var level = Math.Min(left, LowerBounds.Top);
        ways.Begin(node, left, edges.Length + lanes.Length);
        for (var i = 0; i < edges.Length; i++)
        {
            ref readonly var edge = ref edges[i];
            if (!bounds.TryGet(edge.Target, level, out var bound) || (restricted && !MayUse(boardings.Places[edge.Place].Line)))
            {
                continue;
            }

            var cost = Unsafe.Add(ref rides, i);
            if (cost[3] != LowerBounds.Unreachable)
            {
                ways.Add(i, bound + cost + Vector128.CreateScalar(relaxCutOffs ? 0 : edge.Shortest));
            }
        }

        for (var i = 0; i < lanes.Length; i++)
        {
            var lane = lanes[i];
            var cost = prices.Lanes[lane.Index.Value];
            if (
                bounds.TryGet(lane.To.Value, level, out var bound)
                && cost[3] != LowerBounds.Unreachable
                && (lane.Mode.Bit & query.AllowedModes) != 0
                && MayCarry(lane.Forbidden)
            )
            {
                ways.Add(edges.Length + i, bound + cost + Vector128.CreateScalar(ShortestOf(lane)));
            }
        }
    }

    /// <summary>
    /// Looks up the departures of the ways that no answer beats even if they leave at once. Movements of a line never overtake, so for
    /// each call the first movement with room all the way is the best; and one without room on a segment is of no use for any call after it.
    /// </summary>
    private void LookUp(Vector128<int> value, int stage, int terminal, int start, int end, Span<uint> done)
    {
        var boardings = version.Boardings[terminal];
        var rides = prices.Rides[terminal];
        ref var here = ref Unsafe.NullRef<BoardingPlace>();
        var place = -1;
        var known = 0;
        var row = 0;
        var firstRow = 0;
        var next = stage;
        survivors.Clear(end - start);
        for (var from = start; from < end; from += WayCache.Group)
        {
            var alive = answers.Unbeaten(value, ways.From(from), end - from, latestArrival);
            Prefetch(boardings, alive, from, value[0]);
            for (; alive != 0; alive &= alive - 1)
            {
                var at = from + BitOperations.TrailingZeroCount(alive);
                var way = ways.Way(at);
                if ((done[way >> 5] & (1u << way)) != 0)
                {
                    continue;
                }

                if (way >= boardings.Edges.Length)
                {
                    Drive(value, stage, version.LanesFrom[terminal][way - boardings.Edges.Length], way, ways.Bound(at));
                    continue;
                }

                ref readonly var edge = ref boardings.Edges[way];
                if (edge.Place != place)
                {
                    if (place >= 0)
                    {
                        Remember(here.LineNumber, firstRow, row);
                    }

                    place = edge.Place;
                    here = ref boardings.Places[place];
                    row = relaxCutOffs ? here.FirstDeparting(value[0]) : here.FirstCatchable(value[0]);
                    firstRow = row;
                    known = here.Call;
                    next = stages.After(stage, here);
                }

                if (row >= here.Count)
                {
                    continue;
                }

                row = wants.FirstWithRoom(here, known, edge.Alight, row);
                known = edge.Alight;
                if (row < here.Count)
                {
                    var available = here.Available(edge.Alight, row);
                    var ashore = (value + rides[way]).WithElement(0, available);
                    var least = ways.Bound(at);
                    var bound = (value + least).WithElement(0, available + least[0] - (relaxCutOffs ? 0 : edge.Shortest));
                    var step = new Step(here.LineNumber, row, (short)here.Call, (short)edge.Alight);
                    survivors.Add(bound, new(ashore, way, edge.Target, next, step));
                }
            }
        }

        if (place >= 0)
        {
            Remember(here.LineNumber, firstRow, row);
        }
    }

    private void Remember(int line, int firstRow, int row)
    {
        if (wants.Any)
        {
            footprint.AddLine(line, firstRow, row);
        }
    }

    /// <summary>Begins to fetch the movements that are about to be looked at, so that they arrive together.</summary>
    private void Prefetch(TerminalBoardings boardings, uint alive, int from, int time)
    {
        for (var place = -1; alive != 0; alive &= alive - 1)
        {
            var way = ways.Way(from + BitOperations.TrailingZeroCount(alive));
            if (way < boardings.Edges.Length && boardings.Edges[way].Place != place)
            {
                place = boardings.Edges[way].Place;
                boardings.Places[place].Prefetch(time);
            }
        }
    }

    private void Drive(Vector128<int> value, int stage, LaneBlock lane, int way, Vector128<int> least)
    {
        if (DepartureWithTruck(lane, value[0] + (relaxCutOffs ? 0 : lane.Loading)) is { } departure)
        {
            var available = departure + lane.Durations.At(departure) + lane.Handling;
            var ashore = (value + prices.Lanes[lane.Index.Value]).WithElement(0, available);
            var bound = (value + least).WithElement(0, available + least[0] - ShortestOf(lane));
            var next = stages.After(stage, lane.Mode, line: null);
            survivors.Add(bound, new(ashore, way, lane.To.Value, next, Step.OfLane(lane.Index, departure)));
        }
    }

    private int ShortestOf(LaneBlock lane) => (relaxCutOffs ? 0 : lane.Loading) + lane.Durations.Minimum + lane.Handling;

    /// <summary>The first moment from <paramref name="ready"/> on of a day on which the pool has room; null if no such day is known.</summary>
    private int? DepartureWithTruck(LaneBlock lane, int ready)
    {
        if (lane.Pool == PoolIndex.Unlimited || query.Relax.HasFlag(Relaxations.Capacity))
        {
            return ready;
        }

        var pool = version.Pools[lane.Pool.Value];
        var today = timetable.PoolDayOf(ready);
        var day = Math.Max(today, pool.FirstDay);
        while (day < pool.EndDay && !pool.Takes(day, query.Demand))
        {
            day++;
        }

        footprint.AddPool(lane.Pool.Value, today, day);
        return day < pool.EndDay ? Math.Max(ready, timetable.StartOfPoolDay(day)) : null;
    }

    private bool MayUse(LineBlock line) =>
        (line.ModeBit & query.AllowedModes) != 0
        && MayCarry(line.Forbidden)
        && (query.AvoidedLines.IsEmpty || !query.AvoidedLines.Span.Contains(line.Pattern.Line));

    private bool MayCarry(ulong forbidden) => (forbidden & query.Traits) == 0 || query.Relax.HasFlag(Relaxations.Restrictions);
}
