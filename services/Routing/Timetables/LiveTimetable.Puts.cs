using Qujiang.Contracts.V1;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Live;

namespace Qujiang.Routing.Timetables;

/// <summary>One movement or pool-day into the engine.</summary>
public sealed partial class LiveTimetable
{
    private void PutTariff(TimetableEdit edit, Mode mode, ModeState state, string id)
    {
        Tariffs.Set(id, state.Tariffs[id]);
        foreach (var movement in state.Movements.Values.Where(m => m.Published?.TariffId == id))
        {
            Put(edit, mode, movement);
        }
    }

    private void Put(TimetableEdit edit, Mode mode, MovementState movement)
    {
        if (!movement.Runs || movement.Calls[^1].Arrival < time.GetUtcNow() || Slot(mode, movement) is not { } slot)
        {
            Remove(edit, movement.Id);
            return;
        }
        var room = FreeRoom.Of(movement.Segments, slot.CallNumbers);
        var plan = new MovementPlan
        {
            Line = slot.Line,
            CostClass = slot.CostClass,
            Mode = new ModeIndex((byte)mode),
            Forbidden = slot.Forbidden,
            Calls = slot.Calls,
            Remaining = room,
        };
        try
        {
            if (!movements.TryGetValue(movement.Id, out var index))
            {
                index = edit.AddMovement(plan);
                movements[movement.Id] = index;
            }
            else if (!rides.TryGetValue(index.Value, out var known) || !known.IsSameTimetable(slot))
            {
                edit.ReplaceMovement(index, plan);
            }
            else if (!SetRoom(index, room))
            {
                edit.ReplaceMovement(index, plan);
            }
            rides[index.Value] = slot;
        }
        catch (ArgumentException e)
        {
            logger.LogError(e, "Movement {Movement} has a timetable that makes no sense; it is not offered", movement.Id);
            Remove(edit, movement.Id);
        }
    }

    private void Remove(TimetableEdit edit, string movementId)
    {
        if (movements.TryGetValue(movementId, out var index) && rides.TryRemove(index.Value, out _))
        {
            edit.CancelMovement(index);
        }
    }

    private void SetRoom(MovementState movement)
    {
        if (!movements.TryGetValue(movement.Id, out var index) || !rides.TryGetValue(index.Value, out var slot))
        {
            return;
        }
        SetRoom(index, FreeRoom.Of(movement.Segments, slot.CallNumbers));
        rides[index.Value] = slot with { Movement = movement }; // what is said of the room besides how much is free
    }

    /// <returns>False when the engine does not have the movement.</returns>
    private bool SetRoom(MovementIndex index, Capacity[] rooms)
    {
        var there = true;
        for (var segment = 0; segment < rooms.Length; segment++)
        {
            there &= Timetable.SetRemaining(index, segment, rooms[segment]);
        }
        return there;
    }

    private RideSlot? Slot(Mode mode, MovementState movement)
    {
        var about = movement.Published!;
        var worked = Enumerable.Range(0, movement.Calls.Count).Where(i => movement.Calls[i].Kind == CallKind.Cargo).ToArray();
        if (worked.Length < 2)
        {
            return null;
        }
        if (movement.Calls.FirstOrDefault(c => c.Kind == CallKind.Cargo && !terminalIndices.ContainsKey(c.Terminal)) is { } unknown)
        {
            logger.LogWarning(
                "Movement {Movement} calls at {Terminal}, which the hub does not know; it is not offered",
                movement.Id,
                unknown.Terminal
            );
            return null;
        }
        var departure = movement.Calls[worked[0]].Departure ?? DateTimeOffset.MinValue;
        if (Tariffs.At(about.TariffId, departure) is not { } tariff)
        {
            logger.LogDebug(
                "Movement {Movement} has no tariff {Tariff} at {Departure}; it is not offered",
                movement.Id,
                about.TariffId,
                departure
            );
            return null;
        }
        var pricing = new LinePricing(new TariffVersion(tariff.Id, tariff.Version), Plans.PricedSegments(movement, worked));
        return new RideSlot(
            movement,
            mode,
            new LineKey(lines.Of(about.LineId)),
            new CostClass(LinePricings.Of(pricing)),
            Traits.Refused(about.Rules, mode),
            [.. worked.Select(i => Plans.ToEngine(movement.Calls[i], terminalIndices[movement.Calls[i].Terminal], Clock))],
            worked
        );
    }

    private void Put(TimetableEdit edit, PoolCapacityChanged pool) =>
        edit.SetPoolDay(PoolOf(edit, pool.PoolId), Clock.DayNumber(pool.Day), FreeRoom.Of(pool));

    private PoolIndex PoolOf(TimetableEdit edit, string id)
    {
        if (!pools.TryGetValue(id, out var index))
        {
            index = edit.AddPool();
            pools[id] = index;
        }
        return index;
    }
}
