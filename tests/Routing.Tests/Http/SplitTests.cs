using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;

namespace Qujiang.Routing.Tests.Http;

/// <summary>A shipment for which no single departure has room is offered in parts.</summary>
[Collection(nameof(RoutingCollection))]
public sealed class SplitTests(RoutingApp routing) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => routing.PutBackAsync();

    [Fact]
    public async Task More_boxes_than_one_barge_takes_are_offered_on_two_and_the_parts_add_up()
    {
        var quote = await routing.QuoteAsync(Barges(20));

        quote.Options().ShouldBeEmpty();
        quote["reasons"]!.AsArray().Select(r => (string)r!["constraint"]!).ShouldContain("capacity");
        var split = quote["splits"]!.AsArray().Single()!.AsObject();
        split["labels"]!.AsArray().Select(l => (string)l!).ShouldBe(["CHEAPEST", "FASTEST"]);
        var parts = split["parts"]!.AsArray().Select(p => p!.AsObject()).ToList();
        parts.Sum(p => (int)p["shipment"]!["boxes"]![0]!["count"]!).ShouldBe(20);
        parts.Sum(p => p["option"]!["price"]!.Decimal("amount")).ShouldBe(split.Decimal("amount"));
        parts.Sum(p => p["option"]!.Decimal("co2eKg")).ShouldBe(split.Decimal("co2eKg"));
        parts.Select(p => (string)p["option"]!["legs"]![0]!["movementId"]!).Distinct().Count().ShouldBe(2);
        parts.Max(p => (DateTimeOffset)p["option"]!["arrival"]!).ShouldBe((DateTimeOffset)split["arrival"]!);
        var signer = routing.Services.GetRequiredService<OfferSigner>();
        foreach (var (i, part) in parts.Index())
        {
            var offer = (await signer.ReadAsync((string)part["option"]!["offer"]!)).Offer!;
            offer.Split.ShouldBe(new OfferedSplit((Guid)split["splitId"]!, i + 1, 2));
            offer.Shipment.Boxes.Single().Count.ShouldBe((int)part["shipment"]!["boxes"]![0]!["count"]!);
            Format.Money(offer.AmountFen).ShouldBe((string)part["option"]!["price"]!["amount"]!);
        }
    }

    [Fact]
    public async Task A_shipment_that_must_stay_together_is_not_split_and_one_that_fits_only_when_that_is_better()
    {
        var together = Barges(20);
        together["allowSplit"] = false;
        (await routing.QuoteAsync(together))["splits"]!.AsArray().ShouldBeEmpty();

        (await routing.QuoteAsync(Barges(18)))["splits"]!.AsArray().ShouldBeEmpty();

        // Only the road has room for all twenty at once; in parts they may go by water, and cost less.
        var either = Barges(20);
        either["limits"] = new JsonObject { ["modes"] = new JsonArray("WATERWAY", "ROAD") };
        (await routing.QuoteAsync(either)).Options().ShouldNotBeEmpty();
        (await routing.QuoteAsync(either))["splits"]!.AsArray().ShouldBeEmpty();
        either["allowSplit"] = true;
        var quote = await routing.QuoteAsync(either);
        var split = quote["splits"]!.AsArray().Single(s => s!["labels"]!.AsArray().Any(l => (string)l! == "CHEAPEST"))!;
        split.Decimal("amount").ShouldBeLessThan(quote.Options().Min(o => o["price"]!.Decimal("amount")));
    }

    [Fact]
    public async Task Bulk_is_split_by_the_tonne_over_the_days_of_a_pool()
    {
        var request = Barges(1);
        request.Remove("equipment");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("ROAD") }; // 20 trucks of 30 t a day
        request["bulk"] = new JsonObject { ["commodity"] = "PULP", ["kg"] = 1_500_300 };

        var quote = await routing.QuoteAsync(request);

        quote.Options().ShouldBeEmpty();
        var parts = quote["splits"]!.AsArray().First()!["parts"]!.AsArray();
        parts.Sum(p => (int)p!["shipment"]!["bulkKg"]!).ShouldBe(1_500_300);
        parts.Count.ShouldBe(3);
    }

    private static JsonObject Barges(int boxes)
    {
        var request = RoutingApp.Request("QJP-DLZ", "ZPU-PRT");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("WATERWAY") };
        request["equipment"]![0]!["count"] = boxes;
        return request;
    }
}
