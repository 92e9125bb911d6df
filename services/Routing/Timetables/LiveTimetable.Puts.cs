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
        if (movement.Published!.Rules.SpecialCutoffMinutes is not > 0)
        {
            Put(edit, movement.Id, slot);
            RemoveOne(edit, KeyOfCare(movement.Id));
            return;
        }
        // Two departures for the engine, of the same room: one for cargo of care, which has to be there sooner, and one for all other.
        var sooner = Math.Min(movement.Published.Rules.SpecialCutoffMinutes.Value, Plans.LongestCutOffMinutes) * 60;
        Put(edit, movement.Id, slot with { Forbidden = slot.Forbidden | Traits.Care });
        Put(
            edit,
            KeyOfCare(movement.Id),
            slot with
            {
                Forbidden = slot.Forbidden | Traits.NoCare,
                Calls = [.. slot.Calls.Select(c => c with { CutOff = c.CutOff + sooner })],
            }
        );
    }

    private void Put(TimetableEdit edit, string key, RideSlot slot)
    {
        var room = FreeRoom.Of(slot.Movement.Segments, slot.CallNumbers, slot.Rules, slot.UldKind);
        var plan = new MovementPlan
        {
            Line = slot.Line,
            CostClass = slot.CostClass,
            Mode = new ModeIndex((byte)slot.Mode),
            Forbidden = slot.Forbidden,
            Calls = slot.Calls,
            Remaining = room,
        };
        try
        {
            if (!movements.TryGetValue(key, out var index))
            {
                index = edit.AddMovement(plan);
                movements[key] = index;
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
            logger.LogError(e, "Movement {Movement} has a timetable that makes no sense; it is not offered", slot.Movement.Id);
            RemoveOne(edit, key);
        }
    }

    private void Remove(TimetableEdit edit, string movementId)
    {
        RemoveOne(edit, movementId);
        RemoveOne(edit, KeyOfCare(movementId));
    }

    private void RemoveOne(TimetableEdit edit, string key)
    {
        if (movements.TryGetValue(key, out var index) && rides.TryRemove(index.Value, out _))
        {
            edit.CancelMovement(index);
        }
    }

    private void SetRoom(MovementState movement)
    {
        foreach (var key in new[] { movement.Id, KeyOfCare(movement.Id) })
        {
            if (movements.TryGetValue(key, out var index) && rides.TryGetValue(index.Value, out var slot))
            {
                SetRoom(index, FreeRoom.Of(movement.Segments, slot.CallNumbers, slot.Rules, slot.UldKind));
                rides[index.Value] = slot with { Movement = movement }; // what is said of the room besides how much is free
            }
        }
    }

    /// <summary>A movement for cargo of care, where that has a cut-off of its own. No id has a space.</summary>
    private static string KeyOfCare(string movementId) => movementId + " care";

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
            worked,
            Measures.Note(about.Rules)
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
