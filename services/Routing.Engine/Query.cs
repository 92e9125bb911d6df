namespace Qujiang.Routing.Engine;

/// <summary>A terminal where the cargo can enter the network, or from which it can reach its destination.</summary>
/// <param name="Terminal">The terminal.</param>
/// <param name="Time">At an origin: when the cargo is available there. At a destination: how long the rest takes, in seconds.</param>
/// <param name="Cost">What getting there costs.</param>
/// <param name="Boardings">Vehicles used for it.</param>
public readonly record struct Seed(TerminalIndex Terminal, int Time, Cost Cost = default, int Boardings = 0);

/// <summary>A result that is known without the timetable: a truck from door to door.</summary>
/// <param name="Arrival">When the cargo is at its destination.</param>
/// <param name="Cost">What it costs.</param>
/// <param name="Boardings">Vehicles used.</param>
public readonly record struct DirectSeed(int Arrival, Cost Cost, int Boardings = 1);

/// <summary>A terminal that the cargo must be set down at, for at least so many seconds.</summary>
public readonly record struct ViaStop(TerminalIndex Terminal, int MinimumStay);

/// <summary>Rules that a query sets aside, to find out which of them leaves it without an answer.</summary>
[Flags]
public enum Relaxations
{
    /// <summary>Every rule holds.</summary>
    None = 0,

    /// <summary>Every segment and pool has room.</summary>
    Capacity = 1,

    /// <summary>Nothing is forbidden to the shipment by its traits.</summary>
    Restrictions = 2,

    /// <summary>There is no latest arrival.</summary>
    Deadline = 4,

    /// <summary>Cargo may board until the departure itself.</summary>
    CutOffs = 8,

    /// <summary>No lane is ever shut.</summary>
    Closures = 16,
}

/// <summary>What is looked for. Reusable, and safe to share while nobody changes what it refers to.</summary>
public sealed record Query
{
    /// <summary>The most boardings that can be asked for.</summary>
    public const int BoardingsLimit = 8;

    /// <summary>What things cost this shipment.</summary>
    public required CostTable Costs { get; init; }

    /// <summary>Where and when the cargo enters the network.</summary>
    public required ReadOnlyMemory<Seed> Origins { get; init; }

    /// <summary>Where it may leave the network, and what the rest of the way takes.</summary>
    public required ReadOnlyMemory<Seed> Destinations { get; init; }

    /// <summary>A way that does not use the network at all.</summary>
    public DirectSeed? Direct { get; init; }

    /// <summary>Room that every ridden segment and every pool-day must have.</summary>
    public Capacity Demand { get; init; }

    /// <summary>Traits of the shipment; what forbids one of them is not used.</summary>
    public ulong Traits { get; init; }

    /// <summary>At most so many vehicles, 0 to <see cref="BoardingsLimit"/>, those of the seeds included.</summary>
    public int MaxBoardings { get; init; } = 5;

    /// <summary>The deadline at the destination, seconds from the epoch.</summary>
    public int LatestArrival { get; init; } = int.MaxValue;

    /// <summary>Modes that may be used, a bit each.</summary>
    public uint AllowedModes { get; init; } = uint.MaxValue;

    /// <summary>Modes that must each be used at least once, a bit each.</summary>
    public uint RequiredModes { get; init; }

    /// <summary>Lines that are not used.</summary>
    public ReadOnlyMemory<LineKey> AvoidedLines { get; init; }

    /// <summary>Lines that must each be used at least once.</summary>
    public ReadOnlyMemory<LineKey> RequiredLines { get; init; }

    /// <summary>Terminals to be set down at, in this order.</summary>
    public ReadOnlyMemory<ViaStop> Vias { get; init; }

    /// <summary>Rules to set aside.</summary>
    public Relaxations Relax { get; init; }
}
