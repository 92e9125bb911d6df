using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Dapper;

namespace Qujiang.Scenarios.Tests.Proofs;

/// <summary>Fuchunjiang lock, through which every container between the hub and the sea passes by water, closes for ten days.</summary>
[Collection(nameof(HouseCollection))]
public sealed class P6_LockClosureTests(House house)
{
    private const string Lock = "LCK-FCJ";
    private const string Closing = "FCJ-TEN-DAYS";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(Proof.Size(4, 20));

    /// <summary>The first leaves ways out to a person, for the second the policy takes the best.</summary>
    private static readonly string[] Tenants = ["flood", House.AutoTenant];

    [Fact]
    public async Task Every_booking_on_the_water_gets_another_way_or_hears_why_there_is_none()
    {
        var count = Proof.Size(40, 500);
        var room = new MadeRoom(house);
        var barges = await BargesAsync(room, count);
        await using var watch = new LedgerWatch(house);
        await using var bus = await Listener.ToAsync(house.Vhost.Uri, "qujiang.replan-proposed.v1");
        var bookings = await BookAsync(barges, count);
        // The first casts off earlier than planned: it left half an hour ago, and its cargo is aboard.
        await Timetable.DepartAsync(house, "waterway", barges[0].Movement, DateTimeOffset.UtcNow.AddMinutes(-30));

        var clock = Stopwatch.StartNew();
        await CloseAsync();
        var endings = new ConcurrentDictionary<string, JsonObject>();
        await Parallel.ForEachAsync(
            bookings,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (booking, _) => endings[booking.Id] = await EndAsync(booking, clock)
        );
        var ended = clock.Seconds();
        foreach (var tenant in Tenants)
        {
            await Bookings.SettledAsync(house, tenant, bookings.Count(b => b.Tenant == tenant), TimeSpan.FromSeconds(60));
        }

        var proposed = bus.All.Select(h => h.Fact).GroupBy(f => f.Text("bookingId")).ToDictionary(g => g.Key, g => g.ToList());
        var (replanned, unplannable) = (0, 0);
        foreach (var (id, ending) in endings)
        {
            ending.Text("state").ShouldBe("CONFIRMED", "nobody takes a booking away");
            if (ending["trouble"] is { } trouble)
            {
                trouble["unplannable"]!.GetValue<string>().Length.ShouldBeGreaterThan(10, "a reason in words");
                unplannable++;
                continue;
            }

            replanned++;
            await PassesNoLockAsync(ending);
            // Ranked as whoever decides sees them: the first is the best it had at that moment.
            var best = proposed[id]
                .Select(f => f["proposals"]!.AsArray())
                .Where(p => p.Count > 0)
                .Select(p => p[0]!.AsObject().Time("arrival"));
            best.ShouldContain(arrival => ending.Time("arrival") <= arrival, $"{id} arrives later than its own best alternative");
        }

        (replanned + unplannable).ShouldBe(count);
        replanned.ShouldBeGreaterThan(0);
        await Bookings.RoomIsThatOfThePlansAsync(house, Tenants);
        Proof.Report(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count} bookings on {barges.Count} barges, those of the first under way: {replanned} re-planned, {unplannable} told why not, all {ended} s after the lock closed"
            )
        );
        foreach (
            var reason in endings.Values.Select(e => e["trouble"]?["unplannable"]?.GetValue<string>()).OfType<string>().GroupBy(r => r)
        )
        {
            Hub.Report($"  {reason.Count()} x {reason.Key}");
        }

        await watch.EndAsync();
        await OpenAsync();
        await Bookings.CancelAsync(house, "flood%");
        await room.GiveBackAsync();
    }

    private sealed record Barge(string Movement, DateTimeOffset ReadyAt);

    private sealed record Booked(string Id, string Tenant, string Movement);

    /// <summary>Sailings from the hub to the sea in the days to come, made large enough for so many boxes.</summary>
    private async Task<IReadOnlyList<Barge>> BargesAsync(MadeRoom room, int boxes)
    {
        var barges = new List<Barge>();
        for (var day = 1; day <= 8 && barges.Count < 3; day++)
        {
            var ready = DateTimeOffset.UtcNow.AddDays(day);
            // What leaves within a week is at the lock before the ten days are over.
            var option = (await ByBargeAsync("flood", ready)).FirstOrDefault(o => o.Time("departure") < DateTimeOffset.UtcNow.AddDays(7));
            if (option?.Legs().Single().Text("movementId") is { } movement && barges.All(b => b.Movement != movement))
            {
                barges.Add(new Barge(movement, ready));
            }
        }

        foreach (var barge in barges)
        {
            await room.MovementAsync("waterway", barge.Movement, boxes);
        }

        return barges;
    }

    private async Task<IEnumerable<JsonObject>> ByBargeAsync(string tenant, DateTimeOffset ready, DateTimeOffset? due = null) =>
        (
            await house.QuoteAsync(
                "QJP-DLZ",
                "ZPU-PRT",
                tenant: tenant,
                with: r =>
                {
                    r["readyAt"] = Timetable.Instant(ready);
                    r["limits"] = new JsonObject { ["modes"] = new JsonArray("WATERWAY") };
                    if (due is not null)
                    {
                        r["dueBy"] = Timetable.Instant(due.Value);
                    }
                }
            )
        ).Where(o => o.Legs().Count() == 1);

    /// <summary>A box each, spread over the barges and the tenants; every other one has a deadline a day after its planned arrival.</summary>
    private async Task<IReadOnlyList<Booked>> BookAsync(IReadOnlyList<Barge> barges, int count)
    {
        var offers = new List<(string Tenant, string Offer)>();
        foreach (var tenant in Tenants)
        {
            foreach (var barge in barges)
            {
                var free = (await ByBargeAsync(tenant, barge.ReadyAt)).First(o => o.Rides(barge.Movement));
                var due = (await ByBargeAsync(tenant, barge.ReadyAt, free.Time("arrival").AddDays(1))).First(o => o.Rides(barge.Movement));
                offers.Add((tenant, free.Text("offer")));
                offers.Add((tenant, due.Text("offer")));
            }
        }

        var booked = new ConcurrentBag<Booked>();
        var clients = Tenants.ToDictionary(t => t, t => house.Client("booking", t));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = 24 },
            async (i, _) =>
            {
                var (tenant, offer) = offers[i % offers.Count];
                var (_, booking) = await clients[tenant]
                    .BookAsync(offer, string.Create(CultureInfo.InvariantCulture, $"flood-{i}"), "wait=25");
                booking.Text("state").ShouldBe("CONFIRMED", booking.ToJsonString());
                booked.Add(new Booked(booking.Text("bookingId"), tenant, booking.Legs().Single().Text("carrier")));
            }
        );
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }

        return [.. booked.OrderBy(b => b.Id)];
    }

    private async Task CloseAsync()
    {
        using var waterway = house.Client("waterway");
        var now = DateTimeOffset.UtcNow;
        var (status, body) = await waterway.AskAsync(
            HttpMethod.Post,
            "/v1/disruptions",
            new JsonObject
            {
                ["disruptionId"] = Closing,
                ["kind"] = "CLOSURE",
                ["terminals"] = new JsonArray(Lock),
                ["from"] = Timetable.Instant(now),
                ["to"] = Timetable.Instant(now.AddDays(10)),
                ["description"] = "a gate of Fuchunjiang lock is broken",
            }
        );
        status.ShouldBe(201, body.ToJsonString());
    }

    private async Task OpenAsync()
    {
        using var waterway = house.Client("waterway");
        var (status, body) = await waterway.AskAsync(
            HttpMethod.Post,
            $"/v1/disruptions/{Closing}/clear",
            new JsonObject { ["description"] = "the gate is mended" }
        );
        status.ShouldBe(200, body.ToJsonString());
    }

    /// <summary>Plays the person where one is asked: takes the best way out, and when its room has gone, what is proposed next.</summary>
    private async Task<JsonObject> EndAsync(Booked booking, Stopwatch clock)
    {
        using var client = house.Client("booking", booking.Tenant);
        var path = $"/v1/bookings/{booking.Id}";
        var troubled = false;
        while (true)
        {
            var (_, now) = await client.AskAsync(HttpMethod.Get, path);
            // The policy may have been quicker than this look: then it rides something else already.
            troubled |= now["trouble"] is not null || now.Legs().First().Text("carrier") != booking.Movement || now.Legs().Count() > 1;
            if (now.Text("state") == "CONFIRMED" && troubled && (now["trouble"] is null || now["trouble"]!["unplannable"] is not null))
            {
                return now;
            }

            clock.Elapsed.ShouldBeLessThan(troubled ? Patience : Patience / 3, $"{now.ToJsonString()}\n{await WhatWaits.ShowAsync(house)}");
            if (now.Text("state") == "CONFIRMED" && now["replans"]!.GetValue<int>() > 0)
            {
                await client.AskAsync(HttpMethod.Post, $"{path}/replans/1/accept", new JsonObject(), ("Prefer", "wait=20"));
            }

            await Task.Delay(250);
        }
    }

    /// <summary>No leg of the plan passes the lock in the ten days: it alights before, or rides after.</summary>
    private async Task PassesNoLockAsync(JsonObject booking)
    {
        await using var connection = await house.Database("waterway").OpenConnectionAsync();
        foreach (var leg in booking.Legs().Where(l => l.Text("mode") == "WATERWAY"))
        {
            var passes = await connection.ExecuteScalarAsync<bool>(
                """
                SELECT EXISTS (
                    SELECT FROM leg.call c
                    WHERE c.movement_id = @movement AND c.terminal = @Lock AND coalesce(c.arrival, c.departure) < clock_timestamp() + interval '10 days'
                      AND c.index > (SELECT min(index) FROM leg.call b WHERE b.movement_id = @movement AND b.terminal = @from)
                      AND c.index < (SELECT max(index) FROM leg.call a WHERE a.movement_id = @movement AND a.terminal = @to))
                """,
                new
                {
                    movement = leg.Text("carrier"),
                    Lock,
                    from = leg.Text("from"),
                    to = leg.Text("to"),
                }
            );
            passes.ShouldBeFalse($"{booking.ToJsonString()} still passes the lock");
        }
    }
}
