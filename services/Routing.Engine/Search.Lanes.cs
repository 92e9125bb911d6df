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
        var available = departure + lane.Durations.At(departure) + lane.Handling;
        if (Passes(value, at, available - value[0] - ShortestOf(lane)))
        {
            var way = ways.Way(at);
            done[way >> 5] |= 1u << way;
            var ashore = (value + prices.Lanes[lane.Index.Value]).WithElement(0, available);
            KeepWay(ashore, lane.To.Value, stages.After(stage, lane.Mode, line: null), label, Step.OfLane(lane.Index, departure));
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
}
