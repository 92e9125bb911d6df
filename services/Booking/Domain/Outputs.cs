namespace Qujiang.Booking.Domain;

/// <summary>A command to a leg service.</summary>
public abstract record LegCommand(string Service, Guid HoldId);

public sealed record AskHold(string Service, Guid HoldId, IReadOnlyList<Contracts.V1.HoldLeg> Legs, int TtlSeconds)
    : LegCommand(Service, HoldId);

public sealed record AskConfirm(string Service, Guid HoldId) : LegCommand(Service, HoldId);

public sealed record AskRelease(string Service, Guid HoldId, string Reason) : LegCommand(Service, HoldId);

/// <summary>Something that is true from now on and is told to others.</summary>
public abstract record BookingEvent;

public sealed record Confirmed(Plan Plan) : BookingEvent;

public sealed record Rejected(string Constraint, string Detail) : BookingEvent;

public sealed record Cancelled(string Reason, long FeeFen) : BookingEvent;

public sealed record Replanned(int Proposal, Plan Plan) : BookingEvent;

public sealed record AlternativesProposed(string Cause, IReadOnlyList<Proposal> Proposals) : BookingEvent;

/// <summary>Alternatives are to be sought; it stays inside the service.</summary>
/// <param name="After">Not before so long from now: what was just refused is refused again at once.</param>
public sealed record AlternativesWanted(string Cause, TimeSpan After) : BookingEvent;

/// <summary>Who, when, what, why.</summary>
public sealed record HistoryEntry(DateTimeOffset At, string Who, string What, string Why);

/// <summary>All that follows from one input. It is written in one transaction.</summary>
/// <param name="WakeAt">When <see cref="Tick"/> is due unless something happens before; null: never.</param>
public sealed record Decision(
    BookingState State,
    IReadOnlyList<LegCommand> Commands,
    IReadOnlyList<BookingEvent> Events,
    IReadOnlyList<HistoryEntry> History,
    DateTimeOffset? WakeAt
);

/// <summary>How long is waited for what.</summary>
public sealed record Timing
{
    /// <summary>A booking that has not got its room by then is rejected. Longer than a restart of a leg service, shorter than the life of the holds it already has.</summary>
    public TimeSpan BookingPatience { get; init; } = TimeSpan.FromMinutes(12);

    /// <summary>A hold that has not got its room by then is refused.</summary>
    public TimeSpan HoldPatience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Commands are durable: this is for the message that was lost all the same.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The leg service's clock decides expiry: what it says is waited for this long past the announced moment.</summary>
    public TimeSpan ExpiryGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The cargo counts as delivered this long after its planned availability at the destination.</summary>
    public TimeSpan CompletionGrace { get; init; } = TimeSpan.FromHours(24);
}
