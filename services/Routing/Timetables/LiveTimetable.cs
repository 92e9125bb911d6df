using System.Collections.Concurrent;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Live;

namespace Qujiang.Routing.Timetables;

/// <summary>
/// The engine's timetable, kept in step with the projections of the leg services: a fact becomes a change of one movement, lane or pool-day, and
/// is seen by the next search. Quotes search while it changes.
/// </summary>
public sealed class LiveTimetable
{
    private readonly Lock writing = new();
    private readonly TimeProvider time;
    private readonly ILogger<LiveTimetable> logger;
    private readonly Dictionary<string, MovementIndex> movements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LaneIndex> lanes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PoolIndex> pools = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, RideSlot> rides = new();
    private readonly ConcurrentDictionary<int, LanePublished> drives = new();
    private readonly ConcurrentDictionary<string, bool> laneTariffs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TerminalIndex> terminalIndices = new(StringComparer.Ordinal);
    private readonly Numbering<string> lines = new(StringComparer.Ordinal);

    public LiveTimetable(Terminals terminals, TariffBook tariffs, TimeProvider time, ILogger<LiveTimetable> logger)
    {
        this.time = time;
        this.logger = logger;
        Tariffs = tariffs;
        Clock = Clock.StartingBefore(time.GetUtcNow());
        Timetable = new Timetable(Clock.DayOffset);
        using var edit = Timetable.Edit();
        foreach (var terminal in terminals.All)
        {
            terminalIndices[terminal.Code.Value] = edit.AddTerminal();
        }
        edit.Commit();
        TerminalsByIndex = terminals.All;
    }

    public Timetable Timetable { get; }

    public Clock Clock { get; }

    public TariffBook Tariffs { get; }

    public Traits Traits { get; } = new();

    /// <summary>The terminal of each engine index.</summary>
    public IReadOnlyList<Terminal> TerminalsByIndex { get; }

    /// <summary>By cost class of an engine line.</summary>
    public Numbering<LinePricing> LinePricings { get; } = new(new LinePricingComparer());

    /// <summary>By cost class of a lane.</summary>
    public Numbering<LanePricing> LanePricings { get; } = new();

    public TerminalIndex IndexOf(Terminal terminal) => terminalIndices[terminal.Code.Value];

    /// <summary>The movement behind an engine index, as it is now.</summary>
    public RideSlot? Ride(MovementIndex movement) => rides.GetValueOrDefault(movement.Value);

    public LanePublished? Drive(LaneIndex lane) => drives.GetValueOrDefault(lane.Value);

    /// <summary>Every lane that is offered.</summary>
    public IEnumerable<LanePublished> OfferedLanes => drives.Values;

    /// <summary>The tariffs that price lanes.</summary>
    public IEnumerable<string> LaneTariffs => laneTariffs.Keys;

    /// <summary>Follows changes of a projection, all at once.</summary>
    public void Apply(Mode mode, ModeState state, IReadOnlyList<Change> changes)
    {
        lock (writing)
        {
            if (changes.All(change => change.Kind == ChangeKind.MovementRoom))
            {
                foreach (var change in changes)
                {
                    SetRoom(state.Movements[change.Id]);
                }
                return;
            }
            Edit(edit =>
            {
                foreach (var change in changes)
                {
                    Apply(edit, mode, state, change);
                }
            });
        }
    }

    /// <summary>Follows the replacement of a projection by another.</summary>
    public void Replace(Mode mode, ModeState before, ModeState after)
    {
        lock (writing)
        {
            Edit(edit =>
            {
                foreach (var gone in before.Tariffs.Keys.Where(id => !after.Tariffs.ContainsKey(id)))
                {
                    Tariffs.Remove(gone);
                }
                foreach (var (id, versions) in after.Tariffs)
                {
                    Tariffs.Set(id, versions);
                }
                foreach (var gone in before.Movements.Keys.Where(id => !after.Movements.ContainsKey(id)))
                {
                    Remove(edit, gone);
                }
                foreach (var movement in after.Movements.Values)
                {
                    Put(edit, mode, movement);
                }
                foreach (var gone in before.Lanes.Keys.Where(id => !after.Lanes.ContainsKey(id)))
                {
                    RemoveLane(edit, gone);
                }
                foreach (var lane in after.Lanes.Values)
                {
                    Put(edit, lane);
                }
                foreach (var gone in before.Pools.Keys.Where(day => !after.Pools.ContainsKey(day)))
                {
                    edit.SetPoolDay(PoolOf(edit, gone.PoolId), Clock.DayNumber(gone.Day), default);
                }
                foreach (var pool in after.Pools.Values)
                {
                    Put(edit, pool);
                }
            });
        }
    }

