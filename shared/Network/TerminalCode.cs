using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Qujiang.Network;

/// <summary>
/// The key of a terminal, such as <c>QJP-DLZ</c>; an airport's is its IATA code (<c>JUZ</c>). UN/LOCODE and IATA are look-ups, never keys: several
/// terminals share one UN/LOCODE, and <c>JDZ</c> (airport) is not <c>JDZ-RAIL</c>.
/// </summary>
/// <param name="Value">Three upper-case letters, and for anything but an airport a hyphen and two to four more.</param>
public readonly partial record struct TerminalCode(string Value)
{
    /// <summary>Parses a code, tolerant of lower case and blanks around it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TerminalCode code)
    {
        var trimmed = text?.Trim().ToUpperInvariant();
        var valid = trimmed is not null && Pattern().IsMatch(trimmed);
        code = valid ? new TerminalCode(trimmed!) : default;
        return valid;
    }

    /// <summary>Parses a code.</summary>
    /// <exception cref="FormatException">It is not the form of a code.</exception>
    public static TerminalCode Parse(string text) =>
        TryParse(text, out var code) ? code : throw new FormatException($"'{text}' is not a terminal code such as QJP-DLZ or JUZ.");

    /// <inheritdoc />
    public override string ToString() => Value;

    [GeneratedRegex(
        "^[A-Z]{3}(-[A-Z]{2,4})?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex Pattern();
}
