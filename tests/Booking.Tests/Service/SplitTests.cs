using System.Net;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Offers;

namespace Qujiang.Booking.Tests.Service;

/// <summary>A shipment split over several departures: all parts or none, one price, and then each part a booking of its own.</summary>
public sealed class SplitTests(BookingApp app) : IClassFixture<BookingApp>
{
    private static readonly (string, string) Wait = ("Prefer", "wait=15");

    [Fact]
    public async Task All_parts_are_booked_for_the_sum_of_their_prices_and_each_is_a_booking()
    {
        using var client = app.Client();
        Plan[] plans = [app.FreshPlan(teu: 8), app.FreshPlan(teu: 3)];
        var (accepted, split) = await client.SendAsync(HttpMethod.Post, "/v1/split-bookings", new { offers = Offers(plans) }, Wait);

        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, split.ToJsonString());
        split.Text("state").ShouldBe("CONFIRMED", split.ToJsonString());
        split["price"]!["amount"]!.ToString().ShouldBe("6000.00");
        plans.ShouldAllBe(p => p.Legs.All(l => app.Legs.Book.Taken(l.MovementId!) == p.Legs[0].Demand.Teu100));
        accepted.Headers.Location!.ToString().ShouldBe($"/v1/split-bookings/{split.Text("splitId")}");
        var (_, read) = await client.SendAsync(HttpMethod.Get, accepted.Headers.Location.ToString());
        read.Text("state").ShouldBe("CONFIRMED");

        // One part goes by itself: the rest stands.
        var first = $"/v1/bookings/{split["parts"]![0]!["bookingId"]}";
        (await client.SendAsync(HttpMethod.Get, first)).Body["split"]!["part"]!.ToString().ShouldBe("1");
        (await client.SendAsync(HttpMethod.Post, first + "/cancel", new { })).Body.Text("state").ShouldBe("CANCELLED");
        (_, read) = await client.SendAsync(HttpMethod.Get, accepted.Headers.Location.ToString());
        read.Text("state").ShouldBe("CONFIRMED");
        read["parts"]![1]!["state"]!.ToString().ShouldBe("CONFIRMED");

