using System.Collections.Frozen;

namespace Qujiang.Network;

/// <summary>Planning values for the work at a kind of terminal.</summary>
/// <param name="HandlingMinutes">From a vehicle's arrival until its cargo is available.</param>
/// <param name="CutoffMinutes">Cargo must be there this long before a departure.</param>
/// <param name="Source">Where the figures come from.</param>
/// <param name="Quality">S, X, D, R or E.</param>
public sealed record HandlingTimes(int HandlingMinutes, int CutoffMinutes, string Source, char Quality)
{
    private static readonly FrozenDictionary<TerminalKind, HandlingTimes> ByKind = CsvTable
        .Embedded(typeof(HandlingTimes).Assembly, "handling.csv")
        .Rows.ToFrozenDictionary(
            r => TerminalKinds.FromCode(r["kind"]) ?? throw new FormatException($"Unknown kind {r["kind"]}."),
            r => new HandlingTimes(r.Int("handling_minutes"), r.Int("cutoff_minutes"), r["source"], r["quality"][0])
        );

    /// <summary>The planning values of a kind of terminal.</summary>
    public static HandlingTimes Of(TerminalKind kind) => ByKind[kind];
}
