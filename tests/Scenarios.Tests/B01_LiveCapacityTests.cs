using System.Net.Http.Json;

namespace Qujiang.Scenarios.Tests;

/// <summary>Capacity is alive: an operator takes a train's room away and gives it back, and quotes know.</summary>
[Collection(nameof(HubCollection))]
public sealed class B01_LiveCapacityTests(Hub hub)
{
    [Fact]
    public async Task A_train_without_room_is_not_offered_until_it_has_room_again()
    {
        using var forwarder = new Forwarder(hub);
        using var operatorOfRail = hub.Client("rail", "rail-operator", "schedules:write");
        var boxes = Forwarder.Boxes(2, "45G1", 20_000);
        var quote = await RailOnlyAsync(forwarder, boxes);
        var train = quote.Options().SelectMany(option => option.Legs()).First(leg => leg.Text("mode") == "RAIL").Text("movementId");
        var before = await OfferedAsync(operatorOfRail, train);

        await OfferAsync(operatorOfRail, train, before.Select(_ => new JsonObject { ["teu"] = "0", ["kg"] = 0 }));
        var gone = await Eventually.ValueAsync(
            () => RailOnlyAsync(forwarder, boxes),
            answer => !answer.Options().Any(option => option.Rides(train)),
            what: $"{train} no longer being offered"
        );
        gone.Options().ShouldNotBeEmpty("other trains run");

        await OfferAsync(operatorOfRail, train, before);
        await Eventually.ValueAsync(
            () => RailOnlyAsync(forwarder, boxes),
            answer => answer.Options().Any(option => option.Rides(train)),
            what: $"{train} being offered again"
        );
    }

    private static Task<JsonObject> RailOnlyAsync(Forwarder forwarder, JsonObject boxes) =>
        forwarder.QuoteAsync(
            "QZR-EST",
            "BLR-RAIL",
            boxes,
            request =>
            {
                request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") };
                request["maxOptions"] = 20;
            }
        );

    private static async Task<List<JsonObject>> OfferedAsync(HttpClient rail, string movement)
    {
        var state = JsonNode.Parse(await rail.GetStringAsync($"/v1/movements/{movement}"))!;
        return [.. state["segments"]!.AsArray().Select(segment => segment!["offered"]!.DeepClone().AsObject())];
    }

    private static async Task OfferAsync(HttpClient rail, string movement, IEnumerable<JsonObject> offered)
    {
        var segments = new JsonArray([
            .. offered.Select((vector, index) => (JsonNode)new JsonObject { ["index"] = index, ["offered"] = vector.DeepClone() }),
        ]);
        using var answer = await rail.PatchAsJsonAsync($"/v1/movements/{movement}/capacity", new JsonObject { ["segments"] = segments });
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }
}
