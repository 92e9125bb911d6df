namespace Qujiang.Routing.Engine.Tests.Oracle;

/// <summary>
/// Random changes of a world: room, delays, other calls, cancellations, new movements, pool days. They are planned on the world first,
/// so that the answers after each of them can be enumerated, and made to the timetable later.
/// </summary>
internal sealed class WorldMutator(World world, Timetable timetable, WorldMaker maker)
{
    /// <summary>Plans changes; <paramref name="snapshot"/> is called on the world as it is before them and after each.</summary>
    public List<Action> Plan(int count, Action snapshot)
    {
        var changes = new List<Action>(count);
        snapshot();
        for (var i = 0; i < count; i++)
        {
            var kind = maker.Next(20);
            changes.Add(kind < 12 ? Room() : PlanOther(kind));
            snapshot();
        }

        return changes;
    }

    private Action PlanOther(int kind) =>
        kind switch
        {
            < 15 => Replace(),
            < 17 => Cancel(),
            < 18 => Add(),
            _ => PoolDay(),
        };

    private Action Room()
    {
        var number = maker.Next(world.Movements.Count);
        var movement = world.Movements[number];
        var segment = maker.Next(movement.Room.Length);
        var room = maker.Room();
        movement.Room[segment] = movement.Cancelled ? movement.Room[segment] : room;
        return () => timetable.SetRemaining(new(number), segment, room);
    }

    private Action Replace()
    {
        var number = maker.Next(world.Movements.Count);
        var old = world.Movements[number];
        var terminals = maker.Next(3) == 0 ? maker.Pattern(world) : [.. old.Calls.Select(c => c.Terminal.Value)];
        var movement = maker.Movement(world, old.Line, terminals);
        world.Movements[number] = movement;
        var plan = movement with { Room = [.. movement.Room] };
        return () => Commit(edit => edit.ReplaceMovement(new(number), plan.ToPlan()));
    }

    private Action Cancel()
    {
        var number = maker.Next(world.Movements.Count);
        world.Movements[number].Cancelled = true;
        return () => Commit(edit => edit.CancelMovement(new(number)));
    }

    private Action Add()
    {
        var movement = maker.Movement(world, maker.Next(4), maker.Pattern(world));
        world.Movements.Add(movement);
        var plan = movement with { Room = [.. movement.Room] };
        return () => Commit(edit => edit.AddMovement(plan.ToPlan()));
    }

    private Action PoolDay()
    {
        if (world.Pools.Count == 0)
        {
            return () => { };
        }

        var pool = maker.Next(world.Pools.Count);
        var day = maker.Next(6);
        var room = maker.Room();
        world.Pools[pool][day] = room;
        return () => timetable.SetPoolDay(new(pool), day, room);
    }

    private void Commit(Action<TimetableEdit> change)
    {
        using var edit = timetable.Edit();
        change(edit);
        edit.Commit();
    }
}
