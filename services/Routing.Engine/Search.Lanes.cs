using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

public sealed partial class Search
{
    private void Drive(int label, Vector128<int> value, int stage, LaneBlock lane, int at, Span<uint> done)
    {
        if (DepartureWithTruck(lane, value[0] + (relaxCutOffs ? 0 : lane.Loading)) is not { } departure)
        {
            return;
        }

        lookedUp++;
        var available = departure + lane.DurationsOf(query.Traits).At(departure) + lane.Handling;
        if (Passes(value, at, available - value[0] - ways.Shortest(at)))
        {
            var way = ways.Way(at);
            done[way >> 5] |= 1u << way;
            var ashore = (value + prices.Lanes[lane.Index.Value]).WithElement(0, available);
            KeepWay(ashore, lane.To.Value, stages.After(stage, lane.Mode, line: null), label, Step.OfLane(lane.Index, departure));
        }
    }

    private int ShortestOf(LaneBlock lane) => (relaxCutOffs ? 0 : lane.Loading) + lane.Shortest + lane.Handling;

    /// <summary>
    /// The first moment from <paramref name="ready"/> on at which the lane is open and the pool has room that day; null if there is none, or the day is not
    /// known.
    /// </summary>
    private int? DepartureWithTruck(LaneBlock lane, int ready)
    {
        var durations = lane.DurationsOf(query.Traits);
        if (lane.Pool == PoolIndex.Unlimited || query.Relax.HasFlag(Relaxations.Capacity))
        {
            return Leaves(durations, ready);
        }

        var pool = version.Pools[lane.Pool.Value];
        var today = timetable.PoolDayOf(ready);
        var leaves = Leaves(durations, ready);
        while (leaves is { } moment)
        {
            var day = Math.Max(timetable.PoolDayOf(moment), pool.FirstDay);
            while (day < pool.EndDay && !pool.Takes(day, query.Demand))
            {
                day++;
            }

            footprint.AddPool(lane.Pool.Value, today, day);
            if (day >= pool.EndDay)
            {
                return null;
            }

            // Waiting for a truck may bring it to where the lane is shut, and waiting for the lane to a day without a truck.
            leaves = Leaves(durations, Math.Max(moment, timetable.StartOfPoolDay(day)));
            if (leaves is { } found && timetable.PoolDayOf(found) == day)
            {
                return found;
            }
        }

        return null;
    }

    private int? Leaves(LaneDurations durations, int ready) =>
        query.Relax.HasFlag(Relaxations.Closures) ? durations.LeavesOpen(ready) : durations.Leaves(ready);
}
