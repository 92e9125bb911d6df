using System.Net;
using Dapper;

namespace Qujiang.Booking.Tests.Service;

/// <summary>Booking over REST.</summary>
public sealed class BookingTests(BookingApp app) : IClassFixture<BookingApp>
{
    private static readonly (string, string) Wait = ("Prefer", "wait=10");

    [Fact]
    public async Task An_offer_is_booked_in_one_go_and_the_history_tells_it()
    {
        using var client = app.Client();
        var plan = app.FreshPlan(teu: 3);
        var (accepted, booking) = await client.SendAsync(HttpMethod.Post, "/v1/bookings", new { offer = app.Offer(plan) }, Wait);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, booking.ToJsonString());
        accepted.Headers.GetValues("Preference-Applied").ShouldBe(["wait=10"]);
        booking.Text("state").ShouldBe("CONFIRMED");
        booking["legs"]!.AsArray().Select(l => l!["room"]!.ToString()).ShouldAllBe(r => r == "CONFIRMED");
        plan.Legs.ShouldAllBe(l => app.Legs.Book.Taken(l.MovementId!) == 300);
        var (_, history) = await client.SendAsync(HttpMethod.Get, $"/v1/bookings/{booking.Text("bookingId")}/history");
        history["items"]!.AsArray().Select(i => $"{i!["who"]}: {i["what"]}").ShouldBe(["dev: booking received", "booking: confirmed"]);
    }

    [Fact]
    public async Task A_hold_is_booked_however_often_it_is_asked_for()
    {
        using var client = app.Client();
        var plan = app.FreshPlan();
        var (_, hold) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(plan) });
        var id = hold.Text("holdId");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => client.SendAsync(HttpMethod.Post, "/v1/bookings", new { holdId = id }, Wait))
        );
        answers.ShouldAllBe(a => a.Body.Text("state") == "CONFIRMED" && a.Body.Text("bookingId") == id);
        app.Legs.Book.Taken(plan.Legs[0].MovementId!).ShouldBe(100);
        (await client.SendAsync(HttpMethod.Get, $"/v1/holds/{id}")).Body.Text("state").ShouldBe("BOOKED");
        (await client.SendAsync(HttpMethod.Delete, $"/v1/holds/{id}")).Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_booking_without_room_is_rejected_with_its_reason()
    {
        using var client = app.Client();
        var (_, booking) = await client.SendAsync(HttpMethod.Post, "/v1/bookings", new { offer = app.Offer(app.FreshPlan(teu: 11)) }, Wait);
        booking.Text("state").ShouldBe("REJECTED");
        booking["refusal"]!["constraint"]!.ToString().ShouldBe("capacity");
        var path = $"/v1/bookings/{booking.Text("bookingId")}";
        (await client.SendAsync(HttpMethod.Post, path + "/cancel", new { })).Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Cancelling_gives_the_room_back_and_asks_for_the_version_that_was_seen()
    {
        using var client = app.Client();
        var plan = app.FreshPlan();
        var (accepted, booking) = await client.SendAsync(HttpMethod.Post, "/v1/bookings", new { offer = app.Offer(plan) });
        booking.Text("state").ShouldBe("RECEIVED");
        var path = $"/v1/bookings/{booking.Text("bookingId")}";
        var (read, confirmed) = await client.SendAsync(HttpMethod.Get, path, null, Wait);
        confirmed.Text("state").ShouldBe("CONFIRMED");
        (await client.SendAsync(HttpMethod.Get, path, null, ("If-None-Match", read.Headers.ETag!.Tag))).Response.StatusCode.ShouldBe(
            HttpStatusCode.NotModified
        );

        var stale = ("If-Match", accepted.Headers.ETag!.Tag);
        var (refused, problem) = await client.SendAsync(HttpMethod.Post, path + "/cancel", new { reason = "too early" }, stale);
        refused.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        problem.Text("type").ShouldBe("urn:qujiang:problem:changed-meanwhile");

        var (ok, cancelled) = await client.SendAsync(
            HttpMethod.Post,
            path + "/cancel",
            new { reason = "not needed" },
            ("If-Match", read.Headers.ETag!.Tag)
        );
        ok.StatusCode.ShouldBe(HttpStatusCode.OK);
        cancelled.Text("state").ShouldBe("CANCELLED");
        cancelled["cancellationFee"]!["amount"]!.ToString().ShouldBe("0.00");
        await Eventually.TrueAsync(() => plan.Legs.All(l => app.Legs.Book.Taken(l.MovementId!) == 0), what: "the room being back");
        (await client.SendAsync(HttpMethod.Post, path + "/cancel", new { })).Response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_list_pages_through_everything_once_and_filters()
    {
        using var client = app.Client("lister");
        for (var i = 0; i < 7; i++)
        {
            await client.SendAsync(
                HttpMethod.Post,
                "/v1/bookings",
                new { offer = app.Offer(app.FreshPlan(i == 3 ? 11 : 1), "lister") },
                Wait
            );
        }

        var seen = new List<string>();
        var path = "/v1/bookings?limit=3";
        for (var pages = 0; pages < 3; pages++)
        {
            var (_, page) = await client.SendAsync(HttpMethod.Get, path);
            seen.AddRange(page["items"]!.AsArray().Select(b => b!["bookingId"]!.ToString()));
            path = $"/v1/bookings?limit=3&cursor={page.Text("next")}";
            (page["next"] is null).ShouldBe(pages == 2);
        }

        seen.Distinct().Count().ShouldBe(7);
        var (_, rejected) = await client.SendAsync(HttpMethod.Get, "/v1/bookings?state=REJECTED");
        rejected["items"]!.AsArray().Count.ShouldBe(1);
        var tomorrow = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddDays(20).ToString("O"));
        (await client.SendAsync(HttpMethod.Get, $"/v1/bookings?from={tomorrow}")).Body["items"]!.AsArray().ShouldBeEmpty();
        foreach (var bad in new[] { "state=SOLD", "limit=0", "limit=201", "cursor=x", "cursor=AAAA", "from=yesterday" })
        {
            (await client.SendAsync(HttpMethod.Get, $"/v1/bookings?{bad}")).Response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, bad);
        }
    }

    /// <summary>
    /// Two bookings may cross: one gets the last place on the first leg, the other that on the second, and both give it back. So the rush alone may leave a
    /// place free; it must be there for the next one, and there must never be an eleventh.
    /// </summary>
    [Fact]
    public async Task Two_dozen_bookings_at_once_for_ten_places_never_sell_an_eleventh_and_lose_none()
    {
        using var client = app.Client("crowd");
        var plan = app.FreshPlan();
        var offer = app.Offer(plan, "crowd");
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => BookAsync()));
        var sold = answers.Count(state => state == "CONFIRMED");
        sold.ShouldBeInRange(1, 10);
        answers.Count(state => state == "REJECTED").ShouldBe(24 - sold);
        await TakenAsync(sold);

        for (; sold < 10; sold++)
        {
            (await BookAsync()).ShouldBe("CONFIRMED", "what was given back is there for the next one");
        }
        (await BookAsync()).ShouldBe("REJECTED");
        await TakenAsync(10);

        async Task<string> BookAsync() =>
            (await client.SendAsync(HttpMethod.Post, "/v1/bookings", new { offer }, ("Prefer", "wait=20"))).Body.Text("state");

        Task TakenAsync(int places) =>
            Eventually.TrueAsync(
                () => plan.Legs.All(l => app.Legs.Book.Taken(l.MovementId!) == places * 100),
                what: $"{places} places taken on every leg, and no more"
            );
    }

    [Fact]
    public async Task Facts_are_numbered_without_gaps()
    {
        using var client = app.Client("numbers");
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ => client.SendAsync(HttpMethod.Post, "/v1/bookings", new { offer = app.Offer(app.FreshPlan(), "numbers") }, Wait))
        );
        await using var connection = await app.Database.DataSource.OpenConnectionAsync();
        var last = await connection.ExecuteScalarAsync<long>("SELECT last FROM booking.event_sequence");
        var decided = await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM booking.booking WHERE booked AND decided");
        last.ShouldBeGreaterThanOrEqualTo(decided);
    }

    [Theory]
    [InlineData("""{}""", "")]
    [InlineData("""{"offer":"x","holdId":"01936f3a-7c00-7000-8000-000000000001"}""", "")]
    [InlineData("""{"holdId":"nonsense"}""", "/holdId")]
    [InlineData("""{"offer":5}""", "/offer")]
    [InlineData("""{"ofer":"x"}""", "/ofer")]
    [InlineData("""[]""", "")]
    [InlineData("""{"offer":""", "/offer")]
    public async Task A_wrong_body_is_answered_by_400_with_its_place(string body, string pointer)
    {
        using var client = app.Client();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/bookings", content);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"\"pointer\":\"{pointer}\"");
    }
}
