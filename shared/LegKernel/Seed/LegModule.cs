using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Schedules;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel;

/// <summary>
/// Everything a leg service adds to the kernel: who it is, its seed data, and its physics. The kernel does the rest. Built once, in the service's
/// <c>Program.cs</c>, and checked as a whole by <see cref="Seed.SeedRules.Problems"/> when the service starts.
/// </summary>
public sealed record LegModule
{
    private readonly Func<IReadOnlyList<PoolSpec>> pools = () => [];
    private readonly Func<IReadOnlyList<LaneSpec>> lanes = () => [];
    private readonly Func<IReadOnlyList<PathLimit>> paths = () => [];

    /// <summary>Name of the service: publisher of its facts, head of its queue <c>{service}-commands</c>. Lower case.</summary>
    public required string Service { get; init; }

    /// <summary>The mode stamped on its movements.</summary>
    public required Mode Mode { get; init; }

    /// <summary>Recurring patterns from which dated movements are made.</summary>
    public IReadOnlyList<LinePattern> Lines { get; init; } = [];

    /// <summary>Day capacities that lanes draw on.</summary>
    public IReadOnlyList<PoolSpec> Pools
    {
        get => pools();
        init => pools = () => value;
    }

    /// <summary><see cref="Pools"/> where they follow from <see cref="Data"/>. Pure.</summary>
    public Func<IReadOnlyList<PoolSpec>> PoolsByData
    {
        init => pools = value;
    }

    /// <summary>A pool as it is on a day, where <see cref="Data"/> change it from a day on; the id and the terminal stay. Pure. Null: every day is alike.</summary>
    public Func<PoolSpec, DateOnly, PoolSpec>? PoolOn { get; init; }

    /// <summary>Any-time connections.</summary>
    public IReadOnlyList<LaneSpec> Lanes
    {
        get => lanes();
        init => lanes = () => value;
    }

    /// <summary><see cref="Lanes"/> where they follow from <see cref="Data"/>. Pure.</summary>
    public Func<IReadOnlyList<LaneSpec>> LanesByData
    {
        init => lanes = value;
    }

    /// <summary>
    /// What else follows from <see cref="Data"/>, within the transaction of a change and after movements, pools and lanes: what an operator made once out of the old ones, such as
    /// ways around a closed road. Upkeep asks for it too, because a new day may bring other data into force: done again it changes nothing. Null: nothing.
    /// </summary>
    public Func<LegWork, CancellationToken, Task>? AfterData { get; init; }

    /// <summary>First versions of the tariffs that lines and lanes name.</summary>
    public IReadOnlyList<TariffSpec> Tariffs { get; init; } = [];

    /// <summary>Stretches over which no more than so many movements a day may run. Its own lines keep to them; an operator who wants one more is refused.</summary>
    public IReadOnlyList<PathLimit> Paths
    {
        get => paths();
        init => paths = () => value;
    }

    /// <summary><see cref="Paths"/> where they follow from <see cref="Data"/>. Pure.</summary>
    public Func<IReadOnlyList<PathLimit>> PathsByData
    {
        init => paths = value;
    }

    /// <summary>
    /// The mode's physics, asked for each leg on a movement before room is taken: null when the demand fits, else why not. Pure: no I/O, no clock.
    /// </summary>
    public Func<FitRequest, Misfit?>? Fits { get; init; }

    /// <summary>Likewise for each leg on a lane.</summary>
    public Func<LaneFitRequest, Misfit?>? FitsLane { get; init; }

    /// <summary>
    /// What is wrong with the rules that somebody tells of a vehicle, in the mode's own terms: the member and why. Others compute with them. Null: the mode has none of its own.
    /// Pure.
    /// </summary>
    public Func<CargoRules, IEnumerable<(string Member, string Detail)>>? RuleProblems { get; init; }

    /// <summary>
    /// The line as it is for the run that starts at a moment: times that depend on hour and day, another vehicle from a date on. The terminals of its calls stay, and its
    /// first departure may be later than that moment. Null from it: that run does not take place. Pure: no I/O, no clock. Null: every run is alike.
    /// </summary>
    public Func<LinePattern, DateTimeOffset, LinePattern?>? ForRun { get; init; }

    /// <summary>
    /// How many minutes longer than planned a movement stays at a call because of the open disruptions that have an amount; below zero: shorter. Pure: no I/O, no clock.
    /// Null: disruptions do not change times.
    /// </summary>
    public Func<DelayRequest, int>? Delay { get; init; }

    /// <summary>Data that operators may change while the service runs; what <see cref="ForRun"/>, <see cref="Delay"/> and the others read of them is what is in force.</summary>
    public House.HouseData? Data { get; init; }

    /// <summary>Formats of timetables of this mode, and what completes the movements that such a file leaves incomplete.</summary>
    public ScheduleSpec Schedules { get; init; } = new();
}

/// <summary>What the physics is asked: how long a movement stays at a call.</summary>
/// <param name="Planned">The call as planned.</param>
/// <param name="Late">How much later than planned it is reached, because of what happened before.</param>
/// <param name="Open">Open disruptions that have an amount, also such as are just over.</param>
public sealed record DelayRequest(Call Planned, TimeSpan Late, IReadOnlyList<Disruption> Open);

/// <summary>What the physics is asked: this demand from one call to another of this movement.</summary>
/// <param name="Movement">The movement as it stands in the transaction that takes the room.</param>
/// <param name="FromCall">Index of the call where the cargo boards.</param>
/// <param name="ToCall">Index of the call where it alights.</param>
/// <param name="Demand">Room asked for.</param>
/// <param name="Boxes">The containers it is made of; null where they are not known.</param>
/// <param name="Cargo">What else is known of it; null: nothing.</param>
public sealed record FitRequest(
    Movement Movement,
    int FromCall,
    int ToCall,
    CapacityVector Demand,
    IReadOnlyList<HoldBoxes>? Boxes = null,
    HoldCargo? Cargo = null
);

/// <summary>What the physics is asked: this demand on a lane.</summary>
/// <param name="Demand">Room asked for out of the lane's pool.</param>
/// <param name="Boxes">The containers it is made of; null where they are not known.</param>
/// <param name="Cargo">What else is known of it; null: nothing.</param>
public sealed record LaneFitRequest(string LaneId, CapacityVector Demand, IReadOnlyList<HoldBoxes>? Boxes = null, HoldCargo? Cargo = null);

/// <summary>Why a demand does not fit although there is room.</summary>
/// <param name="Constraint">As in a quote's reasons: <c>weight</c>, <c>reefer</c>, <c>draft</c>, ...</param>
/// <param name="Segment">Segment on which it does not fit, where it is one.</param>
/// <param name="Dimension">What of it does not fit, in the mode's own words, where one can say.</param>
public sealed record Misfit(string Constraint, int? Segment = null, string? Dimension = null);

/// <summary>A movement with its calls and the room on each segment.</summary>
/// <param name="ServiceDate">Local day (+08:00) of the first departure.</param>
/// <param name="Run">Number of the run of its line on that day, from 1.</param>
/// <param name="Revision">Grows by one with each change.</param>
/// <param name="ChangedAt">Moment of the last change, by the database's clock.</param>
public sealed record Movement(
    string MovementId,
    string LineId,
    DateOnly ServiceDate,
    int Run,
    MovementStatus Status,
    string Vehicle,
    string TariffId,
    IReadOnlyList<Call> Calls,
    IReadOnlyList<Segment> Segments,
    CargoRules Rules,
    Provenance Provenance,
    long Revision,
    DateTimeOffset ChangedAt
);
