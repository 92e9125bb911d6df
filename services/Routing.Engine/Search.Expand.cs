using System.Numerics;
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
        var bound = value + queryBounds.At(viasPassed, left)[terminal];
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
        var (places, edges) = version.Boardings[terminal];
        var lanes = version.LanesFrom[terminal];
        var rides = prices.Rides[terminal];
        var bounds = queryBounds.At(viasPassed, left);
        var line = 0;
        var usable = true;
        var place = -1;
        ways.Begin(node, left, edges.Length + lanes.Length);
        for (var i = 0; i < edges.Length; i++)
        {
            ref readonly var edge = ref edges[i];
            var bound = rides[i] + bounds[edge.Target];
            if (bound[3] >= LowerBounds.Unreachable)
            {
                continue;
            }

            if (edge.Place != place)
            {
                place = edge.Place;
                line = places[place].Line;
                usable = version.Lines[line].Count > 0 && (!restricted || MayUse(version.Lines[line]));
            }

            if (usable)
            {
                ways.Add(i, bound + Vector128.CreateScalar(relaxCutOffs ? 0 : edge.Shortest));
            }
        }

        for (var i = 0; i < lanes.Length; i++)
        {
            var lane = lanes[i];
            var bound = prices.Lanes[lane.Index.Value] + bounds[lane.To.Value];
            if (bound[3] < LowerBounds.Unreachable && (lane.Mode.Bit & query.AllowedModes) != 0 && MayCarry(lane.Forbidden))
            {
                ways.Add(edges.Length + i, bound + Vector128.CreateScalar(ShortestOf(lane)));
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
        var line = default(LineBlock);
        var place = -1;
        var board = 0;
        var known = 0;
        var row = 0;
        var next = stage;
        survivors.Clear(end - start);
        for (var from = start; from < end; from += WayCache.Group)
        {
            for (var alive = answers.Unbeaten(value, ways.From(from), end - from, latestArrival); alive != 0; alive &= alive - 1)
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
                    place = edge.Place;
                    (var index, board) = boardings.Places[place];
                    line = version.Lines[index];
                    row = relaxCutOffs ? line.FirstDeparting(board, value[0]) : line.FirstCatchable(board, value[0]);
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
                    var available = line.Available(edge.Alight, row);
                    var ashore = (value + rides[way]).WithElement(0, available);
                    var least = ways.Bound(at);
                    var bound = (value + least).WithElement(0, available + least[0] - (relaxCutOffs ? 0 : edge.Shortest));
                    survivors.Add(bound, new(ashore, way, edge.Target, next, new(line.Index.Value, row, (short)board, (short)edge.Alight)));
                }
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
