using System.Net;
using System.Text.Json.Nodes;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Features;
using Qujiang.Booking.Tests.Domain;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Tests.Service;

/// <summary>For whom there is no room, the best other offer.</summary>
public sealed class OtherOfferTests(BookingApp app) : IClassFixture<BookingApp>
{
    private const string Scopes = "bookings:read bookings:write quotes:write";

    [Fact]
    public async Task A_refused_hold_carries_the_cheapest_offer_that_does_not_ride_what_is_full()
    {
        using var client = app.Client("shipper", Scopes);
        var (full, wish) = (await FullAsync("shipper"), WishOf());
        var dear = app.FreshPlan() with { PriceFen = 900_000 };
        var cheap = app.FreshPlan();
        var alsoFull = app.FreshPlan() with { PriceFen = 1, Charges = [] };
        alsoFull = alsoFull with { Legs = [alsoFull.Legs[0], full.Legs[1], alsoFull.Legs[2]] };
        app.Neighbours.Ways[Ends(wish)] = [(dear, 10), (alsoFull, 10), (cheap, 10)];
        var due = full.Arrival.AddDays(30);

        var refused = full with { Wish = wish, DueBy = due, Legs = [cheap.Legs[0], full.Legs[1], cheap.Legs[2]] };
        var (response, problem) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(refused, "shipper") });

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict, problem.ToJsonString());
        (problem.Text("leg"), problem.Text("service"), problem.Text("dimension")).ShouldBe(("2", "rail", "teu100"));
        problem["noOtherOffer"].ShouldBeNull();
        var other = problem["otherOffer"]!.AsObject();
        other["legs"]!.AsArray().Select(l => l!["carrier"]!.ToString()).ShouldBe(cheap.Legs.Select(l => l.MovementId));
        other["price"]!["amount"]!.ToString().ShouldBe("3000.00");
        var asked = app.Neighbours.Asked.Last(a => a["origin"]!["terminal"]?.ToString() == wish.Origin["terminal"]!.ToString());
        asked["limits"]!["maxBoardings"]!.GetValue<int>().ShouldBe(4);
        DateTimeOffset.Parse(asked["dueBy"]!.ToString()).ShouldBe(due);
        asked["equipment"]!.ToJsonString().ShouldContain("22G1");

        // It is the caller's own: taken up like any other.
        var (held, hold) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = other.Text("offer") });
        held.StatusCode.ShouldBe(HttpStatusCode.Created, hold.ToJsonString());
    }

    [Fact]
    public async Task What_is_asked_for_again_is_the_same_cargo_to_the_last_detail()
    {
        using var client = app.Client("shipper", Scopes);
        var (full, wish) = (await FullAsync("shipper"), WishOf());
        var goods = new OfferedDangerousGoods("1203", "3", "II", [new OfferedDangerousGoods("1760", "8")]);
        var shipment = new OfferedShipment(
            CargoKind.Container,
            [new OfferedBoxes("42P1", 1, 15_000, 1_100, 330, 230)],
            DangerousGoods: goods,
            EmptyReturn: true
        );

        var refused = full with { Wish = wish, Shipment = shipment };
        JsonObject? asked = null;
        await Eventually.PassesAsync(async () => // booking waits for Routing only so long: on a busy machine it may not get to ask
        {
            var (response, problem) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(refused, "shipper") });
            response.StatusCode.ShouldBe(HttpStatusCode.Conflict, problem.ToJsonString());
            asked = app.Neighbours.Asked.LastOrDefault(a => a["equipment"]?.ToJsonString().Contains("42P1") == true).ShouldNotBeNull();
        });

        asked!["equipment"]!
            .ToJsonString()
            .ShouldBe("""[{"type":"42P1","count":1,"cargoKg":15000,"cargoLengthCm":1100,"cargoWidthCm":330,"cargoHeightCm":230}]""");
        asked["dangerousGoods"]!
            .ToJsonString()
            .ShouldBe("""{"unNumber":"1203","class":"3","packingGroup":"II","packedWith":[{"unNumber":"1760","class":"8"}]}""");
        asked["co2e"]!.ToJsonString().ShouldBe("""{"emptyReturn":true}""");
    }

    [Fact]
    public async Task A_rejected_booking_shows_it_too_whenever_it_is_read()
    {
        using var client = app.Client("shipper", Scopes);
        var (full, wish) = (await FullAsync("shipper"), WishOf());
        var cheap = app.FreshPlan();
        app.Neighbours.Ways[Ends(wish)] = [(cheap, 10)];

        var offer = app.Offer(full with { Wish = wish }, "shipper");
        var (_, booking) = await client.SendAsync(HttpMethod.Post, "/v1/bookings", new { offer }, ("Prefer", "wait=10"));

        booking.Text("state").ShouldBe("REJECTED", booking.ToJsonString());
        booking["refusal"]!["leg"]!.GetValue<int>().ShouldBeInRange(1, 3); // all three are full
        booking["otherOffer"]!["legs"]!.AsArray().Count.ShouldBe(3);
        var path = $"/v1/bookings/{booking.Text("bookingId")}";
        (await client.SendAsync(HttpMethod.Get, path)).Body["otherOffer"].ShouldNotBeNull();
        app.Neighbours.Ways[Ends(wish)] = [];
        var (_, later) = await client.SendAsync(HttpMethod.Get, path);
        later["otherOffer"].ShouldBeNull();
        later.Text("noOtherOffer").ShouldBe("nothing goes there");
    }

    [Fact]
    public async Task Without_Routing_the_refusal_comes_in_time_and_says_why_there_is_no_other_offer()
    {
        await using var alone = new BookingApp(); // other tests would see Routing being away
        await alone.InitializeAsync();
        using var client = alone.Client("shipper", Scopes);
        var full = await FullAsync("shipper", alone);
        var offer = alone.Offer(full with { Wish = WishOf() }, "shipper");
        alone.Neighbours.RoutingIsAway = true;
        var (response, problem) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer });
        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        problem.Text("noOtherOffer").ShouldStartWith("Routing does not answer");
        problem.Text("leg").ShouldNotBeEmpty();

        (alone.Neighbours.RoutingIsAway, alone.Neighbours.RoutingHangs) = (false, true);
        (response, problem) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer });
        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        problem.Text("noOtherOffer").ShouldStartWith("Routing does not answer");
    }

    [Fact]
    public async Task Whoever_may_not_ask_for_quotes_is_told_so()
    {
        using var client = app.Client("shipper");
        var full = await FullAsync("shipper");
        var (_, problem) = await client.SendAsync(
            HttpMethod.Post,
            "/v1/holds",
            new { offer = app.Offer(full with { Wish = WishOf() }, "shipper") }
        );
        problem.Text("type").ShouldBe("urn:qujiang:problem:hold-refused");
        problem.Text("noOtherOffer").ShouldContain("quotes:write");
    }

    [Fact]
    public void What_refused_is_not_offered_again()
    {
        var refused = Plans.ThreeLegs();
        var other = Plans.Of(1, (Mode.Road, "RD-9"), (Mode.Rail, "RL-1"), (Mode.Waterway, "WW-9"));
        bool Rides(int? leg, string constraint) =>
            OtherOffers.RidesWhatRefused(other, refused, new Refusal(leg, "x", constraint, null, null, ""));
        Rides(2, "capacity").ShouldBeTrue();
        Rides(1, "capacity").ShouldBeFalse();
        Rides(1, "unavailable").ShouldBeTrue();
        Rides(null, "capacity").ShouldBeFalse();
        var lane = refused.Legs[0] with { MovementId = null, LaneId = "L1", Day = new DateOnly(2026, 12, 3) };
        var (ours, theirs) = (refused with { Legs = [lane] }, other with { Legs = [lane with { LaneId = "L2" }] });
        OtherOffers.RidesWhatRefused(theirs, ours, new Refusal(1, "road", "capacity", null, null, "")).ShouldBeTrue();
        theirs = other with { Legs = [lane with { Day = new DateOnly(2026, 12, 4) }] };
        OtherOffers.RidesWhatRefused(theirs, ours, new Refusal(1, "road", "capacity", null, null, "")).ShouldBeFalse();
    }

    /// <summary>A plan on whose movements there is no room for it any more.</summary>
    private async Task<Plan> FullAsync(string tenant, BookingApp? at = null)
    {
        at ??= app;
        using var client = at.Client(tenant);
        var plan = at.FreshPlan(teu: 10);
        var (held, hold) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = at.Offer(plan, tenant) });
        held.StatusCode.ShouldBe(HttpStatusCode.Created, hold.ToJsonString());
        return plan;
    }

    private static Wish WishOf()
    {
        var n = Guid.NewGuid().ToString("N");
        return new Wish(
            new JsonObject { ["terminal"] = $"FROM-{n}" },
            new JsonObject { ["terminal"] = $"TO-{n}" },
            new JsonObject { ["maxBoardings"] = 4 }
        );
    }

    private static (string, string) Ends(Wish wish) => (wish.Origin["terminal"]!.ToString(), wish.Destination["terminal"]!.ToString());
}
