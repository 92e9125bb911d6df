using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Ledger;

namespace Qujiang.LegKernel.Schedules;

/// <summary>
/// A movement as a file has it. What the file does not say is null: it stays as it is on a movement that exists, and comes from the movement's line, its
/// vehicle class or the planning values of the terminal on one that does not.
/// </summary>
/// <param name="LineId">The line it is a run of.</param>
/// <param name="Run">Number of the run of its line on its day, from 1.</param>
/// <param name="Calls">In order.</param>
public sealed record ScheduledMovement(
    string MovementId,
    string LineId,
    int Run,
    IReadOnlyList<ScheduledCall> Calls,
    string? Vehicle = null,
    string? TariffId = null,
    CargoRules? Rules = null,
    Provenance? Provenance = null
);

/// <summary>A call as a file has it.</summary>
/// <param name="Terminal">Terminal code.</param>
/// <param name="KmToNext">Kilometres to the next call.</param>
/// <param name="OfferedToNext">Room to the next call; as a whole: what is not named is 0.</param>
public sealed record ScheduledCall(
    string Terminal,
    DateTimeOffset? Arrival,
    DateTimeOffset? Departure,
    DateTimeOffset? Cutoff = null,
    CallKind? Kind = null,
    int? HandlingMinutes = null,
    decimal? KmToNext = null,
    CapacityVector? OfferedToNext = null
);

/// <summary>What a format has read of one movement: the movement, or that it does not run, or what is wrong with it.</summary>
/// <param name="Line">Line of the file where it begins, from 1.</param>
/// <param name="Subject">The movement's id as far as it could be read.</param>
/// <param name="Movement">Null where there are errors, and where the file cancels it.</param>
public sealed record ScheduleRow(int Line, string? Subject, ScheduledMovement? Movement, IReadOnlyList<ScheduleError> Errors)
{
    /// <summary>A movement that could be read.</summary>
    public static ScheduleRow Of(int line, ScheduledMovement movement) => new(line, movement.MovementId, movement, []);

    /// <summary>The file says that this movement does not run.</summary>
    public bool Cancels { get; private init; }

    /// <summary>A movement that the file cancels.</summary>
    public static ScheduleRow Cancel(int line, string movement) => new(line, movement, null, []) { Cancels = true };

    /// <summary>One that could not, for one reason.</summary>
    public static ScheduleRow Bad(int line, string? subject, string reason) =>
        new(line, subject, null, [new ScheduleError(line, subject, reason)]);
}

/// <summary>Something wrong with a file.</summary>
/// <param name="Line">Line of the file, from 1.</param>
/// <param name="Movement">Id of the movement, where it is known.</param>
/// <param name="Reason">For a person; names the field and the value.</param>
public sealed record ScheduleError(int Line, string? Movement, string Reason);

/// <summary>The file as a whole is not of its format: nothing of it can be used.</summary>
public sealed class ScheduleFileException(int line, string reason) : Exception($"Line {line}: {reason}")
{
    /// <summary>Line of the file, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>What is wrong.</summary>
    public string Reason { get; } = reason;
}

/// <summary>A movement of the database as its operator planned it: without delays, and with what he wants to offer on each segment.</summary>
/// <param name="Withdrawn">It was cancelled because a timetable no longer held it.</param>
public sealed record StoredMovement(Movement Movement, IReadOnlyList<CapacityVector> Wanted, bool Withdrawn = false)
{
    /// <summary>Whether room on it is held or sold.</summary>
    public bool IsTaken => Movement.Segments.Any(s => s.Held.Plus(s.Confirmed) != new CapacityVector());
}
