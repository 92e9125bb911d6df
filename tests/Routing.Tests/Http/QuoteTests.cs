using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;
using Qujiang.Testing;

namespace Qujiang.Routing.Tests.Http;

/// <summary>What a quote holds.</summary>
[Collection(nameof(RoutingCollection))]
public sealed class QuoteTests(RoutingApp routing, ITestOutputHelper output) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => routing.PutBackAsync();

    [Fact]
    public async Task Barge_rail_and_road_are_offered_and_every_figure_adds_up()
    {
        var quote = await routing.QuoteAsync(RoutingApp.Request());

        foreach (var option in quote.Options())
        {
            output.WriteLine(
                $"{option["departure"]} {option["arrival"]} {option["price"]!["amount"], 10} {option["co2eKg"], 9} {option.Chain()} {option["labels"]!.ToJsonString()}"
            );
            var charges = option["price"]!["charges"]!.AsArray();
            charges.Sum(c => c!.Decimal("amount")).ShouldBe(option["price"]!.Decimal("amount"));
            charges.Count(c => (string)c!["code"]! == "DOCUMENTATION").ShouldBe(1);
            option.Legs().Sum(l => l.Decimal("co2eKg")).ShouldBe(option.Decimal("co2eKg"));
            foreach (var leg in option.Legs())
            {
                leg["co2e"]!.AsArray().Sum(l => l!.Decimal("kg")).ShouldBe(leg.Decimal("co2eKg"));
                ((string)leg["co2eFactor"]!["source"]!).ShouldBe("GLEC");
            }
            ((bool)option["estimate"]!).ShouldBeTrue();
        }
        quote.Options().Select(o => o.Chain()).ShouldContain("ROAD");
        quote.Options().Select(o => o.Chain()).ShouldContain(c => c.Contains("RAIL"));
        quote.Options().Select(o => o.Chain()).ShouldContain(c => c.Contains("WATERWAY"));
        ((DateTimeOffset)quote["validUntil"]!).ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddMinutes(25));
        quote["asOf"]!.AsObject().Select(a => a.Key).ShouldBe(["WATERWAY", "RAIL", "ROAD", "AIR"]);
        quote["warnings"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_barge_leg_shows_the_lock_it_passes_and_the_room_that_is_left()
    {
        var request = RoutingApp.Request("QJP-DLZ", "ZPU-PRT");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("WATERWAY") };

        var option = (await routing.QuoteAsync(request)).Options().First();

        var leg = option.Legs().Single();
        leg["calls"]!
            .AsArray()
            .Select(c => $"{c!["terminal"]} {c["kind"]}")
            .ShouldBe(["QJP-DLZ CARGO", "LCK-ARP PASS", "LYP-QTJ CARGO", "LCK-FCJ PASS", "ZPU-PRT CARGO"]);
        ((string)leg["free"]!["teu"]!).ShouldBe("36.00");
        ((string)leg["km"]!).ShouldBe("404");
        ((string)option["capacity"]!["teu"]!).ShouldBe("36.00");
        ((int)option["capacity"]!["scarcestLeg"]!).ShouldBe(1);
    }

    [Fact]
    public async Task The_offer_holds_the_same_as_the_option_and_what_a_hold_needs()
    {
        var quote = await routing.QuoteAsync(RoutingApp.Request());
        var signer = routing.Services.GetRequiredService<OfferSigner>();

        foreach (var option in quote.Options())
        {
            var (offer, refusal) = await signer.ReadAsync((string)option["offer"]!);
            refusal.ShouldBeNull();
            offer.ShouldNotBeNull();
            offer.Tenant.ShouldBe("acme");
            Format.Money(offer.AmountFen).ShouldBe((string)option["price"]!["amount"]!);
            offer.Charges.Sum(c => c.AmountFen).ShouldBe(offer.AmountFen);
            Format.Kg(offer.Co2eGrams).ShouldBe((string)option["co2eKg"]!);
            foreach (var (leg, shown) in offer.Legs.Zip(option.Legs()))
            {
                leg.MovementId.ShouldBe((string?)shown["movementId"]);
                leg.LaneId.ShouldBe((string?)shown["laneId"]);
                (leg.LaneId is null).ShouldBe(leg.Day is null);
                leg.Demand.Teu100.ShouldBe(400);
                leg.Demand.Kg.ShouldBe(leg.LaneId is null ? 2 * 23_900 : 0);
                if (leg.MovementId is not null)
                {
                    offer.ValidUntil.ShouldBeLessThanOrEqualTo(leg.Cutoff);
                }
            }
        }
    }

    [Fact]
    public async Task The_offer_says_the_deadline_and_what_else_was_asked_for()
    {
        var request = RoutingApp.Request();
        var due = RoutingApp.Ready(12, 18);
        request["dueBy"] = $"{due:yyyy-MM-ddTHH:mm:sszzz}";
        request["origin"] = new JsonObject
        {
            ["lat"] = 28.95,
            ["lon"] = 118.87,
            ["name"] = "the mill",
        };
        request["limits"] = new JsonObject
        {
            ["maxBoardings"] = 4,
            ["modes"] = new JsonArray("ROAD", "RAIL"),
            ["via"] = new JsonArray(new JsonObject { ["terminal"] = "JHS-RAIL", ["minimumStay"] = "P1DT6H" }),
        };
        var token = (string)(await routing.QuoteAsync(request)).Options().First()["offer"]!;

        var offer = (await routing.Services.GetRequiredService<OfferSigner>().ReadAsync(token)).Offer!;

        offer.DueBy.ShouldBe(due);
        var again = JsonSerializer.SerializeToNode(offer.Wish, Offer.Json)!;
        var asked = request.DeepClone().AsObject();
        asked["origin"] = again["origin"]!.DeepClone();
        asked["destination"] = again["destination"]!.DeepClone();
        asked["limits"] = again["limits"]!.DeepClone();
        ((string)again["origin"]!["name"]!).ShouldBe("the mill");
        ((string)again["limits"]!["via"]![0]!["minimumStay"]!).ShouldBe("P1DT6H");
        (await routing.QuoteAsync(asked)).Options().Select(o => o.Chain()).ShouldContain(c => c.Contains("RAIL"));
    }

    [Fact]
    public async Task An_offer_does_not_outlive_the_cut_off_of_its_train()
    {
        var departure = DateTimeOffset.UtcNow.AddMinutes(130); // the cut-off is two hours before
        var calls = Facts.Calls(departure, ("QZR-EST", 0, 0), ("BLR-RAIL", 9, 9));
        await routing.Legs.PublishAsync(
            routing.Network.Rail.Tell(
                Facts.Movement("rail", "RL-SOON", Mode.Rail, "RL-SOON", "RL", calls, Facts.Segments(9_000, 2_500_000, 385))
            )
        );
        var request = RoutingApp.Request("QZR-EST", "BLR-RAIL");
        request["readyAt"] = $"{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:sszzz}";
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") };

        await Eventually.PassesAsync(async () =>
        {
            var option = (await routing.QuoteAsync(request)).Options().Single(o => (string?)o.Legs().First()["movementId"] == "RL-SOON");
            ((DateTimeOffset)option["validUntil"]!).ShouldBeInRange(departure.AddHours(-2).AddSeconds(-1), departure.AddHours(-2));
        });
        await routing.Legs.PublishAsync(routing.Network.Rail.Cancel("RL-SOON"));
    }

    [Fact]
    public async Task A_movement_without_room_is_not_offered_until_it_has_room_again()
    {
        var request = RoutingApp.Request("QZR-EST", "BLR-RAIL");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") };
        var train = SmallNetwork.Train(1);
        (await routing.QuoteAsync(request)).Rides(train).ShouldBeTrue();
        var room = routing.Network.Rail.Movement(train).Segments;

        await routing.Legs.PublishAsync(routing.Network.Rail.SetRoom(train, s => s.Offered with { Teu100 = s.Index == 1 ? 399 : 9_000 }));
        await Eventually.TrueAsync(async () => !(await routing.QuoteAsync(request)).Rides(train), what: "the full train going");
        await routing.Legs.PublishAsync(routing.Network.Rail.SetRoom(train, s => room[s.Index].Offered));
        await Eventually.TrueAsync(async () => (await routing.QuoteAsync(request)).Rides(train), what: "the train coming back");
    }

    [Fact]
    public async Task Room_that_is_there_only_because_the_line_is_overbooked_says_so()
    {
        var request = RoutingApp.Request("QZR-EST", "BLR-RAIL");
        request["readyAt"] = $"{RoutingApp.Ready(7, 8):yyyy-MM-ddTHH:mm:sszzz}";
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") };
        var train = routing.Network.Rail.Movement(SmallNetwork.Train(7));
        var free = (await routing.QuoteAsync(request)).Options().First().Legs().Single()["free"]!;
        free["overbookingPercent"].ShouldBeNull();

        var room = train.Segments.Select(s => s with { Offered = s.Offered with { Teu100 = 9_900 }, OverbookingPercent = 10 });
        await routing.Legs.PublishAsync(
            routing.Network.Rail.Tell(
                new CapacityChanged(Guid.NewGuid(), default, "rail", 0, train.MovementId, train.Revision + 1, [.. room], "operator")
            )
        );

        await Eventually.PassesAsync(async () =>
        {
            var leg = (await routing.QuoteAsync(request)).Options().First().Legs().Single();
            ((int?)leg["free"]!["overbookingPercent"]).ShouldBe(10);
            ((string)leg["free"]!["teu"]!).ShouldBe("99.00");
        });
    }

    [Fact]
    public async Task A_train_that_is_late_or_cancelled_is_seen_as_such()
    {
        var request = RoutingApp.Request("QZR-EST", "BLR-RAIL");
        request["readyAt"] = $"{RoutingApp.Ready(5, 8):yyyy-MM-ddTHH:mm:sszzz}";
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") };
        var train = SmallNetwork.Train(5);
        var before = (DateTimeOffset)(await routing.QuoteAsync(request)).Options().First()["departure"]!;

        await routing.Legs.PublishAsync(routing.Network.Rail.Delay(train, TimeSpan.FromMinutes(90)));
        await Eventually.PassesAsync(async () =>
            ((DateTimeOffset)(await routing.QuoteAsync(request)).Options().First()["departure"]!).ShouldBe(before.AddMinutes(90))
        );
        await routing.Legs.PublishAsync(routing.Network.Rail.Cancel(train));
        await Eventually.TrueAsync(async () => !(await routing.QuoteAsync(request)).Rides(train), what: "the cancelled train going");
    }

    [Fact]
    public async Task A_door_is_reached_by_truck_over_several_terminals()
    {
        var request = RoutingApp.Request();
        request["origin"] = new JsonObject
        {
            ["lat"] = 28.93,
            ["lon"] = 118.9,
            ["name"] = "Paper mill",
        };
        request["maxOptions"] = 20;

        var options = (await routing.QuoteAsync(request)).Options().ToList();

        options.ShouldAllBe(o => (string)o.Legs().First()["from"]! == "door" && (string)o.Legs().First()["mode"]! == "ROAD");
        options.ShouldContain(o => o.Legs().Count() == 1, "a truck all the way");
        options.Select(o => (string)o.Legs().First()["to"]!).Distinct().Count().ShouldBeGreaterThan(2);
        options.Count(o => o["warnings"]!.AsArray().Count == 1).ShouldBe(options.Count);
        foreach (var option in options)
        {
            option["price"]!["charges"]!.AsArray().Sum(c => c!.Decimal("amount")).ShouldBe(option["price"]!.Decimal("amount"));
            var legs = option.Legs().ToList();
            for (var i = 1; i < legs.Count; i++)
            {
                ((DateTimeOffset)legs[i]["cutoff"]!).ShouldBeGreaterThanOrEqualTo((DateTimeOffset)legs[i - 1]["available"]!);
            }
            ((DateTimeOffset)option["arrival"]!).ShouldBe((DateTimeOffset)legs[^1]["available"]!);
        }
    }

    [Fact]
    public async Task A_code_shared_by_terminals_means_any_of_them()
    {
        var request = RoutingApp.Request();
        request["origin"] = new JsonObject { ["unlocode"] = "CNQZS" };
        request["maxOptions"] = 20;

        var starts = (await routing.QuoteAsync(request)).Options().Select(o => (string)o.Legs().First()["from"]!).Distinct().ToList();

        starts.ShouldContain("QZR-EST");
        starts.ShouldContain("QJP-DLZ");
    }

    [Fact]
    public async Task Pieces_fly_and_pay_by_chargeable_weight()
    {
        var request = RoutingApp.Request("JUZ", "PVG");
        request.Remove("equipment");
        request["pieces"] = new JsonArray(
            new JsonObject
            {
                ["count"] = 2,
                ["kg"] = 20,
                ["lengthCm"] = 60,
                ["widthCm"] = 50,
                ["heightCm"] = 40,
            }
        );
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("AIR") };

        var option = (await routing.QuoteAsync(request)).Options().First();

        // 2 x 120,000 cm3 / 6,000 = 40 kg, as heavy as it weighs: 40 x 8 = 320, and 45 x 7 = 315 is cheaper.
        var freight = option["price"]!["charges"]!.AsArray().Single(c => (string)c!["code"]! == "FREIGHT")!;
        ((string)freight["amount"]!).ShouldBe("315.00");
        ((string)option["price"]!["amount"]!).ShouldBe("465.00");
        ((int)option["capacity"]!["kg"]!).ShouldBe(2_500);
    }

    [Fact]
    public async Task A_stop_on_the_way_is_kept()
    {
        var request = RoutingApp.Request();
        request["limits"] = new JsonObject
        {
            ["via"] = new JsonArray(new JsonObject { ["terminal"] = "JHS-RAIL", ["minimumStay"] = "PT6H" }),
        };

        foreach (var option in (await routing.QuoteAsync(request)).Options())
        {
            var legs = option.Legs().ToList();
            var there = legs.FindIndex(l => (string)l["to"]! == "JHS-RAIL");
            there.ShouldBeGreaterThanOrEqualTo(0);
            ((DateTimeOffset)legs[there + 1]["departure"]!).ShouldBeGreaterThanOrEqualTo(
                ((DateTimeOffset)legs[there]["available"]!).AddHours(6)
            );
        }
    }
}

/// <summary>One routing for all HTTP tests, one test at a time.</summary>
[CollectionDefinition(nameof(RoutingCollection))]
public sealed class RoutingCollection : ICollectionFixture<RoutingApp>;
