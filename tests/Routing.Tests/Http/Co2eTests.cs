using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Qujiang.Routing.Tests.Harness;

namespace Qujiang.Routing.Tests.Http;

/// <summary>What the CO2e of an option is made of.</summary>
[Collection(nameof(RoutingCollection))]
public sealed class Co2eTests(RoutingApp routing) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => routing.PutBackAsync();

    [Fact]
    public async Task The_empty_return_is_counted_where_it_is_asked_for_and_costs_nothing()
    {
        var request = RoutingApp.Request("QZR-EST", "BLR-RAIL");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") };
        var without = (await routing.QuoteAsync(request)).Options().First();

        request["co2e"] = new JsonObject { ["emptyReturn"] = true };
        var with = (await routing.QuoteAsync(request)).Options().First();

        var lines = with.Legs().Single()["co2e"]!.AsArray();
        lines.Select(l => (string)l!["activity"]!).ShouldBe(["TRANSPORT", "EMPTY_RETURN"]);
        var back = lines[1]!;
        back.Decimal("kg").ShouldBe(2 * 3.9m * 385 * 9.9m / 1000, 0.001m); // the tare of two 45G1 over 385 km
        ((string)back["dataType"]!).ShouldBe("DEFAULT");
        ((string)back["distanceType"]!).ShouldBe("SFD");
        ((string)back["version"]!).ShouldStartWith("RL-");
        with.Decimal("co2eKg").ShouldBe(without.Decimal("co2eKg") + back.Decimal("kg"));
        with["price"]!["amount"]!.ToString().ShouldBe(without["price"]!["amount"]!.ToString());
    }

    [Fact]
    public async Task Only_containers_return_empty()
    {
        var request = RoutingApp.Request();
        request.Remove("equipment");
        request["bulk"] = new JsonObject { ["commodity"] = "PULP", ["kg"] = 20_000 };
        request["co2e"] = new JsonObject { ["emptyReturn"] = true };
        using var client = routing.Forwarder();

        using var answer = await client.PostAsJsonAsync("/v1/quotes", request);

        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"/co2e/emptyReturn\"");
    }

    [Fact]
    public async Task The_greenest_is_the_greenest_with_the_return()
    {
        var request = RoutingApp.Request();
        request["co2e"] = new JsonObject { ["emptyReturn"] = true };
        request["maxOptions"] = 20;

        var options = (await routing.QuoteAsync(request)).Options().ToList();

        foreach (var option in options)
        {
            option.Legs().ShouldAllBe(l => l["co2e"]!.AsArray().Any(e => (string)e!["activity"]! == "EMPTY_RETURN"));
            option.Legs().Sum(l => l.Decimal("co2eKg")).ShouldBe(option.Decimal("co2eKg"));
        }
        var greenest = options.Single(o => o["labels"]!.AsArray().Any(l => (string)l! == "GREENEST"));
        greenest.Decimal("co2eKg").ShouldBe(options.Min(o => o.Decimal("co2eKg")));
    }
}
