namespace Qujiang.Routing.Engine;

/// <summary>A movement at a terminal. Times are seconds from the timetable's epoch, durations are seconds.</summary>
/// <param name="Terminal">Where.</param>
/// <param name="Arrival">When it arrives; ignored at the first call.</param>
/// <param name="Departure">When it departs; ignored at the last call.</param>
/// <param name="CutOff">Cargo must be at the terminal this long before departure to board here; 0 or more.</param>
/// <param name="Handling">Cargo that alights here is available this long after arrival; 0 or more.</param>
public readonly record struct Call(TerminalIndex Terminal, int Arrival, int Departure, int CutOff = 0, int Handling = 0);

/// <summary>One dated run of a line, as the caller hands it over.</summary>
public readonly ref struct MovementPlan
{
    /// <summary>The line as its operator knows it.</summary>
    public required LineKey Line { get; init; }

    /// <summary>What a ride costs; movements with the same line, calls and class cost the same.</summary>
    public CostClass CostClass { get; init; }

    /// <summary>Mode of transport.</summary>
    public ModeIndex Mode { get; init; }

    /// <summary>Traits of a shipment that this movement refuses, as bits that the caller defines.</summary>
    public ulong Forbidden { get; init; }

    /// <summary>Two calls or more, in order of time.</summary>
    public required ReadOnlySpan<Call> Calls { get; init; }

    /// <summary>Free room per segment: one less than the calls. A dimension may be negative (overbooked).</summary>
    public required ReadOnlySpan<Capacity> Remaining { get; init; }
}

/// <summary>An any-time road connection between two terminals.</summary>
public sealed record LanePlan
{
    /// <summary>Where it starts.</summary>
    public required TerminalIndex From { get; init; }

    /// <summary>Where it ends.</summary>
    public required TerminalIndex To { get; init; }

    /// <summary>How long it takes, by time of departure.</summary>
    public required LaneDurations Durations { get; init; }

    /// <summary>Durations of shipments that have one of these traits, where they are other ones; null: there are none such.</summary>
    public (ulong Traits, LaneDurations Durations)? Delayed { get; init; }

    /// <summary>Mode of transport.</summary>
    public ModeIndex Mode { get; init; }

    /// <summary>What it costs: the caller's number, handed back when the lane is priced.</summary>
    public CostClass CostClass { get; init; }

    /// <summary>Traits of a shipment that this lane refuses.</summary>
    public ulong Forbidden { get; init; }

    /// <summary>Cargo must be ready this long before departure; seconds.</summary>
    public int Loading { get; init; }

    /// <summary>Cargo is available this long after arrival; seconds.</summary>
    public int Handling { get; init; }

    /// <summary>The trucks it draws on, per day of departure.</summary>
    public PoolIndex Pool { get; init; } = PoolIndex.Unlimited;
}