    /// <summary>Forgets movements that can no longer be boarded.</summary>
    public int DropDeparted()
    {
        lock (writing)
        {
            using var edit = Timetable.Edit();
            var now = Clock.Down(time.GetUtcNow());
            var dropped = edit.DropDepartedBefore(now);
            edit.Commit();
            foreach (var (index, slot) in rides)
            {
                if (slot.Calls[^1].Arrival < now)
                {
                    rides.TryRemove(index, out _);
                }
            }
            return dropped;
        }
    }

    private void Apply(TimetableEdit edit, Mode mode, ModeState state, Change change)
    {
        switch (change.Kind)
        {
            case ChangeKind.MovementRoom:
            case ChangeKind.Movement:
                Put(edit, mode, state.Movements[change.Id]);
                break;
            case ChangeKind.Lane:
                Put(edit, state.Lanes[change.Id]);
                break;
            case ChangeKind.Pool:
                Put(edit, state.Pools[new PoolDay(change.Id, change.Day)]);
                break;
            case ChangeKind.Tariff:
                PutTariff(edit, mode, state, change.Id);
                break;
        }
    }

    private void Edit(Action<TimetableEdit> change)
    {
        try
        {
            using var edit = Timetable.Edit();
            change(edit);
            edit.Commit();
        }
        catch
        {
            // The engine is as it was before; what was noted here on the way is not. Everything is put in anew by the next snapshot.
            rides.Clear();
            drives.Clear();
            throw;
        }
    }

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
            Traits.Refused(about.Rules),
            [.. worked.Select(i => Plans.ToEngine(movement.Calls[i], terminalIndices[movement.Calls[i].Terminal], Clock))],
            worked
        );
    }

    private void Put(TimetableEdit edit, LanePublished lane)
    {
        if (
            lane.Withdrawn
            || !terminalIndices.TryGetValue(lane.From, out var from)
            || !terminalIndices.TryGetValue(lane.To, out var to)
            || from == to
        )
        {
            RemoveLane(edit, lane.LaneId);
            return;
        }
        var plan = new LanePlan
        {
            From = from,
            To = to,
            Durations = LaneDurations.Constant(lane.DurationMinutes * 60),
            Mode = new ModeIndex((byte)Mode.Road),
            CostClass = new CostClass(
                LanePricings.Of(new LanePricing(string.Intern(lane.TariffId), lane.Km, Hours.OfMinutes(lane.DurationMinutes)))
            ),
            Forbidden = Traits.Refused(lane.Rules),
            Loading = lane.LoadingMinutes * 60,
            Handling = lane.HandlingMinutes * 60,
            Pool = PoolOf(edit, lane.PoolId),
        };
        if (!lanes.TryGetValue(lane.LaneId, out var index))
        {
            index = edit.AddLane(plan);
            lanes[lane.LaneId] = index;
        }
        else if (!drives.TryGetValue(index.Value, out var known) || !Plans.IsSameTimetable(known, lane))
        {
            edit.ReplaceLane(index, plan);
        }
        drives[index.Value] = lane;
        laneTariffs[lane.TariffId] = true;
    }

    private void RemoveLane(TimetableEdit edit, string laneId)
    {
        if (lanes.TryGetValue(laneId, out var index) && drives.TryRemove(index.Value, out _))
        {
            edit.RemoveLane(index);
        }
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
