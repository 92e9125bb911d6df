using System.Globalization;

namespace Qujiang.LegKernel.Schedules;

/// <summary>Instants in files: RFC 3339 with an offset, in the years a timetable can be of.</summary>
public static class Instants
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mmzzz",
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd'T'HH:mm'Z'",
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
    ];

    /// <summary>Reads one; microseconds are the finest that is kept.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        if (
            !DateTimeOffset.TryParseExact(
                text,
                Forms,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out instant
            ) || !IsPlausible(instant)
        )
            return false;
        instant = instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
        return true;
    }

    /// <summary>Whether it lies in the years 2000 to 2099.</summary>
    public static bool IsPlausible(DateTimeOffset instant) => instant.UtcDateTime.Year is >= 2000 and < 2100;

    /// <summary>As an export writes it: on the hub's clock.</summary>
    public static string Text(DateTimeOffset instant)
    {
        var local = Network.HubTime.ToHub(instant);
        return local.ToString(
            local.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
            CultureInfo.InvariantCulture
        );
    }
}
