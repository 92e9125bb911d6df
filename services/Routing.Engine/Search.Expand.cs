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
        // Most queries have one stage, and a division is slow.
        var stage = stages.Count == 1 ? 0 : node / terminals;
        var terminal = node - (stage * terminals);
        var viasPassed = stage == 0 ? 0 : stages.ViasPassed(stage);
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

        if (isRange)
        {
            Narrow(label, ref start, ref end);
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
        var lanes = version.LanesFrom[terminal];
        var bounds = queryBounds.At(viasPassed).Row(Math.Min(left, LowerBounds.Top));
        ways.Begin(node, left, boardings.Edges.Length + lanes.Length);
        AddUpRides(boardings, prices.Rides[terminal], bounds);
        for (var i = 0; i < lanes.Length; i++)
        {
            var lane = lanes[i];
            var cost = prices.Lanes[lane.Index.Value];
            if (
                bounds.Has(lane.To.Value)
                && cost[3] != LowerBounds.Unreachable
                && (lane.Mode.Bit & query.AllowedModes) != 0
                && MayCarry(lane.Forbidden)
            )
            {
                ways.Add(boardings.Edges.Length + i, bounds.Get(lane.To.Value) + cost, ShortestOf(lane));
            }
        }
    }

    private void AddUpRides(TerminalBoardings boardings, Vector128<int>[] costs, BoundRow bounds)
    {
        var (places, edges) = boardings;
        ref var firstCost = ref MemoryMarshal.GetArrayDataReference(costs);
        var reachable = ways.Scratch(edges.Length);
        var count = bounds.Reachable(edges, reachable);
        var asked = -1;
        var usable = true;
        foreach (var i in reachable[..count])
        {
            ref readonly var edge = ref edges[i];
            var cost = Unsafe.Add(ref firstCost, i);
            if (cost[3] == LowerBounds.Unreachable)
            {
                continue;
            }

            ref readonly var place = ref places[edge.Place];
            if (restricted || !MayHaveRoom(place))
            {
                // Once for all rides from there.
                if (edge.Place != asked)
                {
                    asked = edge.Place;
                    usable = MayBoard(place);
                }

                if (!usable)
                {
                    continue;
                }
            }

            ways.Add(i, bounds.Get(edge.Target) + cost, relaxCutOffs ? 0 : edge.Shortest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MayHaveRoom(in BoardingPlace place) =>
        Volatile.Read(ref version.MostRoom[place.LineNumber]) >= wants.Of(place.MainDimension);

    /// <summary>Whether the query may use a line at all, and some segment of it may have room enough.</summary>
    private bool MayBoard(in BoardingPlace place)
    {
        if (restricted && !MayUse(version.Lines[place.LineNumber]))
        {
            return false;
        }

        if (MayHaveRoom(place))
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
