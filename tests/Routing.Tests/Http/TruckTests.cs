using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;
using Qujiang.Tariffs;
using Qujiang.Testing;

namespace Qujiang.Routing.Tests.Http;

/// <summary>An operator publishes a smaller truck: quotes count by it at once, so no offer asks for fewer trucks than its hold needs.</summary>
[Collection(nameof(RoutingCollection))]
public sealed class TruckTests(RoutingApp routing) : IAsyncLifetime
{
    private static readonly DateOnly Always = new(2020, 1, 1);
    private static readonly TruckSize Small = new(26_000, 18_000, 40_000);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await TellAsync((Always, TruckSize.Usual));
        await routing.PutBackAsync();
    }

    [Fact]
    public async Task The_same_shipment_needs_more_trucks_and_price_demand_and_room_agree()
    {
        (await TrucksAsync(Boxes())).ShouldBe(2); // two of 14.25 t on each
        (await TrucksAsync(Bulk(60_000))).ShouldBe(2);
        (await TrucksAsync(Pieces())).ShouldBe(1);

        var older = routing.Network.Road.History.OfType<ReferenceDataPublished>().Count();
        await TellAsync((Always, Small));
        (await TrucksAsync(Boxes())).ShouldBe(4);
        (await TrucksAsync(Bulk(60_000))).ShouldBe(4);
        (await TrucksAsync(Pieces())).ShouldBe(2);

        // An older version that comes late, and a row of a later day, change nothing: a hold is judged by the truck of today.
        await TellAsync(Facts.Truck(older, (Always, TruckSize.Usual)));
        (await TrucksAsync(Bulk(60_000))).ShouldBe(4);
        await TellAsync((Always, Small), (SmallNetwork.Today.AddDays(2), TruckSize.Usual));
        (await TrucksAsync(Bulk(60_000))).ShouldBe(4);
        await TellAsync((Always, TruckSize.Usual));
        (await TrucksAsync(Bulk(60_000))).ShouldBe(2);
    }

    [Fact]
    public async Task A_pool_that_has_not_so_many_small_trucks_is_refused_and_the_parts_count_by_them()
    {
        var request = Bulk(500_000);
        (await TrucksAsync(request)).ShouldBe(17);
        await TellAsync((Always, Small));
        var quote = await routing.QuoteAsync(request);
        quote.Options().ShouldBeEmpty(); // 28 of 20
        quote["reasons"]!.AsArray().ShouldContain(r => (string)r!["constraint"]! == "capacity");
        var parts = quote["splits"]!.AsArray().First()!["parts"]!.AsArray().Select(p => p!["option"]!.AsObject()).ToList();
        parts.Count.ShouldBe(2);
        var trucks = new List<int>();
        foreach (var part in parts)
        {
            trucks.Add(await TrucksOfAsync(part));
        }
        trucks.ShouldAllBe(t => t <= 20);
        trucks.Sum().ShouldBe(28);
    }

    /// <summary>The trucks of the first option, which its price, its offer's demand and its free room agree on.</summary>
    private async Task<int> TrucksAsync(JsonObject request)
    {
        var counts = new List<int>();
        foreach (var option in (await routing.QuoteAsync(request)).Options())
        {
            counts.Add(await TrucksOfAsync(option));
        }
        return counts.Distinct().ShouldHaveSingleItem();
    }

    private async Task<int> TrucksOfAsync(JsonObject option)
    {
        var offer = (await routing.Services.GetRequiredService<OfferSigner>().ReadAsync((string)option["offer"]!)).Offer!;
        foreach (var leg in offer.Legs)
        {
            var haul = offer.Charges.Single(c => c.Code == "LINEHAUL" && c.Leg == leg.Sequence);
            var trucks = leg.Demand.Teu100 / 200;
            var loads = offer.Shipment.Kind == CargoKind.Pieces ? 54m / 80 : trucks; // by volume, as large as the truck is
            if (offer.Shipment.Kind == CargoKind.Pieces && trucks > 1)
            {
                loads = 54m / 40;
            }
            haul.Quantity.ShouldBe(loads * leg.Km);
            haul.AmountFen.ShouldBe(Evaluator.Round(loads * leg.Km * 10 * 100));
            ((int)option["legs"]![leg.Sequence - 1]!["free"]!["trucks"]!).ShouldBeGreaterThanOrEqualTo(trucks);
        }
        return offer.Legs.Select(l => l.Demand.Teu100 / 200).Distinct().ShouldHaveSingleItem();
    }

    private async Task TellAsync(params (DateOnly, TruckSize)[] rows) =>
        await TellAsync(Facts.Truck(routing.Network.Road.History.OfType<ReferenceDataPublished>().Count() + 1, rows));

    private async Task TellAsync(ReferenceDataPublished sheet)
    {
        var told = routing.Network.Road.Tell(sheet);
        await routing.Legs.PublishAsync(told);
        await Eventually.TrueAsync(() => routing.Live[Mode.Road].Status().Sequence >= told.Sequence, what: $"event {told.Sequence}");
    }

    private static JsonObject Boxes()
    {
        var request = ByRoad();
        request["equipment"] = JsonNode.Parse("""[{"type": "22G1", "count": 4, "cargoKg": 12000}]""");
        return request;
    }

    private static JsonObject Bulk(int kg)
    {
        var request = ByRoad();
        request["bulk"] = new JsonObject { ["commodity"] = "PULP", ["kg"] = kg };
        return request;
    }

    private static JsonObject Pieces()
    {
        var request = ByRoad();
        request["pieces"] = JsonNode.Parse("""[{"count": 54, "kg": 100, "lengthCm": 100, "widthCm": 100, "heightCm": 100}]""");
        return request;
    }

    private static JsonObject ByRoad()
    {
        var request = RoutingApp.Request("QZR-EST", "BLG-PRT");
        request.Remove("equipment");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("ROAD"), ["maxBoardings"] = 1 };
        return request;
    }
}
