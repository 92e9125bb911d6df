using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Tests.Harness;
using Qujiang.Testing;

namespace Qujiang.Routing.Tests.Http;

/// <summary>An operator forbids dangerous goods on his aircraft, and quotes know it at once: no option that a hold would refuse.</summary>
[Collection(nameof(RoutingCollection))]
public sealed class OperatorVariationTests(RoutingApp routing) : IAsyncDisposable
{
    private const string Forbidden = AirQuantity.Forbidden;
    private static readonly DateOnly Always = new(2020, 1, 1);

    private static readonly CargoRules Belly = new([CargoKind.Pieces], ["9"], Reefer: false, Aircraft: AircraftKind.Passenger);

    public ValueTask DisposeAsync() => routing.PutBackAsync();

    [Fact]
    public async Task What_has_just_been_forbidden_below_passengers_is_refused_and_older_versions_that_come_late_change_nothing()
    {
        const string id = "AR-VARIED";
        await FlyAsync(id, 7, Belly);
        var request = AirOnly(7, "3091");
        await Eventually.TrueAsync(async () => (await routing.QuoteAsync(request)).Rides(id), what: "the passenger flight");

        await TellAsync(Facts.Goods("3091", 8, (Always, Forbidden, "35 kg")));
        var quote = await routing.QuoteAsync(request);
        quote.Options().ShouldBeEmpty();
        var reason = quote["reasons"]!.AsArray().Single(r => (string)r!["constraint"]! == "dangerousGoods")!;
        ((string)reason["dimension"]!).ShouldBe("passengerAircraft");
        ((string)reason["detail"]!).ShouldBe(
            "UN 3091 (Somewhat dangerous) is forbidden on passenger aircraft, as AR-VARIED is (our own variation)"
        );

        await TellAsync(Facts.Goods("3091", 7, (Always, "5 kg", "35 kg")));
        (await routing.QuoteAsync(request)).Options().ShouldBeEmpty();
        (await routing.QuoteAsync(AirOnly(7, "3481"))).Rides(id).ShouldBeTrue(); // another number

        // A freighter takes it, and the leg says how much and by whom.
        await FlyAsync("AR-VARIED-F", 7, Belly with { Aircraft = AircraftKind.Cargo });
        await Eventually.TrueAsync(async () => (await routing.QuoteAsync(request)).Rides("AR-VARIED-F"), what: "the freighter");
        ((string)(await routing.QuoteAsync(request)).Options().First().Legs().Single()["notes"]!.AsArray().Single()!).ShouldContain(
            "at most nothing in a package on passenger aircraft, 35 kg on cargo aircraft (our own variation, S)"
        );

        await TellAsync(Facts.Goods("3091", 9, (Always, "5 kg", "35 kg")));
        (await routing.QuoteAsync(request)).Rides(id).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_forbidden_from_a_day_on_flies_until_then_and_what_is_allowed_from_a_day_on_flies_from_then()
    {
        await FlyAsync("AR-DAY-10", 10, Belly);
        await FlyAsync("AR-DAY-13", 13, Belly);
        await FlyAsync("AR-DAY-16", 16, Belly);
        var (request, late) = (AirOnly(10, "9997"), AirOnly(12, "9997"));
        (await RiddenAsync(request)).ShouldBe(["AR-DAY-10"]); // the next ones come later, for the same
        (await RiddenAsync(late)).ShouldBe(["AR-DAY-13"]);

        // Forbidden from the twelfth to the fifteenth day.
        await TellAsync(Facts.Goods("9997", 1, (Always, "1 kg", "1 kg"), (Today(12), Forbidden, Forbidden), (Today(15), "2 kg", "2 kg")));
        (await RiddenAsync(request)).ShouldBe(["AR-DAY-10"]);
        (await RiddenAsync(late)).ShouldBe(["AR-DAY-16"]);
        late["dueBy"] = RoutingApp.Ready(14, 20).ToString("yyyy-MM-ddTHH:mm:sszzz");
        var quote = await routing.QuoteAsync(late);
        quote.Options().ShouldBeEmpty();
        quote["reasons"]!
            .AsArray()
            .ShouldContain(r => (string?)r!["dimension"] == "passengerAircraft" && (string?)r["where"] == "AR-DAY-13");

        await TellAsync(Facts.Goods("9997", 2, (Always, "1 kg", "1 kg")));
        (await RiddenAsync(late)).ShouldBe(["AR-DAY-13"]);
    }

    [Fact]
    public async Task A_snapshot_tells_it_as_well()
    {
        const string id = "AR-TOLD";
        await FlyAsync(id, 18, Belly);
        var request = AirOnly(18, "9996");
        await Eventually.TrueAsync(async () => (await routing.QuoteAsync(request)).Rides(id), what: "the passenger flight");
        // A fact that is lost: its number is missed, and the snapshot has what it said.
        routing.Network.Air.Tell(Facts.Goods("9996", 1, (Always, Forbidden, "1 kg")));
        await Eventually.TrueAsync(
            async () => (await routing.QuoteAsync(request)).Options().All(o => o.Legs().All(l => (string?)l["movementId"] != id)),
            what: "what the snapshot says"
        );
        await TellAsync(Facts.Goods("9996", 2, (Always, "1 kg", "1 kg")));
    }

    private static DateOnly Today(int day) => SmallNetwork.Today.AddDays(day);

    private async Task TellAsync(IFact fact)
    {
        var told = routing.Network.Air.Tell(fact);
        await routing.Legs.PublishAsync(told);
        await Eventually.TrueAsync(() => routing.Live[Mode.Air].Status().Sequence >= told.Sequence, what: $"event {told.Sequence}");
    }

    private async Task<List<string>> RiddenAsync(JsonObject request) =>
        [.. (await routing.QuoteAsync(request)).Options().SelectMany(o => o.Legs()).Select(l => (string)l["movementId"]!).Distinct()];

    private async Task FlyAsync(string id, int day, CargoRules rules) =>
        await TellAsync(
            Facts.Movement(
                "air",
                id,
                Mode.Air,
                id,
                "AR",
                Facts.Calls(RoutingApp.Ready(day, 18), ("HGH", 0, 0), ("EHU", 2, 2)),
                [new Segment(0, 600, new CapacityVector(Kg: 14_000, Litres: 110_000), new(), new())],
                rules
            )
        );

    private static JsonObject AirOnly(int day, string un)
    {
        var request = RoutingApp.Request("HGH", "EHU");
        request.Remove("equipment");
        request["pieces"] = JsonNode.Parse("""[{"count": 2, "kg": 50, "lengthCm": 80, "widthCm": 60, "heightCm": 50}]""");
        request["readyAt"] = RoutingApp.Ready(day, 8).ToString("yyyy-MM-ddTHH:mm:sszzz");
        request["limits"] = new JsonObject { ["modes"] = new JsonArray("AIR") };
        request["dangerousGoods"] = new JsonObject { ["unNumber"] = un, ["class"] = "9" };
        return request;
    }
}
