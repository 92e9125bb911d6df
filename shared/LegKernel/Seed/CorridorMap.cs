using Qujiang.Contracts.V1;

namespace Qujiang.LegKernel.Seed;

/// <summary>A connection between two terminals, good for both directions.</summary>
/// <param name="Id">As in the hub's data.</param>
/// <param name="Mode">As the hub's data spells it.</param>
/// <param name="From">Terminal code.</param>
/// <param name="To">Terminal code.</param>
/// <param name="Km">Kilometres.</param>
/// <param name="GreatCircleKm">Great-circle distance, km.</param>
/// <param name="TypicalHours">Hours from one to the other, stops and queues on the way included.</param>
/// <param name="Status"><c>active</c> or <c>planned</c>.</param>
/// <param name="Provenance">Of the distance.</param>
public sealed record Corridor(
    string Id,
    string Mode,
    string From,
    string To,
    decimal Km,
    decimal GreatCircleKm,
    decimal TypicalHours,
    string Status,
    Provenance Provenance
);

/// <summary>Corridors by their two ends.</summary>
public sealed class CorridorMap(IEnumerable<Corridor> corridors)
{
    private readonly Dictionary<(string, string), Corridor> byEnds = corridors.ToDictionary(c => (c.From, c.To));

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Corridor> All => byEnds.Values;

    /// <summary>The corridor between two terminals, in either direction; null when there is none.</summary>
    public Corridor? Find(string from, string to) => byEnds.GetValueOrDefault((from, to)) ?? byEnds.GetValueOrDefault((to, from));

    /// <summary>The corridor from one terminal to another, and whether it is travelled in the direction it is written in.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public (Corridor Corridor, bool Forward) Between(string from, string to) =>
        byEnds.TryGetValue((from, to), out var corridor) ? (corridor, true)
        : byEnds.TryGetValue((to, from), out corridor) ? (corridor, false)
        : throw new KeyNotFoundException($"There is no corridor between {from} and {to}.");
}
