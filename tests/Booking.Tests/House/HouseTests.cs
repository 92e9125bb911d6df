using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Qujiang.Booking.Tests.Service;

namespace Qujiang.Booking.Tests.House;

/// <summary>Against the real leg services and the real Routing.</summary>
public sealed class HouseTests(House house, ITestOutputHelper output) : IClassFixture<House>
{
    private static readonly (string, string) Wait = ("Prefer", "wait=20");

    [Fact]
    public async Task A_quote_is_held_booked_and_cancelled_to_the_fen_and_leaves_nothing_behind()
    {
        using var client = house.Client("booking");
        var option = (await house.QuoteAsync("QZP-PLP", "BLG-PRT")).MaxBy(o => o["legs"]!.AsArray().Count)!;
        var price = option["price"]!["amount"]!.ToString();
        var clock = Stopwatch.StartNew();
        var (created, hold) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = option.Text("offer") });
        created.StatusCode.ShouldBe(HttpStatusCode.Created, hold.ToJsonString());
        output.WriteLine($"{hold["legs"]!.AsArray().Count} legs held in {clock.ElapsedMilliseconds} ms");
        hold["price"]!["amount"]!.ToString().ShouldBe(price);

        clock.Restart();
        var (_, booking) = await client.SendAsync(HttpMethod.Post, "/v1/bookings", new { holdId = hold.Text("holdId") }, Wait);
        booking.Text("state").ShouldBe("CONFIRMED", booking.ToJsonString());
        output.WriteLine($"booked in {clock.ElapsedMilliseconds} ms for {price} CNY");
        booking["price"]!["amount"]!.ToString().ShouldBe(price);

        var (_, cancelled) = await client.SendAsync(HttpMethod.Post, $"/v1/bookings/{booking.Text("bookingId")}/cancel", new { });
        cancelled["cancellationFee"]!["amount"]!.ToString().ShouldBe("0.00");
        await SettledAsync();
    }

    [Fact]
    public async Task A_train_filled_behind_the_offers_back_is_refused_with_another_offer_that_holds()
    {
        using var client = house.Client("booking");
        var option = (await house.QuoteAsync("QZR-EST", "BLR-RAIL")).First(o => o["legs"]![0]!["mode"]!.ToString() == "RAIL");
        var train = option["legs"]![0]!["movementId"]!.ToString();
        using var rail = house.Client("rail");
        var (closed, answer) = await rail.SendAsync(HttpMethod.Patch, $"/v1/movements/{train}/capacity", new { free = new { teu = "0" } });
        closed.StatusCode.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());

        var (refused, problem) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = option.Text("offer") });
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict, problem.ToJsonString());
        (problem.Text("service"), problem.Text("dimension")).ShouldBe(("rail", "teu100"));
        var other = problem["otherOffer"].ShouldNotBeNull(problem.ToJsonString())!.AsObject();
        other["legs"]!.AsArray().ShouldAllBe(l => l!["carrier"]!.ToString() != train);
        output.WriteLine(
            $"{other["price"]!["amount"]} CNY by {string.Join(" > ", other["legs"]!.AsArray().Select(l => l!["carrier"]))} instead"
        );
        var (created, hold) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = other.Text("offer") });
        created.StatusCode.ShouldBe(HttpStatusCode.Created, hold.ToJsonString());
        (await client.SendAsync(HttpMethod.Delete, $"/v1/holds/{hold.Text("holdId")}")).Response.StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );
        await SettledAsync();
    }

    [Fact]
    public async Task More_boxes_than_a_train_takes_are_booked_on_several_departures_and_given_back()
    {
        using var client = house.Client("booking");
        var split = (await house.SplitsAsync("QZR-EST", "BLR-RAIL", boxes: 150))[0];
        var parts = split["parts"]!.AsArray().Select(p => p!.AsObject()).ToArray();
        parts.Sum(p => p["shipment"]!["boxes"]![0]!["count"]!.GetValue<int>()).ShouldBe(150);
        var offers = parts.Select(p => p["option"]!["offer"]!.ToString()).ToArray();
        var (_, booked) = await client.SendAsync(HttpMethod.Post, "/v1/split-bookings", new { offers }, Wait);
        booked.Text("state").ShouldBe("CONFIRMED", booked.ToJsonString());
        booked["price"]!["amount"]!.ToString().ShouldBe(split.Text("amount"));
        output.WriteLine($"150 boxes in {parts.Length} parts for {split.Text("amount")} CNY");
        (await house.LedgersAsync()).Oversold.ShouldBe(0);

        var path = $"/v1/split-bookings/{booked.Text("splitId")}/cancel";
        var (_, cancelled) = await client.SendAsync(HttpMethod.Post, path, new { });
        (cancelled.Text("state"), cancelled["cancellationFee"]!["amount"]!.ToString()).ShouldBe(("CANCELLED", "0.00"));
        await SettledAsync();
    }

    [Fact]
    public async Task A_shorter_train_keeps_who_booked_first_and_its_return_ends_the_trouble()
    {
        using var client = house.Client("booking");
        using var rail = house.Client("rail");
        var option = (await house.QuoteAsync("QZR-EST", "BLR-RAIL", boxes: 30)).First(o => o["legs"]![0]!["mode"]!.ToString() == "RAIL");
        var train = option["legs"]![0]!["movementId"]!.ToString();
        var paths = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var (_, booking) = await client.SendAsync(HttpMethod.Post, "/v1/bookings", new { offer = option.Text("offer") }, Wait);
            booking.Text("state").ShouldBe("CONFIRMED", booking.ToJsonString());
            paths.Add($"/v1/bookings/{booking.Text("bookingId")}");
        }

        var clock = Stopwatch.StartNew();
        await OfferAsync("45");
        JsonObject late = [];
        await Eventually.TrueAsync(
            async () => (late = (await client.SendAsync(HttpMethod.Get, paths[1])).Body)["trouble"] is not null,
            TimeSpan.FromSeconds(60),
            "the later booking being in trouble"
        );
        output.WriteLine($"{late["trouble"]!["cause"]} ({clock.ElapsedMilliseconds} ms)");
        late["trouble"]!["constraint"]!.ToString().ShouldBe("capacity");
        (await client.SendAsync(HttpMethod.Get, paths[0])).Body["trouble"].ShouldBeNull();

        await OfferAsync("90");
        await Eventually.TrueAsync(
            async () => (await client.SendAsync(HttpMethod.Get, paths[1])).Body["trouble"] is null,
            TimeSpan.FromSeconds(60),
            "the trouble being over"
        );
        foreach (var path in paths)
        {
            await client.SendAsync(HttpMethod.Post, path + "/cancel", new { });
        }

        await SettledAsync();

        async Task OfferAsync(string teu)
        {
            var (done, answer) = await rail.SendAsync(
                HttpMethod.Patch,
                $"/v1/movements/{train}/capacity?force=true",
                new { offered = new { teu } }
            );
            done.StatusCode.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        }
    }

    [Fact]
    public async Task When_its_train_is_cancelled_Routing_finds_another_way()
    {
        using var client = house.Client("booking");
        var option = (await house.QuoteAsync("QZR-EST", "BLR-RAIL")).First(o =>
            o["legs"]!.AsArray().Any(l => l!["mode"]!.ToString() == "RAIL")
        );
        var (_, booking) = await client.SendAsync(HttpMethod.Post, "/v1/bookings", new { offer = option.Text("offer") }, Wait);
        booking.Text("state").ShouldBe("CONFIRMED", booking.ToJsonString());
        var train = option["legs"]!.AsArray().First(l => l!["mode"]!.ToString() == "RAIL")!["movementId"]!.ToString();
        using var rail = house.Client("rail");
        var clock = Stopwatch.StartNew();
        var (ok, answer) = await rail.SendAsync(HttpMethod.Post, $"/v1/movements/{train}/cancel", new { reason = "no locomotive" });
        ok.StatusCode.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());

        var path = $"/v1/bookings/{booking.Text("bookingId")}";
        JsonObject replans = [];
        await Eventually.TrueAsync(
            async () => (replans = (await client.SendAsync(HttpMethod.Get, path + "/replans")).Body)["items"]!.AsArray().Count > 0,
            what: "proposals"
        );
        output.WriteLine($"{replans["items"]!.AsArray().Count} proposals after {clock.ElapsedMilliseconds} ms");
        replans["items"]!.AsArray().SelectMany(p => p!["legs"]!.AsArray()).ShouldAllBe(l => l!["carrier"]!.ToString() != train);
        var (_, accepted) = await client.SendAsync(HttpMethod.Post, path + "/replans/1/accept", new { }, Wait);
        accepted.Text("state").ShouldBe("CONFIRMED", accepted.ToJsonString());
        accepted["trouble"].ShouldBeNull(accepted.ToJsonString());
        accepted["legs"]!.AsArray().ShouldAllBe(l => l!["carrier"]!.ToString() != train);
        await Eventually.TrueAsync(
            async () => (await client.SendAsync(HttpMethod.Get, path)).Body.Text("settled") == "true",
            what: "the old room back"
        );
        await client.SendAsync(HttpMethod.Post, path + "/cancel", new { });
        await SettledAsync();
    }

    [Theory]
    [InlineData("booking")]
    [InlineData("rail")]
    public async Task Killed_in_the_middle_of_it_everything_converges(string victim)
    {
        using var client = house.Client("booking", "crash");
        var offers = (await house.QuoteAsync("QZR-EST", "BLR-RAIL", tenant: "crash"))
            .Where(o => o["legs"]!.AsArray().Any(l => l!["mode"]!.ToString() == "RAIL"))
            .Select(o => o.Text("offer"))
            .Take(3)
            .ToArray();
        var before = await house.LedgersAsync();
        var asked = Enumerable
            .Range(0, 60)
            .Select(async i =>
            {
                await Task.Delay(i * 20);
                return await TakenAsync(client, offers[i % offers.Length], $"{victim}-{i}");
            })
            .ToArray();
        await Task.Delay(500);
        await house.Service(victim).KillAsync();
        await Task.Delay(1000);
        house.Service(victim).Start();
        await house.ReadyAsync(victim);
        var ids = await Task.WhenAll(asked);
        ids.Distinct().Count().ShouldBe(60);
        var clock = Stopwatch.StartNew();
        var states = new Dictionary<string, int>();
        var legs = 0;
        foreach (var id in ids)
        {
            JsonObject body = [];
            await Eventually.TrueAsync(
                async () => (body = (await client.SendAsync(HttpMethod.Get, $"/v1/bookings/{id}")).Body).Text("settled") == "true",
                TimeSpan.FromSeconds(60),
                $"booking {id} being settled"
            );
            states[body.Text("state")] = states.GetValueOrDefault(body.Text("state")) + 1;
            legs += body.Text("state") == "CONFIRMED" ? body["legs"]!.AsArray().Select(l => l!["mode"]!.ToString()).Distinct().Count() : 0;
        }

        output.WriteLine(
            $"{string.Join(", ", states.Select(s => $"{s.Value} {s.Key}"))}; settled {clock.Elapsed.TotalSeconds:F1} s after {victim} was back"
        );
        var after = await house.LedgersAsync();
        after.Oversold.ShouldBe(0);
        (after.Held, after.Confirmed - before.Confirmed).ShouldBe((0, legs));
        foreach (var id in ids)
        {
            await client.SendAsync(HttpMethod.Post, $"/v1/bookings/{id}/cancel", new { });
        }

        await SettledAsync();
    }

    [Fact]
    public async Task How_many_bookings_a_second()
    {
        const int Count = 300;
        using var client = house.Client("booking", "rate");
        var offers = (await house.QuoteAsync("QZP-PLP", "BLG-PRT", tenant: "rate")).Select(o => o.Text("offer")).ToArray();
        var clock = Stopwatch.StartNew();
        var ids = await Task.WhenAll(Enumerable.Range(0, Count).Select(i => TakenAsync(client, offers[i % offers.Length], $"rate-{i}")));
        var taken = clock.Elapsed;
        await using var database = await house.DatabaseAsync("booking");
        try
        {
            await Eventually.TrueAsync(
                async () =>
                    await database.ExecuteScalarAsync<long>("SELECT count(*) FROM booking.booking WHERE tenant = 'rate' AND decided")
                    == Count,
                TimeSpan.FromSeconds(120),
                "all being decided"
            );
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException(await house.WhatWaitsAsync(), late);
        }

        output.WriteLine(
            $"{Count} bookings taken in {taken.TotalSeconds:F1} s, decided in {clock.Elapsed.TotalSeconds:F1} s: {Count / clock.Elapsed.TotalSeconds:F0}/s; "
                + string.Join(
                    ", ",
                    await database.QueryAsync<string>(
                        "SELECT count(*) || ' ' || status FROM booking.booking WHERE tenant = 'rate' GROUP BY status"
                    )
                )
        );
        (await house.LedgersAsync()).Oversold.ShouldBe(0);
        foreach (var id in ids)
        {
            await client.SendAsync(HttpMethod.Post, $"/v1/bookings/{id}/cancel", new { });
        }

        await SettledAsync();
    }

    /// <summary>Asks until it is taken, as a client does that minds its key: a service may be down, or too busy to answer in time.</summary>
    private static async Task<string> TakenAsync(HttpClient client, string offer, string key)
    {
        JsonObject booking = [];
        await Eventually.TrueAsync(
            async () =>
            {
                var (response, body) = await client.SendAsync(HttpMethod.Post, "/v1/bookings", new { offer }, ("Idempotency-Key", key));
                booking = body;
                return response.StatusCode == HttpStatusCode.Accepted;
            },
            TimeSpan.FromSeconds(90),
            $"request {key} being taken"
        );
        return booking.Text("bookingId");
    }

    /// <summary>Nothing is held and nothing sold: what was taken came back.</summary>
    private async Task SettledAsync()
    {
        try
        {
            await Eventually.PassesAsync(
                async () => (await house.LedgersAsync()).ShouldBe((0, 0, 0)),
                TimeSpan.FromSeconds(60),
                "the ledgers being empty again"
            );
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\n{await house.WhatWaitsAsync()}", late);
        }
    }
}
