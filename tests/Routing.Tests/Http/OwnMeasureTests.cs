using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;
using Qujiang.Testing;

namespace Qujiang.Routing.Tests.Http;

/// <summary>Room that vehicles count by their own measure, and what flies with whom: no option that a hold would refuse, and the reason says what is in the way.</summary>
[Collection(nameof(RoutingCollection))]
public sealed class OwnMeasureTests(RoutingApp routing) : IAsyncDisposable
{
    private static readonly UldRules Pallets = new(
        [new("PAG", 213, [new(120, 308), new(160, 270), new(200, 200)], 4_000, 9_500)],
        new LooseHold(new("lower hold", 200, 110, 85, 150), 2_000, 10_000)
    );

    private static readonly CargoRules Freighter = new(
        [CargoKind.Pieces],
        ["3", "9"],
        Reefer: true,
        Aircraft: AircraftKind.Cargo,
        Ulds: Pallets,
        SpecialCutoffMinutes: 120
    );

    public ValueTask DisposeAsync() => routing.PutBackAsync();

    [Fact]
    public async Task A_shipment_is_offered_the_positions_there_are_and_no_more()
    {
        const string id = "AR-PALLETS";
        await FlyAsync(id, 6, Freighter, positions: 2);
        var request = AirOnly(6, Pieces(8, 900)); // four crates of 150 x 100 x 110 on a pallet
        await Eventually.TrueAsync(async () => (await routing.QuoteAsync(request)).Rides(id), what: "the freighter");
        var option = (await routing.QuoteAsync(request)).Options().First();
        ((int)option.Legs().Single()["free"]!["uld"]!).ShouldBe(2);
        var signer = (OfferSigner)routing.Services.GetService(typeof(OfferSigner))!;
        var (offer, _) = await signer.ReadAsync((string)option["offer"]!);
        offer!.Legs.Single().Demand.ShouldBe(new CapacityVector(Kg: 7_200, Litres: 13_200, Uld: 2));

        request["pieces"] = Pieces(9, 900);
        request["allowSplit"] = false;
        var reason = (await ReasonsAsync(request)).Single(r => (string)r["constraint"]! == "capacity");
        ((string)reason["detail"]!).ShouldContain("3 ULD positions are needed, 2 are free on AR-PALLETS");
        ((string)reason["dimension"]!).ShouldBe("uld");
        reason["change"]!["pieces"]![0]!["count"]!.GetValue<int>().ShouldBe(8);

        request["pieces"] = Pieces(9, 100); // of hands' weight, but too high for the lower hold: built up all the same
        (await ReasonsAsync(request)).ShouldContain(r => (string?)r["dimension"] == "uld");
    }

    [Fact]
    public async Task Lithium_batteries_fly_without_passengers_and_the_leg_says_how_many()
    {
        const string belly = "AR-BELLY-9";
        const string freighter = "AR-FREIGHTER-9";
        var passenger = Freighter with { Aircraft = AircraftKind.Passenger, Ulds = null };
        await FlyAsync(belly, 7, passenger, positions: 0);
        var request = AirOnly(7, Pieces(2, 50));
        request["dangerousGoods"] = Goods("3481");
        await Eventually.TrueAsync(async () => (await routing.QuoteAsync(request)).Rides(belly), what: "the passenger flight");

        request["dangerousGoods"] = Goods("3480");
        var reason = (await ReasonsAsync(request)).Single(r => (string)r["constraint"]! == "dangerousGoods");
        ((string)reason["detail"]!).ShouldContain("UN 3480 (Lithium ion batteries) is forbidden on passenger aircraft, as AR-BELLY-9 is");
        ((string)reason["dimension"]!).ShouldBe("passengerAircraft");

        await FlyAsync(freighter, 7, Freighter, positions: 9);
        await Eventually.TrueAsync(async () => (await routing.QuoteAsync(request)).Rides(freighter), what: "the freighter");
        var quote = await routing.QuoteAsync(request);
        quote.Rides(belly).ShouldBeFalse();
        Note(quote).ShouldContain("at most nothing in a package on passenger aircraft, 35 kg on cargo aircraft (49 CFR 172.101");

        request["dangerousGoods"] = Goods("9999");
        quote = await routing.QuoteAsync(request);
        quote.Rides(belly).ShouldBeTrue();
        Note(quote).ShouldBe("UN 9999 is not among the numbers known here: judged by class 9 alone");

        static string Note(JsonObject quote) => (string)quote.Options().First().Legs().Single()["notes"]!.AsArray().Single()!;
    }

