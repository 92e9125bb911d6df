namespace Qujiang.Contracts.V1;

/// <summary>One leg of a booked or proposed itinerary.</summary>
/// <param name="Sequence">From 1.</param>
/// <param name="Carrier">The movement or lane that carries it.</param>
public sealed record BookedLeg(
    int Sequence,
    Mode Mode,
    string Carrier,
    string From,
    string To,
    DateTimeOffset Departure,
    DateTimeOffset Arrival
);

/// <summary>A booking holds room on every leg.</summary>
/// <param name="PriceFen">Total in fen (CNY 0.01).</param>
[MessageName("qujiang.booking-confirmed.v1")]
public sealed record BookingConfirmed(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    Guid BookingId,
    string Tenant,
    IReadOnlyList<BookedLeg> Legs,
    long PriceFen
) : IFact;

/// <summary>A booking got no room; nothing is held for it.</summary>
[MessageName("qujiang.booking-rejected.v1")]
public sealed record BookingRejected(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    Guid BookingId,
    string Tenant,
    string Constraint,
    string Detail
) : IFact;

/// <summary>A booking was given up; its room is given back.</summary>
/// <param name="FeeFen">Cancellation fee in fen; 0 before the cut-off.</param>
[MessageName("qujiang.booking-cancelled.v1")]
public sealed record BookingCancelled(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    Guid BookingId,
    string Tenant,
    string Reason,
    long FeeFen
) : IFact;

/// <summary>A plan no longer holds; these are the ways out, best first.</summary>
[MessageName("qujiang.replan-proposed.v1")]
public sealed record ReplanProposed(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    Guid BookingId,
    string Tenant,
    string Cause,
    IReadOnlyList<ReplanProposal> Proposals
) : IFact;

/// <summary>One way out.</summary>
/// <param name="Number">From 1.</param>
/// <param name="ExtraFen">Against the plan it replaces; may be negative.</param>
/// <param name="ExtraCo2eGrams">Against the plan it replaces; may be negative.</param>
public sealed record ReplanProposal(int Number, IReadOnlyList<BookedLeg> Legs, DateTimeOffset Arrival, long ExtraFen, long ExtraCo2eGrams);

/// <summary>A booking rides a new plan; the old room is given back after the new was held.</summary>
[MessageName("qujiang.booking-replanned.v1")]
public sealed record BookingReplanned(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    Guid BookingId,
    string Tenant,
    int Proposal,
    IReadOnlyList<BookedLeg> Legs,
    long PriceFen
) : IFact;
