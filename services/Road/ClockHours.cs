using System.Globalization;
using Qujiang.Road.Physics;

namespace Qujiang.Road;

/// <summary>Hours of every day on the hub's clock.</summary>
/// <param name="From">First minute, <c>HH:mm</c>.</param>
/// <param name="To">First minute after them, <c>HH:mm</c>; before <paramref name="From"/>: of the next day.</param>
public sealed record ClockHours(string From, string To)
{
    /// <summary>The minute of the day; null where the text is not <c>HH:mm</c>.</summary>
    public static int? MinuteOf(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time.Hour * 60) + time.Minute
            : null;

    /// <summary>As parts of a day, by their first minute; hours over midnight are two.</summary>
    public static IReadOnlyList<DayWindow> Windows(IReadOnlyList<ClockHours> hours) =>
        [.. hours.SelectMany(h => h.Parts() ?? throw new FormatException($"{h.From}-{h.To} is not HH:mm-HH:mm.")).OrderBy(w => w.From)];

    /// <summary>The parts of a day that these are; null where they are none: no times of day, or from a minute to itself.</summary>
    public IReadOnlyList<DayWindow>? Parts() =>
        (MinuteOf(From), MinuteOf(To)) switch
        {
            (null, _) or (_, null) => null,
            var (from, to) when from == to => null,
            var (from, to) when to == 0 => [new(from!.Value, TruckDay.Day)],
            var (from, to) when from < to => [new(from!.Value, to!.Value)],
            var (from, to) => [new(0, to!.Value), new(from!.Value, TruckDay.Day)],
        };
}
