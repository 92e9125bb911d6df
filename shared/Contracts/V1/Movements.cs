namespace Qujiang.Contracts.V1;

/// <summary>A movement as a whole: published when it is created, and again in every snapshot.</summary>
/// <param name="LineId">The recurring pattern it is a run of.</param>
/// <param name="Vehicle">Vehicle class in the operator's words, such as <c>barge-36teu</c>.</param>
/// <param name="TariffId">The tariff that prices it; the version is the one in force when quoted.</param>
[MessageName("qujiang.movement-published.v1")]
public sealed record MovementPublished(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    string MovementId,
    long Revision,
    string LineId,
    Mode Mode,
    MovementStatus Status,
    string Vehicle,
    string TariffId,
    IReadOnlyList<Call> Calls,
    IReadOnlyList<Segment> Segments,
    CargoRules Rules,
    Provenance Provenance
) : IMovementFact;

/// <summary>The room on a movement after a change: all of its segments, not only those that changed.</summary>
/// <param name="Reason">What changed it: <c>held</c>, <c>confirmed</c>, <c>released</c>, <c>expired</c>, <c>operator</c>, <c>conditions</c>.</param>
/// <param name="Shortfalls">By what the operator or the conditions leave: where less fits than is taken. Null: all fits, or it was not looked at.</param>
/// <param name="Displaced">The holds that do not fit then; null as before.</param>
[MessageName("qujiang.capacity-changed.v1")]
public sealed record CapacityChanged(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    string MovementId,
    long Revision,
    IReadOnlyList<Segment> Segments,
    string Reason,
    IReadOnlyList<CapacityShortfall>? Shortfalls = null,
    IReadOnlyList<DisplacedHold>? Displaced = null
) : IMovementFact;

/// <summary>A movement runs at other times: all of its calls, not only those that changed.</summary>
[MessageName("qujiang.movement-rescheduled.v1")]
public sealed record MovementRescheduled(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    string MovementId,
    long Revision,
    IReadOnlyList<Call> Calls,
    string Reason
) : IMovementFact;

/// <summary>A movement will not run.</summary>
[MessageName("qujiang.movement-cancelled.v1")]
public sealed record MovementCancelled(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    string MovementId,
    long Revision,
    string Reason
) : IMovementFact;
