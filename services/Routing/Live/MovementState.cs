using Qujiang.Contracts.V1;

namespace Qujiang.Routing.Live;

/// <summary>
/// What is known of one movement. Facts come late, twice and in any order, so each aspect keeps the highest revision it has seen and drops the
/// rest; the outcome then depends on the set of facts alone. A movement whose <see cref="MovementPublished"/> has not come yet waits unseen.
/// </summary>
public sealed record MovementState(string Id)
{
    /// <summary>Line, mode, vehicle, tariff and rules; null while only later facts about it have come.</summary>
    public MovementPublished? Published { get; private init; }

    public IReadOnlyList<Call> Calls { get; private init; } = [];
    public long CallsRevision { get; private init; }

    public MovementStatus Status { get; private init; }
    public long StatusRevision { get; private init; }

    public IReadOnlyList<Segment> Segments { get; private init; } = [];
    public long SegmentsRevision { get; private init; }

    /// <summary>Of the latest change known.</summary>
    public long Revision => Math.Max(Math.Max(Published?.Revision ?? 0, CallsRevision), Math.Max(StatusRevision, SegmentsRevision));

    /// <summary>Whether it can be offered: described, not cancelled, and with a segment between every two calls.</summary>
    public bool Runs =>
        Published is not null && Status == MovementStatus.Scheduled && Calls.Count >= 2 && Segments.Count == Calls.Count - 1;

    /// <summary>The state after a fact: this very object when the fact brings nothing new.</summary>
    public MovementState With(IMovementFact fact) =>
        fact switch
        {
            MovementPublished published => WithPublished(published),
            CapacityChanged room when room.Revision > SegmentsRevision => this with
            {
                Segments = room.Segments,
                SegmentsRevision = room.Revision,
            },
            MovementRescheduled times when times.Revision > CallsRevision => this with
            {
                Calls = times.Calls,
                CallsRevision = times.Revision,
            },
            MovementCancelled cancelled when cancelled.Revision > StatusRevision => this with
            {
                Status = MovementStatus.Cancelled,
                StatusRevision = cancelled.Revision,
            },
            _ => this,
        };

    private MovementState WithPublished(MovementPublished fact)
    {
        var next = this;
        if (Published is null || fact.Revision > Published.Revision)
        {
            next = next with { Published = fact };
        }
        if (fact.Revision > CallsRevision)
        {
            next = next with { Calls = fact.Calls, CallsRevision = fact.Revision };
        }
        if (fact.Revision > StatusRevision)
        {
            next = next with { Status = fact.Status, StatusRevision = fact.Revision };
        }
        if (fact.Revision > SegmentsRevision)
        {
            next = next with { Segments = fact.Segments, SegmentsRevision = fact.Revision };
        }
        return next;
    }
}
