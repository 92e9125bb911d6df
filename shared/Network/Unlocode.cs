using System.Text.RegularExpressions;

namespace Qujiang.Network;

/// <summary>The form of a UN/LOCODE. What one means here: <see cref="Terminals.FindByUnlocode"/>.</summary>
public static partial class Unlocode
{
    /// <summary>Whether the text has the form <c>^[A-Z]{2}[A-Z2-9]{3}$</c> (DCSA Commercial Schedules 1.0.3). Upper case only.</summary>
    public static bool IsWellFormed(string? text) => text is not null && Pattern().IsMatch(text);

    [GeneratedRegex(@"\A[A-Z]{2}[A-Z2-9]{3}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Pattern();
}
