using System.Text.Json.Nodes;
using Qujiang.Booking.Domain;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Tests.Service;

/// <summary>What becomes of bookings and holds when less fits than was sold.</summary>
public sealed class DisplacementTests(BookingApp app) : IClassFixture<BookingApp>
{
    [Fact]
    public async Task Whose_room_is_gone_when_less_fits_than_was_sold_is_in_trouble_and_nobody_else()
    {
        using var client = app.Client("manual");
        var plan = app.FreshPlan();
        var first = await BookAsync(client, plan);
        var second = await BookAsync(client, plan);
        var rail = plan.Legs[1].MovementId!;
        await app.Legs.PublishAsync(
            new CapacityChanged(
                Guid.CreateVersion7(),
                DateTimeOffset.UtcNow,
                "rail",
                3,
                rail,
                5,
                [],
                "operator",
                [new CapacityShortfall(0, "teu100", 150, 200)],
                [
                    new DisplacedHold(Qujiang.Booking.Domain.Room.HoldIdOf(Guid.Parse(second), 1, "rail"), 0),
                    new DisplacedHold(Guid.NewGuid(), 0),
                ]
            )
        );
        var displaced = await StateAsync(client, second, b => b["trouble"] is not null);
        displaced["trouble"]!["constraint"]!.ToString().ShouldBe("capacity");
        displaced["trouble"]!["leg"]!.GetValue<int>().ShouldBe(2);
        displaced["trouble"]!["cause"]!.ToString().ShouldBe($"{rail} has less room than was sold (teu100 200 sold, 150 left)");
        (await client.SendAsync(HttpMethod.Get, $"/v1/bookings/{first}")).Body["trouble"].ShouldBeNull();

        // What was said before changes nothing any more; when there is room again the trouble is over.
        await app.Legs.PublishAsync(Room(4));
        await Task.Delay(500);
        (await client.SendAsync(HttpMethod.Get, $"/v1/bookings/{second}")).Body["trouble"].ShouldNotBeNull();
        await app.Legs.PublishAsync(Room(6));
        await StateAsync(client, second, b => b["trouble"] is null);

        CapacityChanged Room(long revision) => new(Guid.CreateVersion7(), DateTimeOffset.UtcNow, "rail", 3, rail, revision, [], "operator");
    }

    [Fact]
    public async Task Fewer_trucks_than_were_sold_are_trouble_for_the_booking_and_end_a_hold()
    {
        using var client = app.Client("manual");
        var day = new DateOnly(2026, 12, 3);
        Plan Lane(Plan plan) =>
            plan with
            {
                Legs =
                [
                    plan.Legs[0],
                    plan.Legs[1] with
                    {
                        Service = "road",
                        MovementId = null,
                        LaneId = "RD-A-B",
                        Day = day,
                    },
                    plan.Legs[2],
                ],
            };
        var booked = await BookAsync(client, Lane(app.FreshPlan()));
        var (_, hold) = await client.SendAsync(HttpMethod.Post, "/v1/holds", new { offer = app.Offer(Lane(app.FreshPlan()), "manual") });
        hold.Text("state").ShouldBe("HELD");
        await app.Legs.PublishAsync(
            new PoolCapacityChanged(
                Guid.CreateVersion7(),
                DateTimeOffset.UtcNow,
                "road",
                4,
                "PL-A",
                day,
                7,
                new CapacityVector(400),
                new CapacityVector(200),
                new CapacityVector(200),
                "conditions",
                [new CapacityShortfall(null, "teu100", 0, 400)],
                // Index 1 of the hold: the truck on the lane, behind the truck that runs by the clock.
                [
                    new DisplacedHold(Qujiang.Booking.Domain.Room.HoldIdOf(Guid.Parse(booked), 1, "road"), 1),
                    new DisplacedHold(Qujiang.Booking.Domain.Room.HoldIdOf(Guid.Parse(hold.Text("holdId")), 1, "road"), 1),
                ]
            )
        );
        var displaced = await StateAsync(client, booked, b => b["trouble"] is not null);
        displaced["trouble"]!["leg"]!.GetValue<int>().ShouldBe(2);
        displaced["trouble"]!["cause"]!.ToString().ShouldStartWith("PL-A on 2026-12-03 has less room than was sold");
        await Eventually.TrueAsync(
            async () => (await client.SendAsync(HttpMethod.Get, $"/v1/holds/{hold.Text("holdId")}")).Body.Text("state") == "RELEASED",
            what: "the hold that no truck is left for"
        );
    }

    private async Task<string> BookAsync(HttpClient client, Plan plan)
    {
        var (_, booking) = await client.SendAsync(
            HttpMethod.Post,
            "/v1/bookings",
            new { offer = app.Offer(plan, "manual") },
            ("Prefer", "wait=10")
        );
        booking.Text("state").ShouldBe("CONFIRMED", booking.ToJsonString());
        return booking.Text("bookingId");
    }

    private static async Task<JsonObject> StateAsync(HttpClient client, string id, Func<JsonObject, bool> reached)
    {
        JsonObject body = [];
        await Eventually.TrueAsync(
            async () => reached(body = (await client.SendAsync(HttpMethod.Get, $"/v1/bookings/{id}")).Body),
            what: "the state of the booking"
        );
        return body;
    }
}
