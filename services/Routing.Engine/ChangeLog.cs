namespace Qujiang.Routing.Engine;

/// <summary>
/// The latest changes of free room, so that a search can tell afterwards whether one of them happened to something it had read. The
/// one writer tells of a change before making it; searches read without any lock.
/// </summary>
internal sealed class ChangeLog
{
    private const int Size = 1 << 14;

    private readonly Change[] ring = new Change[Size];
    private long begun;
    private long finished;

    /// <summary>Where a search that begins now has to look from. A change that is being made counts as still to come.</summary>
    public long Position => Volatile.Read(ref finished);

    public void Begin(object block, int row, int segment, in Capacity before, in Capacity after)
    {
        ring[begun & (Size - 1)] = new(block, row, segment, before, after);
        Volatile.Write(ref begun, begun + 1);
    }

    public void Finish() => Volatile.Write(ref finished, begun);

    /// <summary>Whether a change since this position matters to a search, or there were too many to tell.</summary>
    public bool AnyMattered(long since, Footprint footprint, TimetableVersion version, Query query)
    {
        var end = Volatile.Read(ref begun);
        for (var i = since; i < end; i++)
        {
            var change = ring[i & (Size - 1)];
            if (Volatile.Read(ref begun) - i >= Size - 1)
            {
                return true;
            }

            if (change.Before.Takes(query.Demand) != change.After.Takes(query.Demand) && footprint.Covers(change, version))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="Block">The line or pool.</param>
    /// <param name="Row">The movement's row, or the day.</param>
    /// <param name="Segment">The segment; of no meaning for a pool.</param>
    /// <param name="Before">Free room before the change.</param>
    /// <param name="After">Free room after it.</param>
    internal readonly record struct Change(object Block, int Row, int Segment, Capacity Before, Capacity After);
}

/// <summary>What a search has read of free room: which movements of which lines, which days of which pools.</summary>
internal sealed class Footprint
{
    private Read[] reads = new Read[1024];
    private int count;

    public void Clear() => count = 0;

    /// <summary>Rows of a line, the first and the last of them included, on segments from one call to another.</summary>
    public void AddLine(int line, int first, int last, int fromCall, int toCall) => Add(new(line, first, last, fromCall, toCall));

    /// <summary>All of a line.</summary>
    public void AddLine(int line) => Add(new(line, 0, int.MaxValue, 0, int.MaxValue));

    /// <summary>Days of a pool, the first and the last of them included.</summary>
    public void AddPool(int pool, int first, int last) => Add(new(~pool, first, last, 0, 1));

    public bool Covers(in ChangeLog.Change change, TimetableVersion version)
    {
        // A block that this version does not have was changed out of the search's sight.
        var index = change.Block switch
        {
            LineBlock line when version.Has(line) => line.Index.Value,
            PoolBlock pool when Array.IndexOf(version.Pools, pool) is >= 0 and var number => ~number,
            _ => (int?)null,
        };
        for (var i = 0; i < count && index is not null; i++)
        {
            if (reads[i].Of == index && reads[i].Covers(change))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(Read read)
    {
        if (count == reads.Length)
        {
            Array.Resize(ref reads, count * 2);
        }

        reads[count++] = read;
    }

    private readonly record struct Read(int Of, int First, int Last, int FromCall, int ToCall)
    {
        public bool Covers(in ChangeLog.Change change) =>
            change.Row >= First && change.Row <= Last && change.Segment >= FromCall && change.Segment < ToCall;
    }
}
