namespace Qujiang.Contracts.V1;

/// <summary>Something that happened, published once it is committed. Delivery is at least once and in any order.</summary>
public interface IFact
{
    /// <summary>Identity of this event; the same in every redelivery.</summary>
    Guid EventId { get; }

    /// <summary>When it was committed, by the publishing service's clock (UTC).</summary>
    DateTimeOffset OccurredAt { get; }

    /// <summary>The publishing service: <c>waterway</c>, <c>rail</c>, <c>road</c>, <c>air</c>, <c>booking</c>.</summary>
    string Service { get; }

    /// <summary>Position in the service's own gapless numbering of its events, from 1. A missing number means a missed event.</summary>
    long Sequence { get; }
}

/// <summary>
/// A fact about one movement. <see cref="IRevisioned.Revision"/> grows by one with each change of the movement. A consumer keeps, per movement, the highest
/// revision for each aspect (the schedule: calls and status; the capacity: segments) and drops the rest: duplicates and reordering do no harm.
/// </summary>
public interface IMovementFact : IFact, IRevisioned
{
    /// <summary>The movement, unique over all services: <c>RL-QZ-BLR-20261201-1</c>.</summary>
    string MovementId { get; }
}

/// <summary>A fact about something that counts its own changes.</summary>
public interface IRevisioned
{
    /// <summary>Grows by one with each change of the thing the fact is about, from 1.</summary>
    long Revision { get; }
}
