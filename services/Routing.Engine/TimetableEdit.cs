namespace Qujiang.Routing.Engine;

/// <summary>A batch of changes to a timetable. Not committed, it leaves no trace but indices that nobody will use.</summary>
public sealed class TimetableEdit : IDisposable
{
    private readonly Timetable timetable;
    private readonly TimetableWriter writer;
    private TimetableVersion next;
    private bool disposed;

    internal TimetableEdit(Timetable timetable, TimetableWriter writer, TimetableVersion current)
    {
        this.timetable = timetable;
        this.writer = writer;
        next = current;
        writer.Begin();
    }

    /// <summary>Adds a terminal.</summary>
    public TerminalIndex AddTerminal()
    {
        next = next with { Terminals = next.Terminals + 1 };
        return new(next.Terminals - 1);
    }

    /// <summary>Adds a movement.</summary>
    /// <exception cref="ArgumentException">
    /// Fewer than two calls, a terminal that does not exist, times that run backwards, a negative duration, or not one room per segment.
    /// </exception>
    public MovementIndex AddMovement(in MovementPlan plan)
    {
        PlanCheck.Movement(plan, next.Terminals);
        return writer.Add(plan);
    }

    /// <summary>Gives a movement new times, calls, restrictions or room. One that was cancelled or dropped comes back.</summary>
    /// <exception cref="ArgumentException">As <see cref="AddMovement"/>, or there is no such movement.</exception>
    public void ReplaceMovement(MovementIndex movement, in MovementPlan plan)
    {
        PlanCheck.Movement(plan, next.Terminals);
        writer.Replace(next, movement, plan);
    }

    /// <summary>Takes a movement out of the timetable; nothing happens if it is not in it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such movement.</exception>
    public void CancelMovement(MovementIndex movement) => writer.Cancel(next, movement);

    /// <summary>Takes out every movement that has left its last call of boarding before this time, and says how many.</summary>
    public int DropDepartedBefore(int time) => writer.DropDepartedBefore(next, time);

    /// <summary>Adds a pool with nothing in it.</summary>
    public PoolIndex AddPool()
    {
        next = next with { Pools = [.. next.Pools, new PoolBlock(0, 0)] };
        return new(next.Pools.Length - 1);
    }

    /// <summary>Sets the free room of a pool on a day (number of days from the epoch, local time).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pool.</exception>
    public void SetPoolDay(PoolIndex pool, int day, in Capacity room)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pool.Value);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pool.Value, next.Pools.Length);
        writer.SetPoolDay(pool, day, room);
    }

    /// <summary>Adds a lane.</summary>
    /// <exception cref="ArgumentException">A terminal or pool that does not exist, a lane to where it starts, or a negative duration.</exception>
    public LaneIndex AddLane(LanePlan plan)
    {
        PlanCheck.Lane(plan, next.Terminals, next.Pools.Length);
        return writer.AddLane(next, plan);
    }

    /// <summary>Gives a lane new properties.</summary>
    /// <exception cref="ArgumentException">As <see cref="AddLane"/>, or there is no such lane.</exception>
    public void ReplaceLane(LaneIndex lane, LanePlan plan)
    {
        PlanCheck.Lane(plan, next.Terminals, next.Pools.Length);
        writer.ReplaceLane(next, lane, plan);
    }

    /// <summary>Takes a lane out of the timetable; nothing happens if it is not in it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such lane.</exception>
    public void RemoveLane(LaneIndex lane) => writer.ReplaceLane(next, lane, null);

    /// <summary>Makes the changes visible, all at once.</summary>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        next = writer.Commit(next);
        timetable.Publish(next);
        writer.Begin();
    }

    /// <summary>Ends the batch and lets the next one in.</summary>
    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            writer.Abandon();
            timetable.Release();
        }
    }
}
