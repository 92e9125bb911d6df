using System.Globalization;
using System.Text.Json.Nodes;
using Qujiang.Network;

namespace Qujiang.Air.Tests;

/// <summary>A flight of two airports.</summary>
public sealed class Flight(JsonNode movement)
{
    public string Id { get; } = movement["movementId"]!.ToString();

    public string Status { get; } = movement["status"]!.ToString();

    public string Tariff { get; } = movement["tariffId"]!.ToString();

    public DateTimeOffset Departs { get; } = movement["calls"]![0]!["departure"]!.GetValue<DateTimeOffset>();

    public DateTimeOffset Arrives { get; } = movement["calls"]![1]!["arrival"]!.GetValue<DateTimeOffset>();

    public TimeSpan CutOff { get; } =
        movement["calls"]![0]!["departure"]!.GetValue<DateTimeOffset>() - movement["calls"]![0]!["cutoff"]!.GetValue<DateTimeOffset>();

    public decimal Km { get; } = decimal.Parse(movement["segments"]![0]!["km"]!.ToString(), CultureInfo.InvariantCulture);

    public JsonNode Offered { get; } = movement["segments"]![0]!["offered"]!;

    public JsonNode Held { get; } = movement["segments"]![0]!["held"]!;

    public JsonNode Rules { get; } = movement["rules"]!;

    /// <summary>The day on which it is counted.</summary>
    public DateOnly Day => HubTime.DayOf(Departs);

    /// <summary>All that a change of data may have changed of it.</summary>
    public string Text { get; } =
        $"{movement["status"]} {movement["tariffId"]} {movement["vehicle"]} {movement["calls"]!.ToJsonString()} {movement["rules"]!.ToJsonString()} "
        + $"{movement["segments"]![0]!["km"]} {movement["segments"]![0]!["offered"]!.ToJsonString()}";
}