        var cancel = accepted.Headers.Location + "/cancel";
        var (_, cancelled) = await client.SendAsync(HttpMethod.Post, cancel, new { reason = "no longer needed" });
        cancelled.Text("state").ShouldBe("CANCELLED");
        cancelled["cancellationFee"]!["amount"]!.ToString().ShouldBe("0.00");
        (await client.SendAsync(HttpMethod.Post, cancel, new { })).Body.Text("state").ShouldBe("CANCELLED");
        await Eventually.TrueAsync(
            () => plans.SelectMany(p => p.Legs).All(l => app.Legs.Book.Taken(l.MovementId!) == 0),
            what: "the room being back"
        );
    }

    [Fact]
    public async Task One_part_without_room_leaves_nothing_of_the_others_and_says_which()
    {
        using var client = app.Client();
        Plan[] plans = [app.FreshPlan(teu: 4), app.FreshPlan(teu: 11), app.FreshPlan(teu: 2)];
        var (_, split) = await client.SendAsync(HttpMethod.Post, "/v1/split-bookings", new { offers = Offers(plans) }, Wait);

        split.Text("state").ShouldBe("REJECTED", split.ToJsonString());
        split["parts"]!.AsArray().Select(p => p!["state"]!.ToString()).ShouldAllBe(s => s == "REJECTED");
        split["parts"]![0]!["reason"]!.ToString().ShouldStartWith("part 2 of 3: leg ");
        split["parts"]![1]!["refusal"]!["dimension"]!.ToString().ShouldBe("teu100");
        await Eventually.TrueAsync(
            () => plans.SelectMany(p => p.Legs).All(l => app.Legs.Book.Taken(l.MovementId!) == 0),
            what: "nothing being held"
        );
        (
            await client.SendAsync(HttpMethod.Post, $"/v1/split-bookings/{split.Text("splitId")}/cancel", new { })
        ).Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task No_part_is_sold_while_a_service_that_another_part_needs_is_away()
    {
        using var client = app.Client("patient");
        app.Legs.Book.Away["air"] = new TaskCompletionSource();
        var (plan, other) = (app.FreshPlan(), app.FreshPlan());
        var byAir = other with { Legs = [other.Legs[0] with { Service = "air", MovementId = "AR-S" }] };
        var (_, split) = await client.SendAsync(HttpMethod.Post, "/v1/split-bookings", new { offers = Offers([plan, byAir], "patient") });
        split.Text("state").ShouldBe("RECEIVED");
        var path = $"/v1/split-bookings/{split.Text("splitId")}";
        await Eventually.TrueAsync(() => plan.Legs.All(l => app.Legs.Book.Taken(l.MovementId!) == 100), what: "the first part being held");
        await Task.Delay(TimeSpan.FromSeconds(1));
        var (_, waiting) = await client.SendAsync(HttpMethod.Get, path);
        waiting["parts"]![0]!["legs"]!.AsArray().Select(l => l!["room"]!.ToString()).ShouldAllBe(r => r == "HELD");

        app.Legs.Book.Away.TryRemove("air", out var back);
        back!.SetResult();
        await Eventually.TrueAsync(
            async () => (await client.SendAsync(HttpMethod.Get, path)).Body.Text("state") == "CONFIRMED",
            what: "both parts being confirmed"
        );
    }

    [Fact]
    public async Task A_dozen_splits_at_once_for_the_same_places_sell_whole_splits_only()
    {
        using var client = app.Client();
        var (a, b) = (app.FreshPlan(teu: 4), app.FreshPlan(teu: 4));
        // Half of them name the two departures the other way round.
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i =>
                    client.SendAsync(
                        HttpMethod.Post,
                        "/v1/split-bookings",
                        new { offers = Offers(i % 2 == 0 ? [a, b] : [b, a]) },
                        Wait,
                        ("Idempotency-Key", $"dozen-{i}")
                    )
                )
        );
        answers.ShouldAllBe(x => x.Response.StatusCode == HttpStatusCode.Accepted);
        var confirmed = answers.Count(x => x.Body.Text("state") == "CONFIRMED");
        confirmed.ShouldBeLessThanOrEqualTo(2);
        answers.Count(x => x.Body.Text("state") == "REJECTED").ShouldBe(12 - confirmed);
        await Eventually.TrueAsync(
            () => a.Legs.Concat(b.Legs).All(l => app.Legs.Book.Taken(l.MovementId!) == confirmed * 400),
            what: "only what was confirmed being taken"
        );
        var again = await client.SendAsync(
            HttpMethod.Post,
            "/v1/split-bookings",
            new { offers = Array.Empty<string>() },
            ("Idempotency-Key", "dozen-0")
        );
        again.Response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Parts_that_do_not_belong_together_are_refused()
    {
        using var client = app.Client();
        var plan = app.FreshPlan();
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        string Part(Guid split, int part, int of) => app.Offer(plan, split: new OfferedSplit(split, part, of));
        string[][] wrong =
        [
            [Part(one, 1, 2), Part(other, 2, 2)],
            [Part(one, 1, 2), Part(one, 1, 2)],
            [Part(one, 1, 3), Part(one, 2, 3)],
            [app.Offer(plan), app.Offer(plan)],
        ];
        foreach (var offers in wrong)
        {
            var (response, problem) = await client.SendAsync(HttpMethod.Post, "/v1/split-bookings", new { offers });
            response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, problem.ToJsonString());
            problem["errors"]![0]!["pointer"]!.ToString().ShouldBe("/offers");
        }

        var (forged, answer) = await client.SendAsync(
            HttpMethod.Post,
            "/v1/split-bookings",
            new { offers = new[] { Part(one, 1, 2), "x" } }
        );
        forged.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer["errors"]![0]!["pointer"]!.ToString().ShouldBe("/offers/1");
        (
            await client.SendAsync(HttpMethod.Post, "/v1/split-bookings", new { offers = new[] { Part(one, 1, 1) } })
        ).Response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var stranger = app.Client("stranger");
        var (_, split) = await client.SendAsync(
            HttpMethod.Post,
            "/v1/split-bookings",
            new { offers = Offers([plan, app.FreshPlan()]) },
            Wait
        );
        var path = $"/v1/split-bookings/{split.Text("splitId")}";
        (await stranger.SendAsync(HttpMethod.Get, path)).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.SendAsync(HttpMethod.Post, path + "/cancel", new { })).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private string[] Offers(Plan[] plans, string tenant = "acme")
    {
        var split = Guid.NewGuid();
        return [.. plans.Select((p, i) => app.Offer(p, tenant, split: new OfferedSplit(split, i + 1, plans.Length)))];
    }
}
