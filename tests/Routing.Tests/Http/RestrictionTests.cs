using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;
using Qujiang.Testing;

namespace Qujiang.Routing.Tests.Http;

/// <summary>What a carrier does not take aboard, and that the refusal names the dimension.</summary>
[Collection(nameof(RoutingCollection))]
public sealed class RestrictionTests(RoutingApp routing) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => routing.PutBackAsync();

    [Theory]
    [InlineData(1_100, 300, 190, "beyond the width", "56 cm")]
    [InlineData(1_100, 240, 250, "beyond the height", "54 cm")]
    [InlineData(1_300, 240, 190, "beyond the length", "135 cm")]
    public async Task Cargo_out_of_gauge_is_refused_by_its_dimension(int length, int width, int height, string dimension, string by)
    {
        var request = RailOnly();
        request["equipment"] = new JsonArray(Box("42P1", 15_000, length, width, height));

        var reason = (await ReasonsAsync(request)).Single(r => (string)r["constraint"]! == "outOfGauge");

        ((string)reason["detail"]!).ShouldContain(dimension);
        ((string)reason["detail"]!).ShouldContain(by);
        ((string)reason["where"]!).ShouldStartWith("RL-");
    }

    [Fact]
    public async Task Cargo_within_the_gauge_of_a_flat_rack_goes_as_any_box()
    {
        var request = RailOnly();
        request["equipment"] = new JsonArray(Box("42P1", 15_000, 1_165, 244, 196));

        (await routing.QuoteAsync(request)).Options().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Who_takes_cargo_out_of_gauge_is_offered_up_to_its_limits()
    {
        const string id = "RL-WIDE";
        var calls = Facts.Calls(RoutingApp.Ready(3, 12), ("QZR-EST", 0, 0), ("BLR-RAIL", 9, 9));
        var rules = Facts.Boxes with { MaxOverWidthCm = 60, MaxOverHeightCm = 40 };
        await routing.Legs.PublishAsync(
            routing.Network.Rail.Tell(
                Facts.Movement("rail", id, Mode.Rail, "RL-WIDE", "RL", calls, Facts.Segments(9_000, 2_500_000, 385), rules)
            )
        );
        try
        {
            var request = RailOnly();
            request["equipment"] = new JsonArray(Box("42P1", 15_000, 1_100, 304, 236)); // 60 and 40 cm beyond: as much as it takes
            await Eventually.TrueAsync(async () => (await routing.QuoteAsync(request)).Rides(id), what: "the train that takes it");
            (await routing.QuoteAsync(request)).Options().ShouldAllBe(o => (string?)o.Legs().Single()["movementId"] == id);

            var signer = (OfferSigner)routing.Services.GetService(typeof(OfferSigner))!;
            var (offer, _) = await signer.ReadAsync((string)(await routing.QuoteAsync(request)).Options().First()["offer"]!);
            offer!.Shipment.Boxes.Single().CargoWidthCm.ShouldBe(304); // so that whoever asks again asks for the same

            request["equipment"] = new JsonArray(Box("42P1", 15_000, 1_100, 305, 236));
            var reason = (await ReasonsAsync(request)).Single(r => (string)r["constraint"]! == "outOfGauge");
            ((string)reason["detail"]!).ShouldContain("beyond the width");
        }
        finally
        {
            await routing.Legs.PublishAsync(routing.Network.Rail.Cancel(id));
        }
    }

    [Fact]
    public async Task Goods_that_may_not_share_a_container_by_rail_may_by_road()
    {
        var request = RoutingApp.Request("QZR-EST", "BLR-RAIL");
        request["dangerousGoods"] = Mixed("3", "3"); // the lanes of this network take class 3
        (await routing.QuoteAsync(request)).Options().ShouldNotBeEmpty();

        var shipment = new Dangerous("1203", "3", "II", [new Dangerous("2014", "5.1", "II")]);
        shipment.KeptApart(Mode.Road).ShouldBeNull();
        shipment.KeptApart(Mode.Rail).ShouldBe(("3", "5.1", "IMDG Code 7.2.4: separated from"));
        shipment.KeptApart(Mode.Air).ShouldBe(("3", "5.1", "IATA DGR table 9.3.A"));
    }

    [Fact]
    public async Task Goods_that_are_kept_apart_are_refused_with_the_rule_that_says_so()
    {
        const string id = "RL-DG";
        var calls = Facts.Calls(RoutingApp.Ready(4, 12), ("QZR-EST", 0, 0), ("BLR-RAIL", 9, 9));
        var rules = Facts.Boxes with { DangerousGoods = ["3", "5.1", "8"] };
        await routing.Legs.PublishAsync(
            routing.Network.Rail.Tell(
                Facts.Movement("rail", id, Mode.Rail, "RL-DG", "RL", calls, Facts.Segments(9_000, 2_500_000, 385), rules)
            )
        );
        try
        {
            var request = RailOnly();
            request["dangerousGoods"] = Mixed("3", "8");
            await Eventually.TrueAsync(
                async () => (await routing.QuoteAsync(request)).Rides(id),
                what: "the train that takes classes 3 and 8"
            );

            request["dangerousGoods"] = Mixed("3", "5.1");
            var reason = (await ReasonsAsync(request)).Single(r => (string)r["constraint"]! == "segregation");
            ((string)reason["detail"]!).ShouldContain(
                "class 3 and class 5.1 may not share a container by RAIL (IMDG Code 7.2.4: separated from)"
            );
            ((string)reason["where"]!).ShouldBe(id);

            request["dangerousGoods"]!.AsObject().Remove("packedWith"); // the change that it names
            reason["change"]!.ToJsonString().ShouldBe("""{"dangerousGoods":{"packedWith":null}}""");
            (await routing.QuoteAsync(request)).Options().ShouldNotBeEmpty();

            request["dangerousGoods"] = Mixed("3", "9");
            var refused = (await ReasonsAsync(request)).Single(r => (string)r["constraint"]! == "dangerousGoods");
            ((string)refused["detail"]!).ShouldContain("class");
        }
        finally
        {
            await routing.Legs.PublishAsync(routing.Network.Rail.Cancel(id));
        }
    }

    [Fact]
    public async Task More_refrigerated_boxes_than_plugs()
    {
        const string id = "RL-COLD";
        var calls = Facts.Calls(RoutingApp.Ready(5, 12), ("QZR-EST", 0, 0), ("BLR-RAIL", 9, 9));
        var rules = Facts.Boxes with { Reefer = true };
        await routing.Legs.PublishAsync(
            routing.Network.Rail.Tell(
                Facts.Movement("rail", id, Mode.Rail, "RL-COLD", "RL", calls, Facts.Segments(9_000, 2_500_000, 385), rules)
            )
        );
        try
        {
            var request = RailOnly();
            request["equipment"] = new JsonArray(Box("45R1", 20_000));
            request["reefer"] = new JsonObject { ["setPointC"] = -18 };
            request["equipment"]![0]!["count"] = 10;
            await Eventually.TrueAsync(async () => (await routing.QuoteAsync(request)).Rides(id), what: "the train with ten plugs");

            request["equipment"]![0]!["count"] = 11;
            request["allowSplit"] = false;
            var reason = (await ReasonsAsync(request)).Single(r => (string)r["constraint"]! == "capacity");
            ((string)reason["detail"]!).ShouldContain("11 reefer plugs are needed, 10 are free on RL-COLD");
        }
        finally
        {
            await routing.Legs.PublishAsync(routing.Network.Rail.Cancel(id));
        }
    }

    private static JsonObject RailOnly()
    {
        var request = RoutingApp.Request("QZR-EST", "BLR-RAIL");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") };
        return request;
    }

    private static JsonObject Mixed(string main, string other) =>
        new()
        {
            ["unNumber"] = "1203",
            ["class"] = main,
            ["packedWith"] = new JsonArray(new JsonObject { ["unNumber"] = "2014", ["class"] = other }),
        };

    private static JsonObject Box(string type, int cargoKg, int? length = null, int? width = null, int? height = null)
    {
        var box = new JsonObject
        {
            ["type"] = type,
            ["count"] = 1,
            ["cargoKg"] = cargoKg,
        };
        if (length is not null)
        {
            (box["cargoLengthCm"], box["cargoWidthCm"], box["cargoHeightCm"]) = (length, width, height);
        }
        return box;
    }

    private async Task<List<JsonObject>> ReasonsAsync(JsonObject request)
    {
        var quote = await routing.QuoteAsync(request);
        quote.Options().ShouldBeEmpty();
        return [.. quote["reasons"]!.AsArray().Select(r => r!.AsObject())];
    }
}
