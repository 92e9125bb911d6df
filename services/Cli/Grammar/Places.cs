using System.Globalization;
using System.Text.RegularExpressions;

namespace Qujiang.Cli.Grammar;

/// <summary>A place: terminal code <c>BLG-PRT</c> or <c>JUZ</c>, UN/LOCODE <c>CNNBG</c>, or <c>28.95,118.87[,name]</c>.</summary>
internal sealed partial record PlaceSpec(
    string? Terminal = null,
    string? Unlocode = null,
    decimal? Lat = null,
    decimal? Lon = null,
    string? Name = null
)
{
    public const string Form = "a terminal (BLG-PRT), a UN/LOCODE (CNNBG), or LAT,LON[,NAME]";

    public static PlaceSpec? Parse(string text)
    {
        text = text.Trim();
        if (text.Split(',', 3) is [var lat, var lon, .. var name])
        {
            return TryDegrees(lat, 90, out var latitude) && TryDegrees(lon, 180, out var longitude)
                ? new PlaceSpec(
                    Lat: latitude,
                    Lon: longitude,
                    Name: name is [{ } given] && given.Trim() is { Length: > 0 } trimmed ? trimmed : null
                )
                : null;
        }
        var code = text.ToUpperInvariant();
        return Unlocodes().IsMatch(code) ? new PlaceSpec(Unlocode: code)
            : TerminalCodes().IsMatch(code) ? new PlaceSpec(Terminal: code)
            : null;
    }

    public override string ToString() =>
        Terminal ?? Unlocode ?? FormattableString.Invariant($"{Lat},{Lon}") + (Name is null ? "" : $",{Name}");

    private static bool TryDegrees(string text, decimal limit, out decimal degrees) =>
        decimal.TryParse(
            text.Trim(),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out degrees
        )
        && Math.Abs(degrees) <= limit;

    [GeneratedRegex(@"\A[A-Z]{2}[A-Z2-9]{3}\z")]
    private static partial Regex Unlocodes();

    // Most are written with a hyphen; an airport goes by three letters (JUZ).
    [GeneratedRegex(@"\A([A-Z0-9]+(-[A-Z0-9]+)+|[A-Z]{3})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex TerminalCodes();
}

/// <summary>A stop on the way: <c>QZL-HUB</c>, or with a minimum stay <c>QZL-HUB+6h</c>.</summary>
internal sealed record ViaSpec(string Terminal, TimeSpan? MinimumStay)
{
    public const string Form = "TERMINAL[+STAY], e.g. QZL-HUB+6h";

    public static ViaSpec? Parse(string text)
    {
        var parts = text.Split('+', 2);
        if (PlaceSpec.Parse(parts[0])?.Terminal is not { } terminal)
        {
            return null;
        }
        return parts.Length == 1 ? new ViaSpec(terminal, null)
            : Times.TryDuration(parts[1], out var stay) ? new ViaSpec(terminal, stay)
            : null;
    }
}

/// <summary>Modes of transport by the names that people use.</summary>
internal static class ModeNames
{
    public const string Form = "any of waterway, rail, road, air, separated by commas";

    /// <summary>As the services write them.</summary>
    public static readonly string[] All = ["WATERWAY", "RAIL", "ROAD", "AIR"];

    public static string? Parse(string text) =>
        text.Trim().ToUpperInvariant() switch
        {
            "WATERWAY" or "WATER" or "BARGE" or "W" => "WATERWAY",
            "RAIL" or "TRAIN" => "RAIL",
            "ROAD" or "TRUCK" => "ROAD",
            "AIR" or "PLANE" or "FLIGHT" => "AIR",
            _ => null,
        };
}
