using System.Globalization;
using System.Net.Http.Json;

namespace Qujiang.Scenarios.Tests;

/// <summary>A landslide closes a road: trucks go around for as long as it lasts, for more money, and the next quote knows.</summary>
[Collection(nameof(HubCollection))]
public sealed class B02_RoadClosureTests(Hub hub)
{
    private const string Road = "/v1/corridors/ROA-QZL-HUB-NPS-RAIL/closure";
    private const string Usual = "RD-QZL-HUB-NPS-RAIL";

    [Fact]
    public async Task Trucks_go_around_a_closed_road_until_it_is_open_again()
    {
        using var forwarder = new Forwarder(hub);
        using var dispatcher = hub.Client("road", "road-dispatcher", "schedules:write");
        var before = await TruckAsync(forwarder, Usual);

        using var closed = await dispatcher.PutAsJsonAsync(
            Road,
            new JsonObject { ["from"] = "2020-01-01T00:00:00+08:00", ["description"] = "landslide" }
        );
        closed.IsSuccessStatusCode.ShouldBeTrue(await closed.Content.ReadAsStringAsync());
        var around = await TruckAsync(forwarder, $"{Usual}.DETOUR-ROA-QZL-HUB-NPS-RAIL");
        Km(around).ShouldBeGreaterThan(Km(before));
        Price(around).ShouldBeGreaterThan(Price(before));
        around.Legs().First()["provenance"]!["source"]!.GetValue<string>().ShouldStartWith("detour around ROA-QZL-HUB-NPS-RAIL");

        using var opened = await dispatcher.DeleteAsync(Road);
        opened.IsSuccessStatusCode.ShouldBeTrue(await opened.Content.ReadAsStringAsync());
        var again = await TruckAsync(forwarder, Usual);
        (Km(again), Price(again)).ShouldBe((Km(before), Price(before)));
    }

    private static decimal Km(JsonObject option) => decimal.Parse(option.Legs().First().Text("km"), CultureInfo.InvariantCulture);

    private static decimal Price(JsonObject option) =>
        decimal.Parse(option["price"]!["amount"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    /// <summary>The one truck that goes there at once, once it goes by this lane.</summary>
    private static async Task<JsonObject> TruckAsync(Forwarder forwarder, string lane)
    {
        var quote = await Eventually.ValueAsync(
            () =>
                forwarder.QuoteAsync(
                    "QZL-HUB",
                    "NPS-RAIL",
                    Forwarder.Boxes(1, "45G1", 20_000),
                    request => request["limits"] = new JsonObject { ["modes"] = new JsonArray("ROAD"), ["maxBoardings"] = 1 }
                ),
            answer => answer.Options().Select(o => o.Legs().First().Text("laneId")).SequenceEqual([lane]),
            what: $"trucks by {lane}"
        );
        return quote.Options().Single();
    }
}