    [Fact]
    public async Task Cargo_of_care_has_to_be_there_sooner_and_shares_the_room_with_all_other()
    {
        const string id = "AR-CARE";
        await FlyAsync(id, 8, Freighter, positions: 9);
        var request = AirOnly(8, Pieces(4, 900));
        await Eventually.TrueAsync(async () => (await routing.QuoteAsync(request)).Rides(id), what: "the freighter");
        var departure = RoutingApp.Ready(8, 18);
        (await CutOffAsync(request)).ShouldBe(departure.AddHours(-2));
        request["reefer"] = new JsonObject { ["setPointC"] = 4 };
        (await CutOffAsync(request)).ShouldBe(departure.AddHours(-4));

        request["readyAt"] = departure.AddHours(-3).ToString("yyyy-MM-ddTHH:mm:sszzz");
        (await routing.QuoteAsync(request)).Rides(id).ShouldBeFalse();
        request.Remove("reefer");
        (await routing.QuoteAsync(request)).Rides(id).ShouldBeTrue();

        // What is taken is taken for both.
        await routing.Legs.PublishAsync(routing.Network.Air.SetRoom(id, s => s.Offered with { Kg = 3_000 }));
        await Eventually.TrueAsync(async () => !(await routing.QuoteAsync(request)).Rides(id), what: "3 t being too little");
        request["readyAt"] = RoutingApp.Ready(8, 8).ToString("yyyy-MM-ddTHH:mm:sszzz");
        request["reefer"] = new JsonObject { ["setPointC"] = 4 };
        (await routing.QuoteAsync(request)).Rides(id).ShouldBeFalse();

        await routing.Legs.PublishAsync(routing.Network.Air.Cancel(id));
        await Eventually.TrueAsync(
            async () =>
            {
                var request = AirOnly(8, Pieces(1, 100));
                var plain = (await routing.QuoteAsync(request)).Rides(id);
                request["reefer"] = new JsonObject { ["setPointC"] = 4 };
                return !plain && !(await routing.QuoteAsync(request)).Rides(id);
            },
            what: "it being cancelled for both"
        );

        async Task<DateTimeOffset> CutOffAsync(JsonObject request) =>
            DateTimeOffset.Parse(
                (string)(await routing.QuoteAsync(request)).Options().First().Legs().Single()["cutoff"]!,
                System.Globalization.CultureInfo.InvariantCulture
            );
    }

    [Fact]
    public async Task Heavy_short_boxes_need_a_wagon_each_before_they_are_offered_a_train()
    {
        const string id = "RL-WAGONS";
        var calls = Facts.Calls(RoutingApp.Ready(9, 12), ("NPS-RAIL", 0, 0), ("FZR-RAIL", 9, 9));
        var rules = Facts.Boxes with { Wagons = new(200, 60_000, 1, 1_000) }; // five wagons of two TEU
        await routing.Legs.PublishAsync(
            routing.Network.Rail.Tell(
                Facts.Movement("rail", id, Mode.Rail, "RL-WAGONS", "RL", calls, Facts.Segments(1_000, 300_000, 385), rules)
            )
        );
        var request = RoutingApp.Request("NPS-RAIL", "FZR-RAIL");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("RAIL") };
        request["allowSplit"] = false;
        request["equipment"] = Boxes(5, 28_000);
        await Eventually.TrueAsync(async () => (await routing.QuoteAsync(request)).Rides(id), what: "the train for five heavy boxes");

        request["equipment"] = Boxes(6, 28_000); // 30.3 t each with the box: 6 TEU of 10, 182 t of 300, and no wagon for the sixth
        var reason = (await ReasonsAsync(request)).Single(r => (string)r["constraint"]! == "capacity");
        ((string)reason["detail"]!).ShouldContain("6 wagons for boxes of such weight are needed, 5 are free on RL-WAGONS");
        ((string)reason["dimension"]!).ShouldBe("wagons");
        reason["change"]!["equipment"]![0]!["count"]!.GetValue<int>().ShouldBe(5);

        request["equipment"] = Boxes(10, 20_000); // two to a wagon
        (await routing.QuoteAsync(request)).Rides(id).ShouldBeTrue();
    }

    private async Task FlyAsync(string id, int day, CargoRules rules, int positions) =>
        await routing.Legs.PublishAsync(
            routing.Network.Air.Tell(
                Facts.Movement(
                    "air",
                    id,
                    Mode.Air,
                    id,
                    "AR",
                    Facts.Calls(RoutingApp.Ready(day, 18), ("HGH", 0, 0), ("EHU", 2, 2)),
                    [new Segment(0, 600, new CapacityVector(Kg: 14_000, Litres: 110_000, Uld: positions), new(), new())],
                    rules
                )
            )
        );

    private static JsonObject AirOnly(int day, JsonArray pieces)
    {
        var request = RoutingApp.Request("HGH", "EHU");
        request.Remove("equipment");
        request["pieces"] = pieces;
        request["readyAt"] = RoutingApp.Ready(day, 8).ToString("yyyy-MM-ddTHH:mm:sszzz");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("AIR") };
        return request;
    }

    private static JsonArray Pieces(int count, int kg) =>
        [
            new JsonObject
            {
                ["count"] = count,
                ["kg"] = kg,
                ["lengthCm"] = 150,
                ["widthCm"] = 100,
                ["heightCm"] = 110,
            },
        ];

    private static JsonArray Boxes(int count, int cargoKg) =>
        [
            new JsonObject
            {
                ["type"] = "22G1",
                ["count"] = count,
                ["cargoKg"] = cargoKg,
            },
        ];

    private static JsonObject Goods(string un) => new() { ["unNumber"] = un, ["class"] = "9" };

    private async Task<List<JsonObject>> ReasonsAsync(JsonObject request)
    {
        var quote = await routing.QuoteAsync(request);
        quote.Options().ShouldBeEmpty();
        return [.. quote["reasons"]!.AsArray().Select(r => r!.AsObject())];
    }
}
