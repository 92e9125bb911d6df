using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Domain;

/// <summary>A disruption that nothing passes.</summary>
/// <param name="Terminals">Terminals that are closed.</param>
/// <param name="Lines">Lines, movements or lanes that do not run.</param>
/// <param name="Stretches">Segments of the lines that are closed, each as the terminals of its two calls; null: the whole of each line.</param>
public sealed record Closure(
    IReadOnlyList<string> Terminals,
    IReadOnlyList<string> Lines,
    DateTimeOffset From,
    DateTimeOffset? To,
    IReadOnlyList<string>? Stretches = null
)
{
    /// <summary>Kinds that leave nothing; others only lessen the room, and what is sold stays carried.</summary>
    public static bool IsOne(string kind) => kind is "CLOSURE" or "POSSESSION" or "FLIGHT_BAN" or "ROAD_CLOSURE";

    /// <summary>Whether the carrier itself does not run, by the name of its line.</summary>
    public bool Names(string carrier) =>
        Lines.Any(l =>
            carrier == l || (carrier.StartsWith(l, StringComparison.Ordinal) && carrier.Length > l.Length && carrier[l.Length] == '-')
        );

    /// <summary>The closed terminal at which a ride would call or pass during the closure; null when there is none.</summary>
    public string? Stops(IReadOnlyList<Call> calls, int fromCall, int toCall) =>
        calls
            .Where(c => c.Index >= fromCall && c.Index <= toCall && Terminals.Contains(c.Terminal))
            .FirstOrDefault(c =>
                Meets(
                    c.Index == fromCall ? c.Departure ?? c.Arrival : c.Arrival ?? c.Departure,
                    c.Index == toCall ? c.Arrival ?? c.Departure : c.Departure ?? c.Arrival
                )
            )
            ?.Terminal;

    /// <summary>The closed stretch over which a ride would go during the closure; null when there is none.</summary>
    public string? Blocks(IReadOnlyList<Call> calls, int fromCall, int toCall) =>
        calls
            .Where(c => c.Index >= fromCall && c.Index < toCall)
            .Select(c => (Call: c, Next: calls.FirstOrDefault(n => n.Index == c.Index + 1)))
            .Where(s => s.Next is not null && Meets(s.Call.Departure, s.Next.Arrival))
            .Select(s => $"{s.Call.Terminal}>{s.Next!.Terminal}")
            .FirstOrDefault(s => Stretches?.Contains(s, StringComparer.Ordinal) ?? false);

    public bool Meets(DateTimeOffset? begin, DateTimeOffset? end) => begin is not null && end >= From && (To is null || begin < To);
}
