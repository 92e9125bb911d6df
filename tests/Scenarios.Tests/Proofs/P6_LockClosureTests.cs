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
        var bookings = await BookAsync(barges, count);
        // The first casts off earlier than planned: it left half an hour ago, and its cargo is aboard.
        await Timetable.DepartAsync(house, "waterway", barges[0].Movement, DateTimeOffset.UtcNow.AddMinutes(-30));

        // While Booking does not run nothing changes hands: what Routing offers now is what each of them has for itself alone.
        await house.Service("booking").KillAsync();
        await CloseAsync();
        await GoneFromQuotesAsync(barges);
        var alone = await AloneAsync(barges, bookings);
        house.Service("booking").Start();
        await house.ReadyAsync("booking");

        var clock = Stopwatch.StartNew();
        var endings = new ConcurrentDictionary<Booked, JsonObject>();
        await Parallel.ForEachAsync(
            bookings,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (booking, _) => endings[booking] = await EndAsync(booking, clock)
        );
        var ended = clock.Seconds();
        foreach (var tenant in Tenants)
        {
            await Bookings.SettledAsync(house, tenant, bookings.Count(b => b.Tenant == tenant), TimeSpan.FromSeconds(60));
        }

        foreach (var (booking, ending) in endings)
        {
            ending.Text("state").ShouldBe("CONFIRMED", "nobody takes a booking away");
            if (ending["trouble"] is { } trouble)
            {
                trouble["unplannable"]!.GetValue<string>().Length.ShouldBeGreaterThan(10, "a reason in words");
            }
            else
            {
                await PassesNoLockAsync(ending);
            }
        }

        var replanned = endings.Values.Count(e => e["trouble"] is null);
        replanned.ShouldBeGreaterThan(0);
        await Bookings.RoomIsThatOfThePlansAsync(house, Tenants);
        var lots = await CompareAsync(endings, alone);
        Proof.Report(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count} bookings on {barges.Count} barges, those of the first under way: {replanned} re-planned, {count - replanned} told why not, all {ended} s after the lock closed"
            )
        );
        Hub.Report($"  {lots}");
        foreach (var barge in barges)
        {
            var own = endings.Where(e => e.Key.Movement == barge.Movement).ToList();
            var ways = alone.Where(a => a.Key.Movement == barge.Movement).SelectMany(a => a.Value).DistinctBy(w => w.Offer).Count();
            Hub.Report(
                $"  {barge.Movement}: {own.Count(e => e.Value["trouble"] is null)} of {own.Count} re-planned, from {await WaysOut.StartAsync(house, barge.Movement, Lock, barge.ReadyAt)}, {ways} ways seen alone"
            );
        }

        foreach (
            var reason in endings.Values.Select(e => e["trouble"]?["unplannable"]?.GetValue<string>()).OfType<string>().GroupBy(r => r)
        )
        {
            Hub.Report($"  {reason.Count()} x {reason.Key}");
        }

        lots.Wrong.ShouldBeEmpty();
        await watch.EndAsync();
        await OpenAsync();
        await Bookings.CancelAsync(house, "flood%");
        await room.GiveBackAsync();
    }

    private sealed record Barge(string Movement, DateTimeOffset ReadyAt);

    private sealed record Booked(string Id, string Tenant, string Movement, DateTimeOffset? Due);

    /// <summary>How the endings compare with what each booking had for itself when the lock closed.</summary>
    /// <param name="InTime">Of those with a deadline that could be kept then.</param>
    /// <param name="AsGood">Arrive no later than by the best way of their own.</param>
    /// <param name="Outdone">Arrive later, or not at all: the room on that way went to others.</param>
    /// <param name="Wrong">Arrive later, or not at all, though the room is still there.</param>
    private sealed record Lots(int InTime, int WithDeadline, int AsGood, int Outdone, IReadOnlyList<string> Wrong)
    {
        public override string ToString() =>
            $"{InTime} of {WithDeadline} deadlines that could be kept are kept; {AsGood} arrive no later than by the best way of their own at that time, "
            + $"{Outdone} later or not at all because its room went to others, {Wrong.Count} without that reason";
    }

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
        var offers = new List<(string Tenant, string Offer, DateTimeOffset? Due)>();
        foreach (var tenant in Tenants)
        {
            foreach (var barge in barges)
            {
                var free = (await ByBargeAsync(tenant, barge.ReadyAt)).First(o => o.Rides(barge.Movement));
                var due = free.Time("arrival").AddDays(1);
                var timely = (await ByBargeAsync(tenant, barge.ReadyAt, due)).First(o => o.Rides(barge.Movement));
                offers.Add((tenant, free.Text("offer"), null));
                offers.Add((tenant, timely.Text("offer"), due));
            }
        }

        var booked = new ConcurrentBag<Booked>();
        var clients = Tenants.ToDictionary(t => t, t => house.Client("booking", t));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = 24 },
            async (i, _) =>
            {
                var (tenant, offer, due) = offers[i % offers.Count];
                var (_, booking) = await clients[tenant]
                    .BookAsync(offer, string.Create(CultureInfo.InvariantCulture, $"flood-{i}"), "wait=25");
                booking.Text("state").ShouldBe("CONFIRMED", booking.ToJsonString());
                booked.Add(new Booked(booking.Text("bookingId"), tenant, booking.Legs().Single().Text("carrier"), due));
            }
        );
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }

        return [.. booked.OrderBy(b => b.Id)];
    }

    private async Task GoneFromQuotesAsync(IReadOnlyList<Barge> barges)
    {
        foreach (var barge in barges)
        {
            await Eventually.TrueAsync(
                async () => !(await ByBargeAsync("flood", barge.ReadyAt)).Any(o => o.Rides(barge.Movement)),
                TimeSpan.FromSeconds(60),
                $"Routing hearing that {barge.Movement} does not pass {Lock}"
            );
        }
    }

    /// <summary>The ways out of each barge's cargo, by its deadline.</summary>
    private async Task<Dictionary<(string Movement, DateTimeOffset? Due), IReadOnlyList<WayOut>>> AloneAsync(
        IReadOnlyList<Barge> barges,
        IReadOnlyList<Booked> bookings
    )
    {
        var ways = new Dictionary<(string, DateTimeOffset?), IReadOnlyList<WayOut>>();
        foreach (var kind in bookings.DistinctBy(b => (b.Movement, b.Due)))
        {
            var start = await WaysOut.StartAsync(house, kind.Movement, Lock, barges.First(b => b.Movement == kind.Movement).ReadyAt);
            ways[(kind.Movement, kind.Due)] = start is { } from
                ? await WaysOut.AskAsync(house, kind.Tenant, from, "ZPU-PRT", kind.Due)
                : [];
        }

        return ways;
    }

    private async Task<Lots> CompareAsync(
        IReadOnlyDictionary<Booked, JsonObject> endings,
        Dictionary<(string Movement, DateTimeOffset? Due), IReadOnlyList<WayOut>> alone
    )
    {
        var room = new Dictionary<string, bool>();
        var (inTime, withDeadline, asGood, outdone, wrong) = (0, 0, 0, 0, new List<string>());
        foreach (var (booking, ending) in endings)
        {
            var own = alone[(booking.Movement, booking.Due)];
            var arrival = ending["trouble"] is null ? ending.Time("arrival") : DateTimeOffset.MaxValue;
            if (booking.Due is { } due && own.Any(w => w.InTime))
            {
                withDeadline++;
                inTime += arrival <= due ? 1 : 0;
            }

            if (own.Count == 0 || arrival <= own[0].Arrival)
            {
                asGood++;
                continue;
            }

            // Later than by the best; and than by others that keep the deadline, where this does not.
            var better = own.Where((w, i) => i == 0 || ((arrival == DateTimeOffset.MaxValue || arrival > booking.Due) && w.InTime))
                .ToList();
            var free = 0;
            foreach (var way in better)
            {
                if (!room.TryGetValue(way.Offer, out var there))
                {
                    room[way.Offer] = there = await WaysOut.HasRoomAsync(house, way.Offer);
                }

                free += there ? 1 : 0;
            }

            if (free == 0)
            {
                outdone++;
                continue;
            }

            wrong.Add(
                $"{booking.Id} of {booking.Tenant} on {booking.Movement}, due {booking.Due:u}, ends {ending["trouble"]?.ToJsonString() ?? $"{arrival:u}"}; "
                    + $"of its own it had {own[0].Arrival:u}, and {free} of {better.Count} such ways have room"
            );
        }

        return new Lots(inTime, withDeadline, asGood, outdone, wrong);
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
