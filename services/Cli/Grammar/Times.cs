using System.Globalization;
using System.Text.RegularExpressions;

namespace Qujiang.Cli.Grammar;

/// <summary>Instants and durations as people type them; a time without offset is the hub's (+08:00).</summary>
internal static partial class Times
{
    public const string Form = "2026-12-01, 2026-12-01T08:00, with or without offset (+08:00 unless told), or from now +6h, +2d";

    public static readonly TimeSpan HubOffset = TimeSpan.FromHours(8);

    private static readonly string[] Local = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];
    private static readonly string[] Zoned = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    public static bool TryInstant(string text, DateTimeOffset now, out DateTimeOffset instant)
    {
        text = text.Trim();
        if (text.StartsWith('+') && TryDuration(text.AsSpan(1), out var later) && later < TimeSpan.FromDays(3650))
        {
            instant = now.ToOffset(HubOffset) + later;
            return true;
        }
        if (DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year > 1)
        {
            instant = new DateTimeOffset(local, HubOffset);
            return true;
        }
        var zoned = text.EndsWith('Z') ? text[..^1] + "+00:00" : text;
        return DateTimeOffset.TryParseExact(zoned, Zoned, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
    }

    /// <summary>Reads <c>90m</c>, <c>6h</c>, <c>2d</c>, <c>1d12h</c>.</summary>
    public static bool TryDuration(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var match = Duration().Match(text.ToString());
        if (!match.Success || text.IsEmpty)
        {
            return false;
        }
        duration = TimeSpan.FromDays(Part("d")) + TimeSpan.FromHours(Part("h")) + TimeSpan.FromMinutes(Part("m"));
        return duration > TimeSpan.Zero;

        int Part(string name) => match.Groups[name] is { Success: true } group ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>The next full hour: cargo that is ready "now" is ready when the answer has been read.</summary>
    public static DateTimeOffset NextHour(DateTimeOffset now)
    {
        var local = now.ToOffset(HubOffset);
        return new DateTimeOffset(local.Year, local.Month, local.Day, local.Hour, 0, 0, HubOffset).AddHours(1);
    }

    /// <summary>RFC 3339 with the hub's offset.</summary>
    public static string Rfc3339(DateTimeOffset instant) =>
        instant.ToOffset(HubOffset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\A((?<d>[0-9]{1,4})d)?((?<h>[0-9]{1,5})h)?((?<m>[0-9]{1,6})m)?\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Duration();
}
