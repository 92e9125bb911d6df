using System.Collections.Concurrent;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Live;
using Qujiang.Routing.Quotes;

namespace Qujiang.Routing.Timetables;

/// <summary>
/// The engine's timetable, kept in step with the projections of the leg services: a fact becomes a change of one movement, lane or pool-day, and
/// is seen by the next search. Quotes search while it changes.
/// </summary>
public sealed partial class LiveTimetable
{
    private readonly Lock writing = new();
    private readonly TimeProvider time;
    private readonly ILogger<LiveTimetable> logger;
    private readonly Dictionary<string, MovementIndex> movements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LaneIndex> lanes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PoolIndex> pools = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, RideSlot> rides = new();
    private readonly ConcurrentDictionary<int, DriveSlot> drives = new();
    private readonly ConcurrentDictionary<string, bool> laneTariffs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TerminalIndex> terminalIndices = new(StringComparer.Ordinal);
    private readonly Numbering<string> lines = new(StringComparer.Ordinal);

    private readonly IReadOnlyList<ReferenceTable> told;

    public LiveTimetable(Terminals terminals, TariffBook tariffs, HouseData house, TimeProvider time, ILogger<LiveTimetable> logger)
    {
        RoadRules = new(house);
        told = [AirRules.Told, .. RoadRules.Told];
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

    /// <summary>Room that vehicles count by their own measure.</summary>
    public OwnMeasures Measures { get; } = new();

    /// <summary>Which dangerous goods fly.</summary>
    public AirRules AirRules { get; } = new();

    /// <summary>Trucks, hours of drivers and the ban of dangerous goods.</summary>
    public RoadRules RoadRules { get; }

    /// <summary>What holds for trucks today at the hub, as lanes and what a hold may ask of a truck do.</summary>
    public RoadDay RoadToday => RoadRules.On(HubTime.DayOf(time.GetUtcNow()));

    /// <summary>The terminal of each engine index.</summary>
    public IReadOnlyList<Terminal> TerminalsByIndex { get; }

    /// <summary>By cost class of an engine line.</summary>
    public Numbering<LinePricing> LinePricings { get; } = new(new LinePricingComparer());

    /// <summary>By cost class of a lane.</summary>
    public Numbering<LanePricing> LanePricings { get; } = new();

    public TerminalIndex IndexOf(Terminal terminal) => terminalIndices[terminal.Code.Value];

    /// <summary>The movement behind an engine index, as it is now.</summary>
    public RideSlot? Ride(MovementIndex movement) => rides.GetValueOrDefault(movement.Value);

    public LanePublished? Drive(LaneIndex lane) => drives.GetValueOrDefault(lane.Value)?.Lane;

    /// <summary>Every lane that is offered.</summary>
    public IEnumerable<DriveSlot> OfferedDrives => drives.Values;

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
            foreach (var table in told.Where(t => t.Kind.Mode == mode))
            {
                table.Replace(after.ReferenceData.Values);
            }
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
                closures[mode] = LaneTimes.Closures(after.OpenDisruptions);
                foreach (var lane in after.Lanes.Values)
                {
                    Put(edit, mode, lane);
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
                Put(edit, mode, state.Lanes[change.Id]);
                break;
            case ChangeKind.Pool:
                Put(edit, state.Pools[new PoolDay(change.Id, change.Day)]);
                break;
            case ChangeKind.Tariff:
                PutTariff(edit, mode, state, change.Id);
                break;
            case ChangeKind.Disruption:
                Follow(edit, mode, state);
                break;
            case ChangeKind.ReferenceData:
                told.Single(t => t.Kind.Mode == mode && t.Kind.Name == change.DataKind)
                    .Set(state.ReferenceData[new ReferenceKey(change.DataKind, change.Id)]);
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
            LaneBook.Clear();
            throw;
        }
    }
}
