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
        if (labels.IsDead(label) || (isRange && labels.AllDone(label)))
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

        var boardings = version.Boardings[terminal];
        var done = labels.Done(label, boardings.Edges.Length + version.LanesFrom[terminal].Length);
        LookUp(label, value, stage, terminal, start, end, done);
    }

    /// <summary>Keeps a way as a label; at a via it is also, or only, kept as one that stays there.</summary>
    private void KeepWay(Vector128<int> ashore, int target, int stage, int label, in Step step)
    {
        if (stages.IsNextVia(stage, target))
        {
            Reach(ashore, target, stage, label, step);
        }
        else
        {
            Keep(ashore, target, stage, label, step);
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
        var place = -1;
        var usable = true;
        ways.Begin(node, left, edges.Length + lanes.Length);
        var reachable = ways.Scratch(edges.Length);
        var count = bounds.Reachable(edges, level, reachable);
        foreach (var i in reachable[..count])
        {
            ref readonly var edge = ref edges[i];
            if (edge.Place != place)
            {
                place = edge.Place;
                usable = MayBoard(boardings.Places[place]);
            }

            var cost = Unsafe.Add(ref rides, i);
            if (usable && cost[3] != LowerBounds.Unreachable)
            {
                var bound = bounds.Get(edge.Target, level);
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
    private void LookUp(int label, Vector128<int> value, int stage, int terminal, int start, int end, Span<uint> done)
    {
        var boardings = version.Boardings[terminal];
        var ready = value[0];
        var rides = prices.Rides[terminal];
        ref var here = ref Unsafe.NullRef<BoardingPlace>();
        var place = -1;
        var known = 0;
        var row = 0;
        var firstRow = 0;
        for (var from = start; from < end; from += WayCache.Group)
        {
            var alive = answers.Unbeaten(value, ways.From(from), end - from, latestArrival);
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
                    Drive(label, value, stage, version.LanesFrom[terminal][way - boardings.Edges.Length], at, done);
                    continue;
                }

                ref readonly var edge = ref boardings.Edges[way];
                if (
                    stages.Count == 1
                    && bags.Dominates(edge.Target, value + rides[way] + Vector128.CreateScalar(relaxCutOffs ? 0 : edge.Shortest))
                )
                {
                    done[way >> 5] |= 1u << way;
                    dominated++;
                    continue;
                }

                if (edge.Place != place)
                {
                    if (place >= 0)
                    {
                        Remember(here, firstRow, row, known);
                    }

                    place = edge.Place;
                    here = ref boardings.Places[place];
                    row = relaxCutOffs ? here.FirstDeparting(ready) : here.FirstCatchable(ready);
                    firstRow = row;
                    known = here.Call;
                }

                if (row >= here.Count)
                {
                    continue;
                }

                row = wants.FirstWithRoom(here, known, edge.Alight, row);
                known = edge.Alight;
                if (row < here.Count)
                {
                    lookedUp++;
                    var available = here.Available(edge.Alight, row);
                    if (Passes(value, at, available - ready - (relaxCutOffs ? 0 : edge.Shortest)))
                    {
                        done[way >> 5] |= 1u << way;
                        var ashore = (value + rides[way]).WithElement(0, available);
                        var step = new Step(here.LineNumber, row, (short)here.Call, (short)edge.Alight);
                        KeepWay(ashore, edge.Target, stages.After(stage, here), label, step);
                    }
                }
            }
        }

        if (place >= 0)
        {
            Remember(here, firstRow, row, known);
        }
    }

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

    /// <summary>Whether the query may use a line at all, and some segment of it may have room enough.</summary>
    private bool MayBoard(in BoardingPlace place)
    {
        if (restricted && !MayUse(place.Line))
        {
            return false;
        }

        if (Volatile.Read(ref version.MostRoom[place.LineNumber]) >= wants.Of(place.MainDimension))
        {
            return true;
        }

        footprint.AddLine(place.LineNumber);
        return false;
    }

    private bool MayUse(LineBlock line) =>
        (line.ModeBit & query.AllowedModes) != 0
        && MayCarry(line.Forbidden)
        && (query.AvoidedLines.IsEmpty || !query.AvoidedLines.Span.Contains(line.Pattern.Line));

    private bool MayCarry(ulong forbidden) => (forbidden & query.Traits) == 0 || query.Relax.HasFlag(Relaxations.Restrictions);
}
