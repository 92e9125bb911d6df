using System.Numerics;
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
            return;
        }

        expanded++;
        if (!ways.TryGet(node, value[3], out var start, out var end))
        {
            AddUpWays(node, terminal, stages.ViasPassed(stage), value[3]);
            ways.TryGet(node, value[3], out start, out end);
        }

        LookUp(value, stage, terminal, start, end);
        lookedUp += survivors.Count;
        for (var from = 0; from < survivors.Count; from += WayCache.Group)
        {
            var left = survivors.Count - from;
            var alive = answers.Unbeaten(Vector128<int>.Zero, survivors.From(from), limit) & (left < 32 ? (1u << left) - 1 : uint.MaxValue);
            for (; alive != 0; alive &= alive - 1)
            {
                Keep(label, survivors.Get(from + BitOperations.TrailingZeroCount(alive)));
            }
        }
    }

    /// <summary>Adds up what each ride and lane from a terminal takes at least, for all labels there.</summary>
    private void AddUpWays(int node, int terminal, int viasPassed, int boardings)
    {
        var (places, edges) = version.Boardings[terminal];
        var lanes = version.LanesFrom[terminal];
        var rides = prices.Rides[terminal];
        var bounds = queryBounds.At(viasPassed);
        var line = 0;
        var usable = true;
        var place = -1;
        ways.Begin(node, boardings, edges.Length + lanes.Length);
        for (var i = 0; i < edges.Length; i++)
        {
            ref readonly var edge = ref edges[i];
            var bound = rides[i] + bounds[edge.Target];
            if (bound[3] + boardings > maxBoardings)
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
            if (bound[3] + boardings <= maxBoardings && (lane.Mode.Bit & query.AllowedModes) != 0 && MayCarry(lane.Forbidden))
            {
                ways.Add(~i, bound + Vector128.CreateScalar(ShortestOf(lane)));
            }
        }

        ways.End(node);
    }

    /// <summary>
    /// Looks up the departures of the ways that no answer beats even if they leave at once. Movements of a line never overtake, so for
    /// each call the first movement with room all the way is the best; and one without room on a segment is of no use for any call after it.
    /// </summary>
    private void LookUp(Vector128<int> value, int stage, int terminal, int start, int end)
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
            for (var alive = answers.Unbeaten(value, ways.From(from), limit); alive != 0; alive &= alive - 1)
            {
                var at = from + BitOperations.TrailingZeroCount(alive);
                var way = ways.Way(at);
                if (way < 0)
                {
                    Drive(value, stage, version.LanesFrom[terminal][~way], ways.Bound(at));
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
                    var bound = (value + ways.Bound(at)).WithElement(0, available + ways.Time(at) - (relaxCutOffs ? 0 : edge.Shortest));
                    survivors.Add(
                        bound,
                        new(ashore, edge.Target, next, bound[3], new(line.Index.Value, row, (short)board, (short)edge.Alight))
                    );
                }
            }
        }
    }

    private void Drive(Vector128<int> value, int stage, LaneBlock lane, Vector128<int> least)
    {
        if (DepartureWithTruck(lane, value[0] + (relaxCutOffs ? 0 : lane.Loading)) is { } departure)
        {
            var available = departure + lane.Durations.At(departure) + lane.Handling;
            var ashore = (value + prices.Lanes[lane.Index.Value]).WithElement(0, available);
            var bound = (value + least).WithElement(0, available + least[0] - ShortestOf(lane));
            var next = stages.After(stage, lane.Mode, line: null);
            survivors.Add(bound, new(ashore, lane.To.Value, next, bound[3], Step.OfLane(lane.Index, departure)));
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
