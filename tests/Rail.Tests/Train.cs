using System.Text.Json.Nodes;
using Qujiang.Network;

namespace Qujiang.Rail.Tests;

/// <summary>A movement as far as these tests look at it.</summary>
/// <param name="Times">Of arrival and departure, in order.</param>
/// <param name="Teu">Offered on each segment.</param>
/// <param name="Kg">Offered on each segment.</param>
internal sealed record Train(
    string Status,
    string Vehicle,
    string Times,
    string Teu,
    string Kg,
    string Rules,
    DateTimeOffset Departs,
    DateTimeOffset Arrives
)
{
    /// <summary>Day of the hub on which it starts.</summary>
    public DateOnly Day => HubTime.DayOf(Departs);

    /// <summary>Whether it starts on a day or later, and has not set out: not even in the minute in which a test runs.</summary>
    public bool IsFrom(DateOnly day) => Day >= day && Departs > TimeProvider.System.GetUtcNow().AddMinutes(1);

    public static Train Of(JsonNode m)
    {
        var (calls, segments) = (m["calls"]!.AsArray(), m["segments"]!.AsArray());
        return new(
            m["status"]!.GetValue<string>(),
            m["vehicle"]!.GetValue<string>(),
            string.Join(' ', calls.Select(c => $"{c!["arrival"]}/{c["departure"]}")),
            string.Join(' ', segments.Select(s => s!["offered"]!["teu"]!.ToString())),
            string.Join(' ', segments.Select(s => s!["offered"]!["kg"]!.ToString())),
            m["rules"]!.ToJsonString(),
            calls[0]!["departure"]!.GetValue<DateTimeOffset>(),
            calls[^1]!["arrival"]!.GetValue<DateTimeOffset>()
        );
    }
}
