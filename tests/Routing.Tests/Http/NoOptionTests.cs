using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Tests.Harness;
using Qujiang.Testing;

namespace Qujiang.Routing.Tests.Http;

/// <summary>A quote without an option says why, where, and what would do - and what would do does.</summary>
[Collection(nameof(RoutingCollection))]
public sealed class NoOptionTests(RoutingApp routing, ITestOutputHelper output) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => routing.PutBackAsync();

    [Fact]
    public async Task Too_little_time()
    {
        var request = RailOnly();
        request["dueBy"] = $"{RoutingApp.Ready(1, 23):yyyy-MM-ddTHH:mm:sszzz}";

        var reason = await OnlyReasonAsync(request, "deadline");

        ((string)reason["detail"]!).ShouldContain("after dueBy");
        await DoesAsync(request, reason);
    }

    [Fact]
    public async Task Ready_too_late_for_the_last_train()
    {
        var request = RailOnly();
        request["readyAt"] = $"{RoutingApp.Ready(20, 19):yyyy-MM-ddTHH:mm:sszzz}"; // the last train leaves at 20:00, its cut-off is 18:00

        var reason = await OnlyReasonAsync(request, "cutoff");

        ((string)reason["where"]!).ShouldBe(SmallNetwork.Train(20));
        ((string)reason["relaxation"]!).ShouldBe("ready 1 h earlier");
        await DoesAsync(request, reason);
    }

    [Fact]
    public async Task More_boxes_than_the_barge_has_room_for()
    {
        var request = RoutingApp.Request("QJP-DLZ", "ZPU-PRT");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("WATERWAY") };
        request["equipment"]![0]!["count"] = 20;

        var reason = await OnlyReasonAsync(request, "capacity");

        ((string)reason["where"]!).ShouldStartWith("WW-");
        ((string)reason["detail"]!).ShouldContain("40.00 TEU are needed, 36.00 are free");
        ((string)reason["relaxation"]!).ShouldBe("2 boxes fewer: there is an option for 18");
        await DoesAsync(request, reason);
    }

    [Fact]
    public async Task Boxes_too_heavy_for_the_barge()
    {
        var request = RoutingApp.Request("QJP-DLZ", "ZPU-PRT");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("WATERWAY") };
        request["equipment"]![0]!["cargoKg"] = 26_000;

        var reason = await OnlyReasonAsync(request, "weight");

        ((string)reason["detail"]!).ShouldContain("28000 kg at most");
        ((string)reason["relaxation"]!).ShouldBe("at most 24100 kg of cargo in a 45G1");
        await DoesAsync(request, reason);
    }

    [Fact]
    public async Task Dangerous_goods_that_the_train_does_not_take()
    {
        var request = RailOnly();
        request["dangerousGoods"] = new JsonObject { ["unNumber"] = "UN1203", ["class"] = "3" };

        var reasons = await ReasonsAsync(request);

        reasons.Select(r => (string)r["constraint"]!).ShouldBe(["dangerousGoods", "modes"], ignoreOrder: true);
        ((string)reasons.Single(r => (string)r["constraint"]! == "dangerousGoods")["detail"]!).ShouldContain(
            "does not take dangerous goods of class 3"
        );
        foreach (var reason in reasons)
        {
            await DoesAsync(request, reason);
        }
    }

    [Fact]
    public async Task Containers_do_not_fly()
    {
        var request = RoutingApp.Request("JUZ", "PVG");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("AIR") };

        var reason = await OnlyReasonAsync(request, "modes");

        ((string)reason["detail"]!).ShouldContain("containers do not fly");
        await DoesAsync(request, reason);
    }

    [Fact]
    public async Task Too_few_vehicles()
    {
        var request = RoutingApp.Request("LYP-QTJ", "BLG-PRT");
        request["limits"] = new JsonObject { ["maxBoardings"] = 1 };

        var reason = await OnlyReasonAsync(request, "boardings");

        await DoesAsync(request, reason);
    }

    [Fact]
    public async Task Two_constraints_that_only_together_are_to_blame()
    {
        var request = RoutingApp.Request("QZR-EST", "BLR-RAIL");
        request["equipment"]![0]!["count"] = 46; // 92 TEU on trains of 90 and 20 trucks a day
        request["dueBy"] = $"{RoutingApp.Ready(1, 11):yyyy-MM-ddTHH:mm:sszzz}"; // three hours after it is ready

        var reasons = await ReasonsAsync(request);

        reasons.Select(r => (string)r["constraint"]!).ShouldBe(["capacity", "deadline"], ignoreOrder: true);
        reasons.ShouldAllBe(r => ((string)r["detail"]!).Contains("only together with"));
    }

    [Fact]
    public async Task No_way_at_all()
    {
        var reason = await OnlyReasonAsync(RoutingApp.Request("EHU", "BLG-PRT"), "unreachable");

        ((string)reason["detail"]!).ShouldContain("from EHU to BLG-PRT");
    }

    [Fact]
    public async Task Bulk_of_which_only_a_part_has_room()
    {
        const string id = "WW-BULK";
        if (!routing.Network.Waterway.MovementIds.Contains(id))
        {
            await routing.Legs.PublishAsync(routing.Network.Waterway.Tell(Facts.Tariff("waterway", "WB", "TONNE_KM", "0.08", "34")));
            await routing.Legs.PublishAsync(
                routing.Network.Waterway.Tell(
                    Facts.Movement(
                        "waterway",
                        id,
                        Mode.Waterway,
                        "WW-QZ-BULK",
                        "WB",
                        Facts.Calls(RoutingApp.Ready(2, 6), ("QJP-DAN", 0, 0), ("CGS-PRT", 60, 60)),
                        Facts.Segments(0, 700_000, 600),
                        new CargoRules([CargoKind.Bulk], [], Reefer: false)
                    )
                )
            );
        }
        var request = RoutingApp.Request("QJP-DAN", "CGS-PRT");
        request.Remove("equipment");
        request["bulk"] = new JsonObject { ["commodity"] = "PULP", ["kg"] = 900_000 };

        await Eventually.PassesAsync(async () =>
        {
            var reason = await OnlyReasonAsync(request, "capacity");
            ((string)reason["relaxation"]!).ShouldBe("700 t at most");
            await DoesAsync(request, reason);
        });
    }

    [Fact]
    public async Task A_closed_road_is_named_and_until_when()
    {
        var road = routing.Network.Road;
        var request = RoutingApp.Request("QZP-PLP", "BLG-PRT");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("ROAD") };
        await routing.Legs.PublishAsync(road.Tell(Facts.Closure("ROAD-1", 1, ["BLG-PRT"], [], routing.Network.Start, null)));

        await Eventually.PassesAsync(async () =>
        {
            var reason = await OnlyReasonAsync(request, "closure");
            ((string)reason["where"]!).ShouldBe("RD-QZP-PLP-BLG-PRT");
            ((string)reason["detail"]!).ShouldBe("RD-QZP-PLP-BLG-PRT is closed with no end known (ROAD_CLOSURE: landslide)");
        });

        await routing.Legs.PublishAsync(road.Tell(new DisruptionCleared(Guid.NewGuid(), default, "road", 0, "ROAD-1", 2, "over")));
        await Eventually.PassesAsync(async () => (await routing.QuoteAsync(request)).Options().ShouldNotBeEmpty());
    }

    [Fact]
    public async Task A_disruption_is_named_where_it_takes_the_room()
    {
        var waterway = routing.Network.Waterway;
        var request = RoutingApp.Request("QJP-DLZ", "ZPU-PRT");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("WATERWAY") };
        var barges = waterway.MovementIds.Where(id => id.StartsWith("WW-", StringComparison.Ordinal) && id != "WW-BULK").ToList();
        await routing.Legs.PublishAsync(
            waterway.Tell(
                new DisruptionRaised(
                    Guid.NewGuid(),
                    default,
                    "waterway",
                    0,
                    "LOCK",
                    1,
                    "CLOSURE",
                    ["LCK-FCJ"],
                    [],
                    routing.Network.Start,
                    null,
                    "overhaul"
                )
            )
        );
        foreach (var barge in barges)
        {
            await routing.Legs.PublishAsync(waterway.SetRoom(barge, s => s.Index >= 2 ? new CapacityVector() : s.Offered));
        }

        await Eventually.PassesAsync(async () =>
            ((string)(await OnlyReasonAsync(request, "capacity"))["detail"]!).ShouldEndWith("from QJP-DLZ to ZPU-PRT (CLOSURE: overhaul)")
        );

        await routing.Legs.PublishAsync(waterway.Tell(new DisruptionCleared(Guid.NewGuid(), default, "waterway", 0, "LOCK", 2, "over")));
        foreach (var barge in barges)
        {
            await routing.Legs.PublishAsync(waterway.SetRoom(barge, _ => new CapacityVector(3_600, 700_000, 0, 10)));
        }
        await Eventually.TrueAsync(async () => (await routing.QuoteAsync(request)).Options().Any(), what: "the lock being open");
    }

    private static JsonObject RailOnly()
    {
        var request = RoutingApp.Request("QZR-EST", "BLR-RAIL");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") };
        return request;
    }

    private async Task<JsonObject> OnlyReasonAsync(JsonObject request, string constraint)
    {
        var reasons = await ReasonsAsync(request);
        reasons.Select(r => (string)r["constraint"]!).ShouldContain(constraint);
        return reasons.Single(r => (string)r["constraint"]! == constraint);
    }

    private async Task<List<JsonObject>> ReasonsAsync(JsonObject request)
    {
        var quote = await routing.QuoteAsync(request);
        quote.Options().ShouldBeEmpty();
        var reasons = quote["reasons"]!.AsArray().Select(r => r!.AsObject()).ToList();
        reasons.ForEach(r =>
            output.WriteLine($"{r["constraint"]} at {r["where"]}: {r["detail"]} -> {r["relaxation"]} {r["change"]?.ToJsonString()}")
        );
        reasons.ShouldNotBeEmpty();
        return reasons;
    }

    /// <summary>Applies the change that was proposed and asks again.</summary>
    private async Task DoesAsync(JsonObject request, JsonObject reason)
    {
        var changed = Merge(request.DeepClone(), reason["change"]).AsObject();

        (await routing.QuoteAsync(changed)).Options().ShouldNotBeEmpty($"{reason["relaxation"]}: {changed.ToJsonString()}");
    }

    /// <summary>RFC 7396.</summary>
    private static JsonNode Merge(JsonNode target, JsonNode? patch)
    {
        foreach (var (name, value) in patch!.AsObject())
        {
            if (value is null)
            {
                target.AsObject().Remove(name);
            }
            else if (value is JsonObject)
            {
                target[name] = Merge(target[name]?.DeepClone() ?? new JsonObject(), value);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
        return target;
    }
}
