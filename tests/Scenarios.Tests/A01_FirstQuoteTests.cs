namespace Qujiang.Scenarios.Tests;

/// <summary>A forwarder who has nothing but a token asks for the two quotes of the README.</summary>
[Collection(nameof(HubCollection))]
public sealed class A01_FirstQuoteTests(Hub hub)
{
    [Fact]
    public async Task Paper_pulp_from_Beilun_to_the_pulp_reserve_may_go_by_barge_by_rail_or_by_road()
    {
        using var forwarder = new Forwarder(hub);
        var quote = await forwarder.QuoteAsync("BLG-PRT", "QZP-PLP", Forwarder.Boxes(2, "45G1", 20_000));

        Print(quote);
        var modes = quote.Options().Select(option => option.Modes()).ToList();
        modes.ShouldContain(chain => chain.Contains("WATERWAY", StringComparison.Ordinal));
        modes.ShouldContain(chain => chain.Contains("RAIL", StringComparison.Ordinal));
        modes.ShouldContain("ROAD");
        var labels = quote.Options().SelectMany(option => option["labels"]!.AsArray().Select(label => label!.GetValue<string>())).ToList();
        labels.ShouldContain("CHEAPEST");
        labels.ShouldContain("FASTEST");
        labels.ShouldContain("GREENEST");
    }

    [Fact]
    public async Task One_box_from_the_pulp_reserve_to_Yangshan_has_more_than_one_way()
    {
        using var forwarder = new Forwarder(hub);
        var quote = await forwarder.QuoteAsync("QZP-PLP", "YSA-PRT", Forwarder.Boxes(1, "22G1", 18_000));

        Print(quote);
        quote.Options().Select(option => option.Modes()).Distinct().Count().ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task Every_option_can_be_checked_line_by_line()
    {
        using var forwarder = new Forwarder(hub);
        var quote = await forwarder.QuoteAsync("BLG-PRT", "QZP-PLP", Forwarder.Boxes(2, "45G1", 20_000));
        quote.Options().ShouldNotBeEmpty();

        foreach (var option in quote.Options())
        {
            option.Charges().Sum(charge => charge.Money()).ShouldBe(option["price"]!.AsObject().Money());
            foreach (var charge in option.Charges().Where(charge => charge.Text("basis") != "PERCENT"))
            {
                var product = charge.Money("quantity") * charge.Money("unitPrice");
                charge.Money().ShouldBeGreaterThanOrEqualTo(Math.Round(product, 2, MidpointRounding.AwayFromZero), charge.ToJsonString());
            }
            option.Legs().Sum(leg => leg.Money("co2eKg")).ShouldBe(option.Money("co2eKg"), 0.001m * option.Legs().Count());

            var legs = option.Legs().ToList();
            for (var i = 1; i < legs.Count; i++)
            {
                legs[i].Text("from").ShouldBe(legs[i - 1].Text("to"));
                legs[i].Time("departure").ShouldBeGreaterThanOrEqualTo(legs[i - 1].Time("arrival"));
            }
            legs[0].Text("from").ShouldBe("BLG-PRT");
            legs[^1].Text("to").ShouldBe("QZP-PLP");
            option.Time("departure").ShouldBeGreaterThanOrEqualTo(Forwarder.Tomorrow(8));
            quote.Time("validUntil").ShouldBeGreaterThan(DateTimeOffset.UtcNow);
            foreach (var leg in legs)
            {
                leg["co2eFactor"]!["source"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
                leg["co2eFactor"]!["quality"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
            }
        }
    }

    [Fact]
    public async Task A_quote_can_be_read_again_by_its_owner_and_by_nobody_else()
    {
        using var forwarder = new Forwarder(hub);
        using var stranger = new Forwarder(hub, "other");
        var quote = await forwarder.QuoteAsync("BLG-PRT", "QZP-PLP", Forwarder.Boxes(2, "45G1", 20_000));

        using var again = await forwarder.GetAsync($"/v1/quotes/{quote.Text("quoteId")}");
        using var refused = await stranger.GetAsync($"/v1/quotes/{quote.Text("quoteId")}");

        JsonNode.DeepEquals(JsonNode.Parse(await again.Content.ReadAsStringAsync()), quote).ShouldBeTrue();
        ((int)refused.StatusCode).ShouldBe(404);
    }

    private static void Print(JsonObject quote)
    {
        if (quote["reasons"]!.AsArray().Count > 0)
        {
            Hub.Report(quote["reasons"]!.ToJsonString());
        }
        foreach (var option in quote.Options())
        {
            Hub.Report(
                $"{option.Text("departure")} -> {option.Text("arrival")}  {option["price"]!.AsObject().Text("amount"), 10} CNY  {option.Text("co2eKg"), 8} kg  {option.Modes()}  {option["labels"]!.ToJsonString()}"
            );
        }
    }
}
