namespace Qujiang.Routing.Engine;

/// <summary>
/// A timetable that is searched while it changes. Any number of threads may search; changes are made one at a time, under a lock
/// that a search takes only after changes have disturbed it several times in a row.
/// </summary>
/// <param name="dayOffset">Seconds to add to a time to get local time, by which pools count their days: 28,800 for UTC+8 if the epoch is midnight UTC.</param>
public sealed class Timetable(int dayOffset = 0)
{
    internal const int Day = 86_400;

    private readonly Lock writing = new();
    private readonly TimetableWriter writer = new();
    private TimetableVersion current = TimetableVersion.Empty;

    /// <summary>Seconds from the epoch's clock to the local clock.</summary>
    public int DayOffset { get; } = dayOffset;

    /// <summary>How many terminals there are.</summary>
    public int TerminalCount => Current.Terminals;

    /// <summary>How many engine lines there are.</summary>
    public int LineCount => Current.Lines.Length;

    /// <summary>How many lanes there were ever.</summary>
    public int LaneCount => Current.Lanes.Length;

    /// <summary>How many movements can be searched now.</summary>
    public int MovementCount => Current.Lines.Sum(l => l.Count);

    internal TimetableVersion Current => Volatile.Read(ref current);

    /// <summary>Begins a batch of changes that become visible together at <see cref="TimetableEdit.Commit"/>. Holds the lock until disposed of.</summary>
    public TimetableEdit Edit()
    {
        writing.Enter();
        return new TimetableEdit(this, writer, Current);
    }

    /// <summary>Sets the free room of one segment; searches see it at once. False if the movement is not in the timetable.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such movement or segment.</exception>
    public bool SetRemaining(MovementIndex movement, int segment, in Capacity remaining)
    {
        lock (writing)
        {
            return writer.SetRemaining(Current, movement, segment, remaining);
        }
    }

    /// <summary>The free room of one segment; null if the movement is not in the timetable.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such movement or segment.</exception>
    public Capacity? GetRemaining(MovementIndex movement, int segment)
    {
        lock (writing)
        {
            return writer.GetRemaining(Current, movement, segment);
        }
    }

    /// <summary>A movement as it is now; null if it is not in the timetable.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such movement.</exception>
    public MovementInfo? GetMovement(MovementIndex movement)
    {
        lock (writing)
        {
            return writer.Get(Current, movement);
        }
    }

    /// <summary>Sets the free room of a pool on a day (number of days from the epoch, local time).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pool.</exception>
    public void SetPoolDay(PoolIndex pool, int day, in Capacity room)
    {
        using var edit = Edit();
        edit.SetPoolDay(pool, day, room);
        edit.Commit();
    }

    /// <summary>The free room of a pool on a day; nothing for a day that was never set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pool.</exception>
    public Capacity GetPoolDay(PoolIndex pool, int day)
    {
        var pools = Current.Pools;
        ArgumentOutOfRangeException.ThrowIfNegative(pool.Value);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pool.Value, pools.Length);
        return pools[pool.Value].Get(day);
    }

    /// <summary>What a cost model is told about an engine line.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such line.</exception>
    public LineInfo Describe(LineIndex line)
    {
        var lines = Current.Lines;
        ArgumentOutOfRangeException.ThrowIfNegative(line.Value);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(line.Value, lines.Length);
        return CostTable.Describe(lines[line.Value]);
    }

    /// <summary>The day of a pool that a departure draws on.</summary>
    public int PoolDayOf(int departure) => (int)Math.Floor(((double)departure + DayOffset) / Day);

    /// <summary>The first moment of a pool's day.</summary>
    public int StartOfPoolDay(int day) => (int)Math.Clamp(((long)day * Day) - DayOffset, int.MinValue, int.MaxValue);

    /// <summary>Changes of free room; a search that was disturbed by one begins again.</summary>
    internal ChangeLog Changes => writer.Changes;

    /// <summary>What the writer holds; a search takes it only if it was disturbed time and again.</summary>
    internal Lock Writing => writing;

    internal void Publish(TimetableVersion next) => Volatile.Write(ref current, next);

    internal void Release() => writing.Exit();
}
