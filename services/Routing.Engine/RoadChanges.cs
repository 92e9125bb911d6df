namespace Qujiang.Routing.Engine;

/// <summary>Changes of lanes and pools that wait to be committed.</summary>
internal sealed class RoadChanges
{
    private readonly List<(LaneIndex Lane, LaneBlock? Block)> lanes = [];
    private readonly List<(PoolIndex Pool, int Day, Capacity Room)> days = [];
    private int added;

    public void Clear()
    {
        lanes.Clear();
        days.Clear();
        added = 0;
    }

    public LaneIndex AddLane(TimetableVersion version, LanePlan plan)
    {
        var lane = new LaneIndex(version.Lanes.Length + added++);
        lanes.Add((lane, new(lane, plan)));
        return lane;
    }

    public void ReplaceLane(TimetableVersion version, LaneIndex lane, LanePlan? plan)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lane.Value);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lane.Value, version.Lanes.Length + added);
        lanes.Add((lane, plan is null ? null : new(lane, plan)));
    }

    public void SetPoolDay(PoolIndex pool, int day, in Capacity room) => days.Add((pool, day, room));

    public TimetableVersion Apply(TimetableVersion version, ChangeLog log, ref bool faster)
    {
        version = ApplyDays(version, log);
        if (lanes.Count == 0)
        {
            return version;
        }

        version = Boardings.Grown(version);
        var all = new LaneBlock?[version.Lanes.Length + added];
        version.Lanes.CopyTo(all, 0);
        var touchedFrom = new HashSet<int>();
        var touchedTo = new HashSet<int>();
        foreach (var (lane, block) in lanes)
        {
            foreach (var end in new[] { all[lane.Value], block })
            {
                if (end is not null)
                {
                    touchedFrom.Add(end.From.Value);
                    touchedTo.Add(end.To.Value);
                }
            }

            faster |= block is not null;
            all[lane.Value] = block;
        }

        var from = (LaneBlock[][])version.LanesFrom.Clone();
        var to = (LaneBlock[][])version.LanesTo.Clone();
        foreach (var terminal in touchedFrom)
        {
            from[terminal] = [];
        }

        foreach (var terminal in touchedTo)
        {
            to[terminal] = [];
        }

        foreach (var group in all.OfType<LaneBlock>().Where(l => touchedFrom.Contains(l.From.Value)).GroupBy(l => l.From.Value))
        {
            from[group.Key] = [.. group];
        }

        foreach (var group in all.OfType<LaneBlock>().Where(l => touchedTo.Contains(l.To.Value)).GroupBy(l => l.To.Value))
        {
            to[group.Key] = [.. group];
        }

        return version with
        {
            Lanes = all,
            LanesFrom = from,
            LanesTo = to,
            LanesRevision = version.LanesRevision + 1,
        };
    }

    private TimetableVersion ApplyDays(TimetableVersion version, ChangeLog log)
    {
        PoolBlock[]? pools = null;
        foreach (var (pool, day, room) in days)
        {
            var current = (pools ?? version.Pools)[pool.Value];
            var block = current.Including(day);
            if (!ReferenceEquals(block, current))
            {
                pools ??= [.. version.Pools];
                pools[pool.Value] = block;
            }

            log.Begin(block, day, 0, block.Get(day), room);
            block.Set(day, room);
            log.Finish();
        }

        return pools is null ? version : version with { Pools = pools };
    }
}
