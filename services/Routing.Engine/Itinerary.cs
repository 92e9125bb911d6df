namespace Qujiang.Routing.Engine;

/// <summary>One undominated answer. Times are seconds from the timetable's epoch.</summary>
/// <param name="Arrival">When the cargo is available at its destination.</param>
/// <param name="Price">Fen.</param>
/// <param name="Co2">Grams CO2e.</param>
/// <param name="Boardings">Vehicles used, those of the seeds included.</param>
public readonly record struct Outcome(int Arrival, int Price, int Co2, int Boardings);

/// <summary>What a leg rides on.</summary>
public enum LegKind
{
    /// <summary>A movement, from one of its calls to a later one.</summary>
    Ride,

    /// <summary>A lane.</summary>
    Drive,
}

/// <summary>A part of an itinerary on one movement or one lane.</summary>
public readonly record struct Leg
{
    /// <summary>Movement or lane.</summary>
    public LegKind Kind { get; init; }

    /// <summary>Where it boards.</summary>
    public TerminalIndex From { get; init; }

    /// <summary>Where it alights.</summary>
    public TerminalIndex To { get; init; }

    /// <summary>The last moment to be at the terminal for this departure.</summary>
    public int CutOff { get; init; }

    /// <summary>Departure.</summary>
    public int Departure { get; init; }

    /// <summary>Arrival of the vehicle.</summary>
    public int Arrival { get; init; }

    /// <summary>When the cargo is available after handling.</summary>
    public int Available { get; init; }

    /// <summary>What the leg costs.</summary>
    public Cost Cost { get; init; }

    /// <summary>The line ridden; only of a ride.</summary>
    public LineIndex Line { get; init; }

    /// <summary>The movement ridden; only of a ride.</summary>
    public MovementIndex Movement { get; init; }

    /// <summary>Number of the call boarded at, from 0; only of a ride.</summary>
    public int BoardCall { get; init; }

    /// <summary>Number of the call alighted at; only of a ride.</summary>
    public int AlightCall { get; init; }

    /// <summary>The lane driven; only of a drive.</summary>
    public LaneIndex Lane { get; init; }

    /// <summary>The pool drawn on; only of a drive.</summary>
    public PoolIndex Pool { get; init; }

    /// <summary>The day it is drawn on; only of a drive.</summary>
    public int PoolDay { get; init; }
}

/// <summary>An answer with its legs.</summary>
/// <param name="Outcome">The four criteria.</param>
/// <param name="Origin">Which of the query's origins it starts from; -1 for the direct seed.</param>
/// <param name="Destination">Which of the query's destinations it ends at; -1 for the direct seed.</param>
/// <param name="Legs">In order of time; empty for the direct seed.</param>
public sealed record Itinerary(Outcome Outcome, int Origin, int Destination, IReadOnlyList<Leg> Legs);
