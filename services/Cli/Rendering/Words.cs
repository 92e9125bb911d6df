using System.Globalization;
using Qujiang.Cli.Api;
using Qujiang.Cli.Grammar;

namespace Qujiang.Cli.Rendering;

/// <summary>Times, amounts and vehicles in the words of the output. All times are the hub's.</summary>
internal static class Words
{
    public static string Moment(DateTimeOffset? instant, string format = "dd MMM HH:mm") =>
        instant is { } moment ? moment.ToOffset(Times.HubOffset).ToString(format, CultureInfo.InvariantCulture) : "-";

    public static string MomentWithDay(DateTimeOffset? instant) => Moment(instant, "ddd dd MMM HH:mm");

    public static string Span(TimeSpan span)
    {
        var (days, hours, minutes) = ((int)span.TotalDays, span.Hours, span.Minutes);
        return days > 0 ? $"{days} d {hours} h"
            : hours > 0 ? $"{hours} h {minutes:00} min"
            : $"{minutes} min";
    }

    /// <summary>Groups the thousands of a decimal string and leaves its decimals as they are.</summary>
    public static string Number(string? text)
    {
        if (!decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
        {
            return text ?? "-";
        }
        var decimals = text!.IndexOf('.') is var point and >= 0 ? text.Length - point - 1 : 0;
        return number.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    public static string Kilograms(string? text) => text is null ? "-" : Number(text) + " kg";

    public static string Room(QuoteCapacity? free) =>
        free switch
        {
            { Trucks: { } trucks } => Plural(trucks, "truck"),
            { Teu: { } teu } when teu.Any(c => c is >= '1' and <= '9') || free.Kg is null or 0 => Number(teu) + " TEU",
            { Kg: { } kg } => kg >= 10_000 ? $"{kg / 1000:N0} t" : $"{kg:N0} kg",
            _ => "-",
        };

    /// <summary>truck, train, plane, barge or feeder.</summary>
    public static string Vehicle(QuoteLeg leg) =>
        leg.Mode switch
        {
            "ROAD" => "truck",
            "RAIL" => "train",
            "AIR" => "plane",
            "WATERWAY" => IsFeeder(leg.Vehicle) || IsFeeder(leg.Line) ? "feeder" : "barge",
            _ => leg.Mode.ToLowerInvariant(),
        };

    /// <summary>The vehicles in order: <c>truck > barge > feeder</c>.</summary>
    public static string Chain(QuoteOption option) => string.Join(" > ", option.Legs.Select(Vehicle));

    public static string Plural(int count, string word) => count == 1 ? $"{count} {word}" : $"{count} {word}s";

    private static bool IsFeeder(string? text) => text?.Contains("feeder", StringComparison.OrdinalIgnoreCase) == true;
}
