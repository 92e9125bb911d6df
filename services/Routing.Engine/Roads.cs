namespace Qujiang.Routing.Engine;

/// <summary>A lane as the search sees it.</summary>
internal sealed class LaneBlock(LaneIndex index, LanePlan plan)
{
    public LaneIndex Index { get; } = index;

    public TerminalIndex From { get; } = plan.From;

    public TerminalIndex To { get; } = plan.To;

    /// <summary>The shortest duration of any shipment.</summary>
    public int Shortest { get; } = Math.Min(plan.Durations.Minimum, (plan.Delayed?.Durations ?? plan.Durations).Minimum);

    /// <summary>The durations that a shipment with these traits has.</summary>
    public LaneDurations DurationsOf(ulong traits) =>
        plan.Delayed is { } delayed && (delayed.Traits & traits) != 0 ? delayed.Durations : plan.Durations;

    public ModeIndex Mode { get; } = plan.Mode;

    public CostClass CostClass { get; } = plan.CostClass;

    public ulong Forbidden { get; } = plan.Forbidden;

    public int Loading { get; } = plan.Loading;

    public int Handling { get; } = plan.Handling;

    public PoolIndex Pool { get; } = plan.Pool;
}

/// <summary>A pool's free room per day: a window of days that is replaced when it must grow, and written in place otherwise.</summary>
internal sealed class PoolBlock(int firstDay, int days)
{
    private readonly int[] room = new int[days * Capacity.Dimensions];
    private readonly bool[] known = new bool[days];

    public int FirstDay { get; } = firstDay;

    /// <summary>One past the last day.</summary>
    public int EndDay { get; } = firstDay + days;

    public PoolBlock Including(int day)
    {
        if (day >= FirstDay && day < EndDay)
        {
            return this;
        }

        var empty = FirstDay == EndDay;
        var first = empty ? day : Math.Min(day, FirstDay);
        var end = empty ? day + 32 : Math.Max(day + 32, EndDay);
        var grown = new PoolBlock(first, end - first);
        room.CopyTo(grown.room, (FirstDay - first) * Capacity.Dimensions * (empty ? 0 : 1));
        known.CopyTo(grown.known, (FirstDay - first) * (empty ? 0 : 1));
        return grown;
    }

    public void Set(int day, in Capacity capacity)
    {
        for (var d = 0; d < Capacity.Dimensions; d++)
        {
            Volatile.Write(ref room[((day - FirstDay) * Capacity.Dimensions) + d], capacity[d]);
        }

        Volatile.Write(ref known[day - FirstDay], true);
    }

    public Capacity Get(int day)
    {
        if (day < FirstDay || day >= EndDay)
        {
            return default;
        }

        var at = room.AsSpan((day - FirstDay) * Capacity.Dimensions, Capacity.Dimensions);
        return new(at[0], at[1], at[2], at[3], at[4]);
    }

    /// <summary>Whether the pool takes the demand that day. Of a day that nobody ever told about nothing is promised.</summary>
    public bool Takes(int day, in Capacity demand)
    {
        if (day < FirstDay || day >= EndDay || !Volatile.Read(ref known[day - FirstDay]))
        {
            return false;
        }

        for (var d = 0; d < Capacity.Dimensions; d++)
        {
            var wanted = demand[d];
            if (wanted > 0 && Volatile.Read(ref room[((day - FirstDay) * Capacity.Dimensions) + d]) < wanted)
            {
                return false;
            }
        }

        return true;
    }
}
