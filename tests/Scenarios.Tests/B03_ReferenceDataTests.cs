using Qujiang.Tests.Shared;

namespace Qujiang.Scenarios.Tests;

/// <summary>An operator changes what the hub is made of; the next quote knows, and once the former version holds again all is as it was.</summary>
[Collection(nameof(HubCollection))]
public sealed class B03_ReferenceDataTests(Hub hub)
{
    [Fact]
    public Task A_barge_that_sails_at_half_speed_arrives_later() =>
        ChangeAsync(
            "waterway",
            "/v1/vessels/barge-36teu",
            row =>
            {
                foreach (var speed in row["speeds"]!.AsArray())
                {
                    (speed!["downstreamKmh"], speed["upstreamKmh"]) = (6, 5);
                }
            },
            forwarder => QuoteAsync(forwarder, "QJP-DLZ", "ZPU-PRT", Forwarder.Boxes(1, "45G1", 20_000), "WATERWAY"),
            (before, after) => Arrival(after) > Arrival(before)
        );

    [Fact]
    public Task A_railway_for_passengers_alone_carries_no_boxes() =>
        ChangeAsync(
            "rail",
            "/v1/sections/RAI-QZR-EST-NDE-RAIL",
            row => row["traffic"] = "PASSENGER",
            // No other story gives its trains other room: a train that an operator has taken over runs on.
            forwarder => QuoteAsync(forwarder, "QZR-EST", "NDE-RAIL", Forwarder.Boxes(1, "45G1", 20_000), "RAIL"),
            (_, after) => !after.Options().Any()
        );

    [Fact]
    public Task Trucks_of_half_the_payload_are_twice_as_many() =>
        ChangeAsync(
            "road",
            "/v1/trucks/articulated-49t",
            row => (row["payloadKg"], row["maxPieceKg"]) = (15_000, 15_000),
            forwarder => QuoteAsync(forwarder, "QZL-HUB", "HGH", Pulp(30_000), "ROAD"),
            (before, after) => Trucks(after) == 2 * Trucks(before)
        );

    [Fact]
    public Task Goods_that_are_forbidden_aboard_do_not_fly() =>
        ChangeAsync(
            "air",
            "/v1/dangerous-goods/1263",
            row =>
            {
                foreach (var group in row["groups"]!.AsArray())
                {
                    (group!["passengerAircraft"], group["cargoAircraft"]) = ("FORBIDDEN", "FORBIDDEN");
                }
            },
            forwarder => QuoteAsync(forwarder, "JUZ", "EHU", Paint(), "AIR"),
            (_, after) => !after.Options().Any() && after["reasons"]!.AsArray().Any(r => (string?)r!["constraint"] == "dangerousGoods")
        );

    private async Task ChangeAsync(
        string service,
        string path,
        Action<JsonNode> change,
        Func<Forwarder, Task<JsonObject>> quote,
        Func<JsonObject, JsonObject, bool> isChanged
    )
    {
        using var forwarder = new Forwarder(hub);
        using var client = hub.Client(service, "operator", "schedules:write");
        var (data, before) = (new DataClient(client), await quote(forwarder));
        before.Options().ShouldNotBeEmpty(before["reasons"]!.ToJsonString());
        var (_, first) = await data.ChangeAsync(path, change);
        try
        {
            await Eventually.ValueAsync(() => quote(forwarder), after => isChanged(before, after), what: $"a quote that knows of {path}");
        }
        finally
        {
            await data.RestoreAsync(path, first);
        }

        await Eventually.ValueAsync(() => quote(forwarder), back => Summary(back) == Summary(before), what: "the quote as it was");
    }

    private static Task<JsonObject> QuoteAsync(Forwarder forwarder, string from, string to, JsonObject cargo, string mode) =>
        forwarder.QuoteAsync(from, to, cargo, request => request["limits"] = new JsonObject { ["modes"] = new JsonArray(mode) });

    private static DateTimeOffset Arrival(JsonObject quote) => quote.Options().Min(o => o.Legs().Last().Time("arrival"));

    private static decimal Trucks(JsonObject quote) =>
        quote.Options().First().Charges().First(c => c.Text("basis") == "TRUCK_KM").Money("quantity")
        / quote.Options().First().Legs().First(l => l.Text("mode") == "ROAD").Money("km");

    private static string Summary(JsonObject quote) =>
        string.Join(' ', quote.Options().Select(o => $"{o.Modes()} {o.Legs().Last().Text("arrival")} {o["price"]!["amount"]}"));

    private static JsonObject Pulp(int kg) =>
        new()
        {
            ["bulk"] = new JsonObject { ["commodity"] = "PULP", ["kg"] = kg },
        };

    private static JsonObject Paint() =>
        new()
        {
            ["pieces"] = new JsonArray(
                new JsonObject
                {
                    ["count"] = 2,
                    ["lengthCm"] = 80,
                    ["widthCm"] = 60,
                    ["heightCm"] = 50,
                    ["kg"] = 60,
                }
            ),
            ["dangerousGoods"] = new JsonObject
            {
                ["unNumber"] = "1263",
                ["class"] = "3",
                ["packingGroup"] = "II",
            },
        };
}
