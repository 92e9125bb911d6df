using System.Net;

namespace Qujiang.Booking.Tests.Service;

/// <summary>Holding over REST.</summary>
public sealed class HoldTests(BookingApp app) : IClassFixture<BookingApp>
{
    [Fact]
    public async Task A_hold_takes_room_on_every_leg_and_gives_it_back()
    {
        using var client = app.Client();
        var plan = app.FreshPlan(teu: 2);
        var (created, hold) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(plan) });
        created.StatusCode.ShouldBe(HttpStatusCode.Created, hold.ToJsonString());
        hold.Text("state").ShouldBe("HELD");
        var expires = DateTimeOffset.Parse(hold.Text("expiresAt"));
        (expires - DateTimeOffset.UtcNow).TotalMinutes.ShouldBeInRange(14, 15);
        hold["price"]!["amount"]!.ToString().ShouldBe("3000.00");
        plan.Legs.ShouldAllBe(l => app.Legs.Book.Taken(l.MovementId!) == 200);
        created.Headers.Location!.ToString().ShouldBe($"/v1/holds/{hold.Text("holdId")}");

        var (read, same) = await client.SendAsync(HttpMethod.Get, created.Headers.Location.ToString());
        read.Headers.ETag.ShouldBe(created.Headers.ETag);
        same.ToJsonString().ShouldBe(hold.ToJsonString());

        var (deleted, _) = await client.SendAsync(HttpMethod.Delete, created.Headers.Location.ToString());
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Eventually.TrueAsync(() => plan.Legs.All(l => app.Legs.Book.Taken(l.MovementId!) == 0), what: "the room being back");
        (await client.SendAsync(HttpMethod.Delete, created.Headers.Location.ToString())).Response.StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );
    }

    [Fact]
    public async Task A_leg_without_room_leaves_nothing_held_and_says_which()
    {
        using var client = app.Client();
        var plan = app.FreshPlan(teu: 6);
        (await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(plan) })).Response.StatusCode.ShouldBe(
            HttpStatusCode.Created
        );

        // The same rail movement, other road and water movements.
        var other = app.FreshPlan(teu: 6);
        var mixed = other with { Legs = [other.Legs[0], plan.Legs[1], other.Legs[2]] };
        var (response, problem) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(mixed) });
        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        problem.Text("type").ShouldBe("urn:qujiang:problem:hold-refused");
        problem.Text("leg").ShouldBe("2");
        problem.Text("dimension").ShouldBe("teu100");
        problem.Text("service").ShouldBe("rail");
        await Eventually.TrueAsync(
            () => app.Legs.Book.Taken(other.Legs[0].MovementId!) == 0 && app.Legs.Book.Taken(other.Legs[2].MovementId!) == 0,
            what: "the other legs being given back"
        );
        app.Legs.Book.Taken(plan.Legs[1].MovementId!).ShouldBe(600);
    }

    [Fact]
    public async Task A_leg_service_that_is_away_is_answered_by_202_and_the_hold_comes_later()
    {
        using var client = app.Client("patient");
        app.Legs.Book.Away["air"] = new TaskCompletionSource();
        var plan = app.FreshPlan();
        var flight = plan.Legs[2] with { Service = "air", MovementId = "AR-1" };
        var byAir = plan with { Legs = [plan.Legs[0], plan.Legs[1], flight] };
        var (response, hold) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(byAir, "patient") });
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        hold.Text("state").ShouldBe("HOLDING");
        app.Legs.Book.Away.TryRemove("air", out var back);
        back!.SetResult();
        await Eventually.TrueAsync(
            async () => (await client.SendAsync(HttpMethod.Get, $"/v1/holds/{hold.Text("holdId")}")).Body.Text("state") == "HELD",
            what: "the hold"
        );
    }

    [Fact]
    public async Task A_hold_expires_by_its_leg_services_word()
    {
        using var client = app.Client();
        var plan = app.FreshPlan();
        var (_, hold) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(plan), holdSeconds = 1 });
        hold.Text("state").ShouldBe("HELD");
        await Task.Delay(1100);
        foreach (var expired in app.Legs.Book.Expire())
        {
            await app.Legs.PublishAsync(StubConsumer.FactOf(expired));
        }

        var path = $"/v1/holds/{hold.Text("holdId")}";
        await Eventually.TrueAsync(
            async () => (await client.SendAsync(HttpMethod.Get, path)).Body.Text("state") == "EXPIRED",
            what: "expiry"
        );
        var (late, _) = await client.SendAsync(HttpMethod.Post, "/v1/bookings", new { holdId = hold.Text("holdId") });
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_tenant_has_only_so_many_holds_open_even_when_it_asks_for_many_at_once()
    {
        using var client = app.Client("small");
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(_ => client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(app.FreshPlan(), "small") }))
        );
        answers.Count(a => a.Response.StatusCode == HttpStatusCode.Created).ShouldBe(2);
        answers.Count(a => a.Response.StatusCode == HttpStatusCode.TooManyRequests).ShouldBe(8);
        answers.First(a => !a.Response.IsSuccessStatusCode).Body.Text("type").ShouldBe("urn:qujiang:problem:quota-exceeded");
    }

    [Fact]
    public async Task Offers_that_are_forged_or_old_or_somebody_elses_are_refused()
    {
        using var client = app.Client();
        var offer = app.Offer(app.FreshPlan());
        var parts = offer.Split('.');
        var flipped = parts[2][0] == 'A' ? 'B' : 'A';
        string[] bad =
        [
            "x",
            "",
            "a.b.c",
            $"{parts[0]}.{parts[1]}.{flipped}{parts[2][1..]}",
            app.Offer(app.FreshPlan(), "somebody-else"),
            app.Offer(app.FreshPlan(), valid: TimeSpan.FromSeconds(-1)),
        ];
        foreach (var token in bad)
        {
            var (response, problem) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = token });
            response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, token);
            problem["errors"]![0]!["pointer"]!.ToString().ShouldBe("/offer");
        }
    }

    [Fact]
    public async Task Somebody_elses_hold_is_not_there()
    {
        using var client = app.Client();
        using var stranger = app.Client("stranger");
        var (_, hold) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(app.FreshPlan()) });
        var path = $"/v1/holds/{hold.Text("holdId")}";
        (await stranger.SendAsync(HttpMethod.Get, path)).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.SendAsync(HttpMethod.Delete, path)).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var (booking, _) = await stranger.SendAsync(HttpMethod.Post, "/v1/bookings", new { holdId = hold.Text("holdId") });
        booking.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.SendAsync(HttpMethod.Get, path)).Body.Text("state").ShouldBe("HELD");
    }

    [Fact]
    public async Task A_reader_may_not_hold()
    {
        using var reader = app.Client(scopes: "bookings:read");
        var (response, _) = await reader.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(app.FreshPlan()) });
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
