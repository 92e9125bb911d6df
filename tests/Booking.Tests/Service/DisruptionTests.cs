using System.Net;
using Qujiang.Booking.Domain;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Tests.Service;

/// <summary>What becomes of bookings when what they ride does not run.</summary>
public sealed partial class DisruptionTests(BookingApp app) : IClassFixture<BookingApp>, IAsyncLifetime
{
    private static readonly (string, string) Wait = ("Prefer", "wait=10");
    private static long _revision = 1000;

    [Fact]
    public async Task A_cancelled_train_is_replaced_and_the_old_room_given_back_after_the_new_is_sold()
    {
        using var client = app.Client("manual");
        var (id, plan) = await BookAsync(client, "manual");
        var other = Replacement(plan, "RLX");
        app.Neighbours.Ways[(plan.Legs[1].From, plan.Legs[2].From)] = [(other, 10)];
        await CancelAsync(plan.Legs[1].MovementId!);

        var replans = await ProposalsAsync(client, id);
        var proposal = replans["items"]!.AsArray().Single()!.AsObject();
        proposal["legs"]!
            .AsArray()
            .Select(l => $"{l!["carrier"]} {l["new"]}")
            .ShouldBe([$"{plan.Legs[0].Carrier} false", $"{other.Legs[0].Carrier} true", $"{plan.Legs[2].Carrier} false"]);
        proposal["extraPrice"]!["amount"]!.ToString().ShouldBe("500.00");

        var (accepted, booking) = await client.SendAsync(HttpMethod.Post, $"/v1/bookings/{id}/replans/1/accept", new { }, Wait);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, booking.ToJsonString());
        booking.Text("state").ShouldBe("CONFIRMED");
        booking["price"]!["amount"]!.ToString().ShouldBe("3500.00");
        booking["trouble"].ShouldBeNull();
        await Eventually.TrueAsync(() => app.Legs.Book.Taken(plan.Legs[1].MovementId!) == 0, what: "the old room being back");
        app.Legs.Book.Taken(other.Legs[0].MovementId!).ShouldBe(100);
        app.Legs.Book.Taken(plan.Legs[0].MovementId!).ShouldBe(100, "the road leg was carried over");
        app.Legs.Book.Taken(plan.Legs[2].MovementId!).ShouldBe(100);
        var (_, history) = await client.SendAsync(HttpMethod.Get, $"/v1/bookings/{id}/history");
        var told = history["items"]!.AsArray().Select(i => i!["what"]!.ToString()).ToArray();
        told.ShouldBe([
            "booking received",
            "confirmed",
            "plan broken",
            "1 alternatives proposed",
            "replan proposal 1 accepted",
            "replanned",
        ]);
    }

    [Fact]
    public async Task A_proposal_without_room_leaves_the_old_plan_and_another_is_sought()
    {
        using var client = app.Client("manual");
        var (id, plan) = await BookAsync(client, "manual");
        var full = Replacement(plan, "RLX");
        var (blocker, _) = await client.SendAsync(
            HttpMethod.Post,
            "/v1/bookings",
            new { offer = app.Offer(full with { Legs = [full.Legs[0] with { Demand = new CapacityVector(1000) }] }, "manual") },
            Wait
        );
        blocker.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        app.Neighbours.Ways[(plan.Legs[1].From, plan.Legs[2].From)] = [(full, 10)];
        await CancelAsync(plan.Legs[1].MovementId!);
        await ProposalsAsync(client, id);
        var asked = app.Neighbours.Asked.Count;
        var (_, booking) = await client.SendAsync(HttpMethod.Post, $"/v1/bookings/{id}/replans/1/accept", new { }, Wait);
        booking.Text("state").ShouldBe("CONFIRMED");
        booking["amendmentRefused"]!["dimension"]!.ToString().ShouldBe("teu100");
        booking["legs"]![1]!["carrier"]!.ToString().ShouldBe(plan.Legs[1].Carrier);
        await Eventually.TrueAsync(() => app.Neighbours.Asked.Count > asked, what: "another search");
        app.Legs.Book.Taken(plan.Legs[0].MovementId!).ShouldBe(100);
    }

    [Fact]
    public async Task Policy_accepts_without_a_person_and_who_finds_nothing_is_told_why()
    {
        using var client = app.Client("auto");
        var (lucky, plan) = await BookAsync(client, "auto");
        var (stranded, hopeless) = await BookAsync(client, "auto");
        var other = Replacement(plan, "RLA");
        app.Neighbours.Ways[(plan.Legs[1].From, plan.Legs[2].From)] = [(other, 10)];
        await CancelAsync(plan.Legs[1].MovementId!);
        await StateAsync(
            client,
            lucky,
            b => b["legs"]![1]!["carrier"]!.ToString() == other.Legs[0].Carrier && b.Text("state") == "CONFIRMED"
        );

        app.Neighbours.Ways.TryRemove((plan.Legs[1].From, plan.Legs[2].From), out _);
        await CancelAsync(hopeless.Legs[1].MovementId!);
        var told = await StateAsync(client, stranded, b => b["trouble"]?["unplannable"] is not null);
        told["trouble"]!["unplannable"]!.ToString().ShouldContain("nothing goes there");
        told.Text("state").ShouldBe("CONFIRMED", "nobody took the booking away");
    }

    [Fact]
    public async Task Who_finds_the_next_train_given_to_others_is_offered_the_one_of_the_day_after()
    {
        using var client = app.Client("manual");
        var plan = app.FreshPlan();
        var booked = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            booked.Add((await BookAsync(client, "manual", plan)).Id);
        }

        var last = plan.Legs[2].To;
        var first = Replacement(plan, "RLN");
        first = first with { Legs = [first.Legs[0] with { To = last }] };
        var second = Later(first, 1);
        app.Neighbours.Ways[(plan.Legs[1].From, last)] = [(first, 1), (second, 1), (Later(first, 2), 1)];
        app.Neighbours.OnlyWhatLeavesFirst = true;
        try
        {
            await CancelAsync(plan.Legs[1].MovementId!);
            // None of them accepts before all have been told, and Routing shows the first train as free to each: what is proposed to one is not to another.
            var best = new List<string>();
            foreach (var id in booked)
            {
                best.Add((await ProposalsAsync(client, id))["items"]![0]!["legs"]![1]!["carrier"]!.ToString());
            }

            best.Distinct().Count().ShouldBe(3, string.Join(", ", best));
        }
        finally
        {
            app.Neighbours.OnlyWhatLeavesFirst = false;
        }

        static Plan Later(Plan plan, int days)
        {
            var leg = plan.Legs[0];
            var after = TimeSpan.FromDays(days);
            return plan with
            {
                Legs =
                [
                    leg with
                    {
                        MovementId = $"{leg.MovementId}-{days}",
                        Cutoff = leg.Cutoff + after,
                        Departure = leg.Departure + after,
                        Arrival = leg.Arrival + after,
                        AvailableAt = leg.AvailableAt + after,
                    },
                ],
            };
        }
    }

    [Fact]
    public async Task When_many_want_the_room_that_is_left_it_goes_where_it_saves_most()
    {
        using var client = app.Client("auto");
        var plan = app.FreshPlan();
        var due = plan.Arrival.AddHours(1);
        var booked = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            // Two are due soon, two are not: first come, first served would give the fast train to the wrong ones.
            var mine = plan with
            {
                DueBy = i < 2 ? null : due,
            };
            booked.Add((await BookAsync(client, "auto", mine)).Id);
        }

        var fast = Replacement(plan, "RLF");
        var slow = Replacement(plan, "RLS");
        var late = slow with { Legs = [slow.Legs[0] with { AvailableAt = slow.Legs[0].AvailableAt.AddDays(4), To = plan.Legs[2].To }] };
        var direct = fast with { Legs = [fast.Legs[0] with { To = plan.Legs[2].To }] };
        app.Neighbours.Ways[(plan.Legs[1].From, plan.Legs[2].To)] = [(direct, 2), (late, 10)];
        app.Neighbours.RoutingIsAway = true;
        await CancelAsync(plan.Legs[1].MovementId!);
        await Eventually.TrueAsync(async () => await TroubledAsync(client, booked) == 4, what: "all four in trouble");
        app.Neighbours.RoutingIsAway = false;

        foreach (var (i, id) in booked.Index())
        {
            var carrier = (i < 2 ? late : direct).Legs[0].Carrier;
            await StateAsync(
                client,
                id,
                b => b.Text("state") == "CONFIRMED" && b["legs"]!.AsArray().Any(l => l!["carrier"]!.ToString() == carrier)
            );
        }
    }

    [Fact]
    public async Task A_closed_lock_touches_who_passes_it_and_its_opening_ends_the_trouble()
    {
        using var client = app.Client("manual");
        var (through, passing) = await BookAsync(client, "manual");
        var (before, staying) = await BookAsync(client, "manual");
        app.Neighbours.Calls[passing.Legs[2].MovementId!] = Barge(passing.Legs[2], lockAfter: 4);
        app.Neighbours.Calls[staying.Legs[2].MovementId!] = Barge(staying.Legs[2], lockAfter: 60);
        var closure = new DisruptionRaised(
            Guid.CreateVersion7(),
            DateTimeOffset.UtcNow,
            "waterway",
            1,
            "FCJ-2026",
            1,
            "CLOSURE",
            ["LOCK-FCJ"],
            [],
            DateTimeOffset.UtcNow,
            DateTimeOffset.UtcNow.AddDays(10),
            "repair of the gate"
        );
        await app.Legs.PublishAsync(closure);
        var broken = await StateAsync(client, through, b => b["trouble"] is not null);
        broken["trouble"]!["obstacle"]!.ToString().ShouldBe("LOCK-FCJ");
        await Task.Delay(500);
        (await client.SendAsync(HttpMethod.Get, $"/v1/bookings/{before}")).Body["trouble"].ShouldBeNull();

        await app.Legs.PublishAsync(
            new DisruptionCleared(Guid.CreateVersion7(), DateTimeOffset.UtcNow, "waterway", 2, "FCJ-2026", 2, "the gate is in")
        );
        await StateAsync(client, through, b => b["trouble"] is null);
    }

    [Fact]
    public async Task A_delay_past_a_connection_is_trouble_and_an_older_schedule_that_comes_later_is_ignored()
    {
        using var client = app.Client("manual");
        var (id, plan) = await BookAsync(client, "manual");
        var leg = plan.Legs[1];
        var revision = Interlocked.Add(ref _revision, 10);
        await app.Legs.PublishAsync(Rescheduled(leg, revision, hours: 9));
        var late = await StateAsync(client, id, b => b["trouble"] is not null);
        late["trouble"]!["constraint"]!.ToString().ShouldBe("connection");
        late["trouble"]!["leg"]!.GetValue<int>().ShouldBe(3);
        await app.Legs.PublishAsync(Rescheduled(leg, revision - 1, hours: 0));
        await Task.Delay(700);
        (await client.SendAsync(HttpMethod.Get, $"/v1/bookings/{id}")).Body["trouble"].ShouldNotBeNull();
        await app.Legs.PublishAsync(Rescheduled(leg, revision + 1, hours: 1));
        await StateAsync(client, id, b => b["trouble"] is null);
    }

    [Fact]
    public async Task An_offer_older_than_the_timetable_starts_with_the_times_that_hold()
    {
        using var client = app.Client("manual");
        var (id, plan) = await BookAsync(client, "manual");
        await app.Legs.PublishAsync(Rescheduled(plan.Legs[1], Interlocked.Add(ref _revision, 10), hours: 1));
        await StateAsync(client, id, b => b["legs"]![1]!["slackMinutes"]!.GetValue<int>() == 180);

        var (_, later) = await client.SendAsync(HttpMethod.Post, "/v1/bookings", new { offer = app.Offer(plan, "manual") }, Wait);
        later["legs"]![1]!["slackMinutes"]!.GetValue<int>().ShouldBe(180);
        await app.Legs.PublishAsync(Rescheduled(plan.Legs[1], Interlocked.Add(ref _revision, 10), hours: 9));
        await StateAsync(client, id, b => b["trouble"] is not null);
        var (_, missed) = await client.SendAsync(HttpMethod.Post, "/v1/bookings", new { offer = app.Offer(plan, "manual") }, Wait);
        missed.Text("state").ShouldBe("REJECTED");
        missed["refusal"]!["constraint"]!.ToString().ShouldBe("connection");
    }

    [Fact]
    public async Task What_happens_to_the_cargo_moves_the_arrival_and_shows_a_missed_connection()
    {
        using var client = app.Client("manual");
        var (id, plan) = await BookAsync(client, "manual");
        var path = $"/v1/bookings/{id}/events";
        var (ok, on) = await client.SendAsync(HttpMethod.Post, path, Event("DEPA", "T-2", plan.Legs[2].Departure.AddHours(5)));
        ok.StatusCode.ShouldBe(HttpStatusCode.OK, on.ToJsonString());
        DateTimeOffset.Parse(on.Text("arrival")).ShouldBe(plan.Arrival.AddHours(5));
        on["trouble"].ShouldBeNull();
        var (_, missed) = await client.SendAsync(HttpMethod.Post, path, Event("ARRI", "T-1", plan.Legs[0].Arrival.AddHours(3)));
        missed["trouble"]!["constraint"]!.ToString().ShouldBe("connection");
        missed["legs"]![1]!["slackMinutes"]!.GetValue<int>().ShouldBe(-60);
        var risk = missed["tracking"]!["atRisk"]!.AsArray().Single()!;
        (risk["leg"]!.GetValue<int>(), risk["terminal"]!.ToString(), risk["slackMinutes"]!.GetValue<int>()).ShouldBe((2, "T-1", -60));
        DateTimeOffset.Parse(missed["tracking"]!["eta"]!.ToString()).ShouldBe(plan.Arrival.AddHours(5));
        (await client.SendAsync(HttpMethod.Post, path, Event("DISC", "NOWHERE", plan.Arrival))).Response.StatusCode.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );
        var future = new
        {
            @event = "ARRI",
            classifier = "ACT",
            terminal = "T-1",
            at = DateTimeOffset.UtcNow.AddHours(1),
        };
        (await client.SendAsync(HttpMethod.Post, path, future)).Response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        static object Event(string what, string terminal, DateTimeOffset at) =>
            new
            {
                @event = what,
                classifier = "EST",
                terminal,
                at,
            };
    }

    [Fact]
    public async Task An_amendment_rides_another_offer_or_nothing_changes()
    {
        using var client = app.Client("manual");
        var (id, plan) = await BookAsync(client, "manual");
        var more = app.FreshPlan(teu: 3);
        var (accepted, amended) = await client.SendAsync(
            HttpMethod.Post,
            $"/v1/bookings/{id}/amend",
            new { offer = app.Offer(more, "manual") },
            Wait
        );
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, amended.ToJsonString());
        amended["legs"]![0]!["carrier"]!.ToString().ShouldBe(more.Legs[0].Carrier);
        await Eventually.TrueAsync(() => app.Legs.Book.Taken(plan.Legs[0].MovementId!) == 0, what: "the old room being back");
        var (_, refused) = await client.SendAsync(
            HttpMethod.Post,
            $"/v1/bookings/{id}/amend",
            new { offer = app.Offer(app.FreshPlan(teu: 11), "manual") },
            Wait
        );
        refused["amendmentRefused"]!["constraint"]!.ToString().ShouldBe("capacity");
        refused["legs"]![0]!["carrier"]!.ToString().ShouldBe(more.Legs[0].Carrier);
    }
}
