using System.Net;
using System.Net.Http.Json;
using Dapper;

namespace Qujiang.Booking.Tests.Service;

/// <summary>Asking again.</summary>
public sealed class IdempotencyTests(BookingApp app) : IClassFixture<BookingApp>
{
    [Theory]
    [InlineData("/v1/holds", "")]
    [InlineData("/v1/bookings", "")]
    [InlineData("/v1/bookings", "wait=10")]
    public async Task The_same_request_gets_the_same_bytes_and_has_one_effect(string path, string prefer)
    {
        using var client = app.Client("again");
        var plan = app.FreshPlan();
        var body = new { offer = app.Offer(plan, "again") };
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var answers = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var (response, _) = await client.SendAsync(HttpMethod.Post, path, body, key, ("Prefer", prefer));
            answers.Add(
                $"{(int)response.StatusCode} {response.Headers.Location} {response.Headers.ETag} {await response.Content.ReadAsStringAsync()}"
            );
        }

        answers.Distinct().Count().ShouldBe(1, string.Join('\n', answers));
        await Eventually.TrueAsync(() => app.Legs.Book.Taken(plan.Legs[0].MovementId!) == 100, what: "one effect");
    }

    [Fact]
    public async Task A_refusal_is_repeated_too()
    {
        using var client = app.Client();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var body = new { offer = app.Offer(app.FreshPlan(teu: 11)) };
        var first = await client.SendAsync(HttpMethod.Post, "/v1/holds", body, key);
        var second = await client.SendAsync(HttpMethod.Post, "/v1/holds", body, key);
        first.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        second.Body.ToJsonString().ShouldBe(first.Body.ToJsonString());
        second.Response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Another_request_with_the_key_is_refused_and_another_tenants_is_its_own()
    {
        using var client = app.Client();
        using var other = app.Client("other");
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(app.FreshPlan()) }, key);
        var (response, problem) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(app.FreshPlan()) }, key);
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        problem.Text("type").ShouldBe("urn:qujiang:problem:idempotency-key-reused");
        var (free, _) = await other.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(app.FreshPlan(), "other") }, key);
        free.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Many_at_once_with_one_key_make_one_booking()
    {
        using var client = app.Client("burst");
        var plan = app.FreshPlan();
        var body = new { offer = app.Offer(plan, "burst") };
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => client.SendAsync(HttpMethod.Post, "/v1/bookings", body, key, ("Prefer", "wait=10")))
        );
        answers.ShouldAllBe(a => a.Response.StatusCode == HttpStatusCode.Accepted || a.Response.StatusCode == HttpStatusCode.Conflict);
        answers.Where(a => a.Response.IsSuccessStatusCode).Select(a => a.Body.ToJsonString()).Distinct().Count().ShouldBe(1);
        app.Legs.Book.Taken(plan.Legs[0].MovementId!).ShouldBe(100);
    }

    [Fact]
    public async Task A_request_that_died_between_commit_and_reply_is_finished_by_the_next()
    {
        using var client = app.Client("crash");
        app.Legs.Book.Away["air"] = new TaskCompletionSource();
        var plan = app.FreshPlan();
        var byAir = plan with { Legs = [plan.Legs[0], plan.Legs[1] with { Service = "air" }] };
        var body = new { offer = app.Offer(byAir, "crash") };
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = client.SendAsync(HttpMethod.Post, "/v1/bookings", body, key, ("Prefer", "wait=20"));
        await using var connection = await app.Database.DataSource.OpenConnectionAsync();
        Guid? made = null;
        await Eventually.TrueAsync(
            async () =>
                (
                    made = await connection.QuerySingleOrDefaultAsync<Guid?>(
                        "SELECT booking_id FROM booking.idempotency WHERE key = @key",
                        new { key = key.Item2 }
                    )
                )
                    is not null,
            what: "the commit"
        );
        (await client.SendAsync(HttpMethod.Post, "/v1/bookings", body, key)).Response.StatusCode.ShouldBe(
            HttpStatusCode.Conflict,
            "still running"
        );

        // As after a crash: the lease of the dead process has run out, its answer was never kept.
        await connection.ExecuteAsync("UPDATE booking.idempotency SET leased_until = now() WHERE key = @key", new { key = key.Item2 });
        var (second, booking) = await client.SendAsync(HttpMethod.Post, "/v1/bookings", body, key);
        second.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        booking.Text("bookingId").ShouldBe(made.ToString());
        app.Legs.Book.Away.TryRemove("air", out var back);
        back!.SetResult();
        (await first).Body.ToJsonString().ShouldBe(booking.ToJsonString(), "whoever answers later gives the answer that was kept");
    }

    [Fact]
    public async Task A_caller_who_hung_up_may_ask_again_at_once()
    {
        using var client = app.Client("hangup");
        app.Legs.Book.Away["air"] = new TaskCompletionSource();
        var plan = app.FreshPlan();
        var byAir = plan with { Legs = [plan.Legs[0], plan.Legs[1] with { Service = "air" }] };
        var body = new { offer = app.Offer(byAir, "hangup") };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/bookings") { Content = JsonContent.Create(body) };
        var key = Guid.NewGuid().ToString();
        request.Headers.Add("Idempotency-Key", key);
        request.Headers.Add("Prefer", "wait=20");
        using var impatience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<OperationCanceledException>(() => client.SendAsync(request, impatience.Token));
        app.Legs.Book.Away.TryRemove("air", out var back);
        back!.SetResult();
        await Eventually.PassesAsync(async () =>
        {
            var (response, booking) = await client.SendAsync(
                HttpMethod.Post,
                "/v1/bookings",
                body,
                ("Idempotency-Key", key),
                ("Prefer", "wait=10")
            );
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            booking.Text("state").ShouldBe("CONFIRMED");
        });
        app.Legs.Book.Taken(plan.Legs[0].MovementId!).ShouldBe(100);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ü")]
    public async Task An_unusable_key_is_named(string key)
    {
        using var client = app.Client();
        var (response, _) = await client.SendAsync(HttpMethod.Post, "/v1/bookings", new { offer = "x" }, ("Idempotency-Key", key));
        ((int)response.StatusCode).ShouldBeInRange(400, 422);
    }
}
