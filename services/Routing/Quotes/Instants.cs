using System.Globalization;
using System.Text.RegularExpressions;

namespace Qujiang.Routing.Quotes;

/// <summary>Instants and durations as the REST edge takes and shows them.</summary>
public static partial class Instants
{
    public const string Form = "must be an instant with offset (RFC 3339), such as 2026-12-01T08:00:00+08:00";

    /// <summary>Reads RFC 3339 with its offset: without one nobody can tell which moment is meant.</summary>
    public static bool TryRead(string? text, out DateTimeOffset instant)
    {
        instant = default;
        return text is not null
            && Rfc3339().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out instant);
    }

    /// <summary>Reads an ISO 8601 duration of days, hours, minutes and seconds.</summary>
    public static bool TryReadDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var match = Iso8601Duration().Match(text);
        if (!match.Success || text[^1] is 'P' or 'T')
        {
            return false;
        }
        duration = new TimeSpan(Part("d"), Part("h"), Part("m"), Part("s"));
        return true;

        int Part(string name) =>
            match.Groups[name] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,7})?([Zz]|[+-]\d\d:\d\d)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Rfc3339();

    [GeneratedRegex(@"\AP((?<d>\d{1,3})D)?(T((?<h>\d{1,4})H)?((?<m>\d{1,5})M)?((?<s>\d{1,6})S)?)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Iso8601Duration();
}
