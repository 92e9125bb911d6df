using System.Globalization;

namespace Qujiang.Routing.Quotes;

/// <summary>How figures are written at the REST edge.</summary>
public static class Format
{
    /// <summary>Fen as yuan with two decimals.</summary>
    public static string Money(long fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Grams as kilograms.</summary>
    public static string Kg(long grams) => (grams / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Hundredths of a TEU as TEU with two decimals.</summary>
    public static string Teu(int teu100) => (Math.Max(0, teu100) / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    public static string Number(decimal value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>The time at the hub, to the second.</summary>
    public static DateTimeOffset Hub(DateTimeOffset instant)
    {
        var hub = Qujiang.Network.HubTime.ToHub(instant);
        return hub.AddTicks(-(hub.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>A duration in days, hours and minutes.</summary>
    public static string Span(TimeSpan span)
    {
        var minutes = (long)Math.Ceiling(span.TotalMinutes);
        var (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        return string.Join(
            ' ',
            new[] { (days, "d"), (hours, "h"), (rest, "min") }
                .Where(part => part.Item1 > 0)
                .Select(part => $"{part.Item1} {part.Item2}")
                .DefaultIfEmpty("0 min")
        );
    }
}
