namespace Qujiang.Contracts.V1;

/// <summary>Something changes capacity, times or restrictions for a while.</summary>
/// <param name="Revision">Per disruption: a later revision replaces the earlier one.</param>
/// <param name="Kind">Such as <c>CLOSURE</c>, <c>DRAFT_LIMIT</c>, <c>POSSESSION</c>, <c>FLIGHT_BAN</c>.</param>
/// <param name="Terminals">Terminals it touches; empty with <paramref name="Lines"/> given.</param>
/// <param name="Lines">Lines or lanes it touches; empty with <paramref name="Terminals"/> given.</param>
/// <param name="To">Expected end; null while unknown.</param>
/// <param name="Closed">True when it leaves no room at all on what it touches; a <c>CLOSURE</c> always does.</param>
/// <param name="Stretches">
/// Segments of <paramref name="Lines"/> it is confined to, each as the terminals of its two calls, <c>YIW-WST&gt;YIW-SUX</c>; null or empty: all of each line.
/// </param>
[MessageName("qujiang.disruption-raised.v1")]
public sealed record DisruptionRaised(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    string DisruptionId,
    long Revision,
    string Kind,
    IReadOnlyList<string> Terminals,
    IReadOnlyList<string> Lines,
    DateTimeOffset From,
    DateTimeOffset? To,
    string Description,
    bool Closed = false,
    IReadOnlyList<string>? Stretches = null
) : IFact, IRevisioned;

/// <summary>A disruption is over.</summary>
[MessageName("qujiang.disruption-cleared.v1")]
public sealed record DisruptionCleared(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    string DisruptionId,
    long Revision,
    string Description
) : IFact, IRevisioned;
