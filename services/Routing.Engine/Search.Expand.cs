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
        if (labels.IsDead(label) || value[3] >= query.MaxBoardings)
        {
            return;
        }

        if (answers.Dominates(value + queryBounds.At(stages.ViasPassed(stage), terminal)))
        {
            beaten++;
            return;
        }

        expanded++;
        foreach (ref readonly var place in version.BoardingsAt[terminal].AsSpan())
        {
            var line = version.Lines[place.Line];
            if (line.Count > 0 && prices.Lines[place.Line].Usable && MayUse(line.Pattern))
            {
                Ride(label, value, stages.After(stage, line.Pattern.Mode, line.Pattern.Line), line, place.Call);
            }
        }

        foreach (var lane in version.LanesFrom[terminal])
        {
            if ((lane.Mode.Bit & query.AllowedModes) != 0 && MayCarry(lane.Forbidden))
            {
                Drive(label, value, stages.After(stage, lane.Mode, line: null), lane);
            }
        }
    }

    /// <summary>
    /// Boards a line and alights at every later call. Movements of a line never overtake, so for each call the first movement with room
    /// all the way is the best; and one without room on a segment is of no use for any call after it.
    /// </summary>
    private void Ride(int label, Vector128<int> value, int stage, LineBlock line, int board)
    {
        var relaxCutOffs = query.Relax.HasFlag(Relaxations.CutOffs);
        var catchable = relaxCutOffs ? line.Departure(board) : line.Latest(board);
        var row = FirstAtOrAfter(catchable[..line.Count], value[0]);
        var priced = prices.Lines[line.Index.Value];
        var aboard = value.WithElement(0, 0) + priced.Start[board];
        for (var call = board + 1; call <= line.Segments; call++)
        {
            row = FirstWithRoom(line, board, call, row);
            if (row == line.Count)
            {
                return;
            }

            var ashore = (aboard + priced.End[call]).WithElement(0, line.Available(call)[row]);
            Reach(ashore, line.Pattern.Terminals[call].Value, stage, label, new(line.Index.Value, row, (short)board, (short)call));
        }
    }

    /// <summary>The first movement from this row on with room from the call of boarding to this one, known to have it up to the call before.</summary>
    private int FirstWithRoom(LineBlock line, int board, int call, int row)
    {
        if (query.Relax.HasFlag(Relaxations.Capacity))
        {
            return row;
        }

        if (!line.MayTake(call - 1, query.Demand))
        {
            return line.Count;
        }

        if (row < line.Count && line.Takes(call - 1, row, query.Demand))
        {
            return row;
        }

        while (++row < line.Count)
        {
            var segment = board;
            while (segment < call && line.Takes(segment, row, query.Demand))
            {
                segment++;
            }

            if (segment == call)
            {
                return row;
            }
        }

        return line.Count;
    }

    private void Drive(int label, Vector128<int> value, int stage, LaneBlock lane)
    {
        var cost = prices.Lanes[lane.Index.Value];
        if (cost[3] > query.MaxBoardings)
        {
            return;
        }

        var ready = value[0] + (query.Relax.HasFlag(Relaxations.CutOffs) ? 0 : lane.Loading);
        if (DepartureWithTruck(lane, ready) is not { } departure)
        {
            return;
        }

        var available = departure + lane.Durations.At(departure) + lane.Handling;
        Reach((value + cost).WithElement(0, available), lane.To.Value, stage, label, Step.OfLane(lane.Index, departure));
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

    private bool MayUse(Pattern pattern) =>
        (pattern.Mode.Bit & query.AllowedModes) != 0
        && MayCarry(pattern.Forbidden)
        && (query.AvoidedLines.IsEmpty || !query.AvoidedLines.Span.Contains(pattern.Line));

    private bool MayCarry(ulong forbidden) => (forbidden & query.Traits) == 0 || query.Relax.HasFlag(Relaxations.Restrictions);

    private static int FirstAtOrAfter(ReadOnlySpan<int> ascending, int time)
    {
        var low = 0;
        var high = ascending.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (ascending[middle] < time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
