using System.Text.Json.Nodes;
using Qujiang.Routing.Tests.Harness;

namespace Qujiang.Routing.Tests.Http;

/// <summary>Cargo that stands at a terminal between two legs.</summary>
[Collection(nameof(RoutingCollection))]
public sealed class WaitingTests(RoutingApp routing) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => routing.PutBackAsync();

    [Fact]
    public async Task Storage_is_charged_for_the_days_beyond_the_free_ones()
    {
        var request = RoutingApp.Request();
        request["limits"] = new JsonObject
        {
            ["via"] = new JsonArray(new JsonObject { ["terminal"] = "JHS-RAIL", ["minimumStay"] = "P4D" }),
        };

        foreach (var option in (await routing.QuoteAsync(request)).Options())
        {
            var legs = option.Legs().ToList();
            var charges = option["price"]!["charges"]!.AsArray();
            charges.Sum(c => c!.Decimal("amount")).ShouldBe(option["price"]!.Decimal("amount"));
            for (var i = 1; i < legs.Count; i++)
            {
                var wait = (DateTimeOffset)legs[i]["departure"]! - (DateTimeOffset)legs[i - 1]["available"]!;
                var days = Math.Max(0, (int)Math.Ceiling(wait.TotalDays - 1)); // the first is free
                var storage = charges.Where(c => (string)c!["code"]! == "STORAGE" && (int)c["leg"]! == i + 1).ToList();
                storage.Sum(c => c!.Decimal("amount")).ShouldBe(days * 2 * 40m, $"{wait} before leg {i + 1}");
            }
            charges.ShouldContain(c => (string)c!["code"]! == "STORAGE");
        }
    }

    [Fact]
    public async Task Nothing_is_charged_for_waiting_before_the_first_leg()
    {
        var request = RoutingApp.Request("QZR-EST", "BLR-RAIL");
        request["readyAt"] = $"{RoutingApp.Ready(1, 21):yyyy-MM-ddTHH:mm:sszzz}"; // an hour too late for the train of the day
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") };

        var option = (await routing.QuoteAsync(request)).Options().First();

        option["price"]!["charges"]!.AsArray().ShouldNotContain(c => (string)c!["code"]! == "STORAGE");
    }

    [Fact]
    public async Task The_cheapest_is_the_cheapest_with_its_storage()
    {
        var request = RoutingApp.Request();
        request["maxOptions"] = 20;

        var options = (await routing.QuoteAsync(request)).Options().ToList();

        var cheapest = options.Single(o => o["labels"]!.AsArray().Any(l => (string)l! == "CHEAPEST"));
        cheapest["price"]!.Decimal("amount").ShouldBe(options.Min(o => o["price"]!.Decimal("amount")));
    }

    [Fact]
    public async Task A_dearer_tariff_prices_the_next_quote_and_the_earlier_one_keeps_its_price_until_it_lapses()
    {
        var request = RoutingApp.Request("QZR-EST", "BLR-RAIL");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") };
        var before = await routing.QuoteAsync(request);
        var (tariff, price) = Rail(before);
        tariff.ShouldStartWith("RL-");

        var version = int.Parse(tariff[3..], System.Globalization.CultureInfo.InvariantCulture) + 1;
        await routing.Legs.PublishAsync(routing.Network.Rail.Tell(Facts.Tariff("rail", "RL", "BOX_KM", "9.99", "9.9", version)));
        try
        {
            await Testing.Eventually.PassesAsync(async () =>
            {
                var (newer, dearer) = Rail(await routing.QuoteAsync(request));
                newer.ShouldBe($"RL-{version}");
                dearer.ShouldBeGreaterThan(price);
            });

            using var client = routing.Forwarder();
            var kept = JsonNode.Parse(await client.GetStringAsync($"/v1/quotes/{before["quoteId"]}"))!.AsObject();
            Rail(kept).ShouldBe((tariff, price));
            ((DateTimeOffset)kept["validUntil"]!).ShouldBeGreaterThan(DateTimeOffset.UtcNow);
            var signer = (Routing.Quotes.OfferSigner)routing.Services.GetService(typeof(Routing.Quotes.OfferSigner))!;
            var (offer, refusal) = await signer.ReadAsync((string)kept.Options().First()["offer"]!);
            refusal.ShouldBeNull();
            offer!.AmountFen.ShouldBe((long)(price * 100));
            offer.Tariffs["RL"].ShouldBe(version - 1);
        }
        finally
        {
            await routing.Legs.PublishAsync(routing.Network.Rail.Tell(Facts.Tariff("rail", "RL", "BOX_KM", "2.754", "9.9", version + 1)));
        }

        static (string Tariff, decimal Price) Rail(JsonObject quote)
        {
            var option = quote.Options().First();
            var linehaul = option["price"]!["charges"]!.AsArray().Single(c => (string)c!["code"]! == "LINEHAUL")!;
            return ((string)linehaul["tariff"]!, option["price"]!.Decimal("amount"));
        }
    }
}
