using System.Text.Json;

namespace Qujiang.Contracts.V1;

/// <summary>
/// All that a service knows of one thing of its infrastructure, equipment or policy: a lock, a section of railway, a class of aircraft, the hours of drivers. What follows from it
/// for movements, lanes and room is told by facts of their own; a reader who plans needs these only for what he computes himself, such as how many trucks cargo takes.
/// </summary>
/// <param name="Kind">What it is, in the service's words: <c>channel</c>, <c>lock</c>, <c>section</c>, <c>airport</c>, ...</param>
/// <param name="Id">Which one: a terminal code, the id of a corridor or of a class of vehicles.</param>
/// <param name="Revision">Version of the whole, from 1.</param>
/// <param name="Rows">By their day, each day once, at least one.</param>
/// <param name="Reason">Why it was changed.</param>
[MessageName("qujiang.reference-data-published.v1")]
public sealed record ReferenceDataPublished(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    string Kind,
    string Id,
    long Revision,
    IReadOnlyList<ReferenceDataRow> Rows,
    string Reason
) : IFact, IRevisioned;

/// <summary>What it is from a day on.</summary>
/// <param name="From">First day, on the hub's clock (+08:00).</param>
/// <param name="Data">An object whose members are documented in the service's OpenAPI document; their names carry the units.</param>
/// <param name="Provenance">Where it comes from.</param>
public sealed record ReferenceDataRow(DateOnly From, JsonElement Data, Provenance Provenance);
