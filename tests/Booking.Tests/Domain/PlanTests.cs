using Qujiang.Booking.Domain;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Tests.Domain;

/// <summary>Connections, whereabouts, closures, and plans put together.</summary>
public sealed class PlanTests
{
    // Leg n departs at Start + (n + 1) days, arrives 12 h later, is available 16 h later; cut-off 6 h before departure.
    private static readonly Plan Plan = Plans.ThreeLegs();

    [Theory]
    [InlineData(0, null)]
    [InlineData(2, null)]
    [InlineData(3, "connection")]
    public void A_delay_breaks_a_connection_when_the_cutoff_passes(int hours, string? constraint)
    {
        var retimed = Connections.Retime(Plan, 1, Later(Plan.Legs[0], hours));
        Connections.Broken(retimed)?.Constraint.ShouldBe(constraint);
        (Connections.Broken(retimed) is null).ShouldBe(constraint is null);
        if (constraint is not null)
        {
            Connections.Broken(retimed)!.Leg.ShouldBe(2);
        }
    }

    [Fact]
    public void A_connection_with_less_than_an_hour_to_spare_is_at_risk()
    {
        var plan = Plans.ThreeLegs();
        Connections.AtRisk(plan).ShouldBeEmpty(); // two hours each
        var late = Connections.Retime(plan, 1, LegTimes.Of(plan.Legs[0]) with { AvailableAt = plan.Legs[0].AvailableAt.AddMinutes(61) });
        Connections.AtRisk(late).ShouldBe([1]);
        Connections.Broken(late).ShouldBeNull();
        var missed = Connections.Retime(plan, 2, LegTimes.Of(plan.Legs[1]) with { AvailableAt = plan.Legs[1].AvailableAt.AddHours(3) });
        Connections.AtRisk(missed).ShouldBe([2]);
    }

    [Fact]
    public void A_delay_of_the_last_leg_breaks_the_deadline()
    {
        var tight = Plan with { DueBy = Plan.Arrival.AddHours(1) };
        Connections.Broken(Connections.Retime(tight, 3, Later(Plan.Legs[2], 1))).ShouldBeNull();
        Connections.Broken(Connections.Retime(tight, 3, Later(Plan.Legs[2], 2)))!.Constraint.ShouldBe("deadline");
    }

    [Fact]
    public void A_truck_waits_for_the_cargo_as_long_as_its_day_lasts()
    {
        var departure = new DateTimeOffset(2026, 12, 3, 4, 0, 0, TimeSpan.Zero); // noon at the hub
        var truck = Plan.Legs[1] with
        {
            MovementId = null,
            LaneId = "RD-X",
            Day = new DateOnly(2026, 12, 3),
            Cutoff = departure.AddHours(-1),
            Departure = departure,
            Arrival = departure.AddHours(5),
            AvailableAt = departure.AddHours(6),
        };
        var plan = Plan with { Legs = [Plan.Legs[0], truck] };
        var early = plan.Legs[0].AvailableAt;
        var slack = (truck.Cutoff!.Value - early).TotalHours;
        Connections.Broken(Connections.Retime(plan, 1, Later(plan.Legs[0], slack + 3))).ShouldBeNull("it leaves at 15:00 instead");
        Connections.Retime(plan, 1, Later(plan.Legs[0], slack + 3)).Arrival.ShouldBe(plan.Arrival.AddHours(3));
        Connections.Broken(Connections.Retime(plan, 1, Later(plan.Legs[0], slack + 13)))!.Constraint.ShouldBe("connection");
    }

    [Fact]
    public void Before_it_starts_the_cargo_can_go_from_the_origin_or_from_where_the_broken_leg_begins()
    {
        var points = Whereabouts.Before(Plan, 3, Plan.Departure.AddHours(-1));
        points.Select(p => p.Terminal).ShouldBe(["T-0", "T-2"]);
        points[0].ReadyAt.ShouldBe(Plan.Departure.AddHours(-1), "now, not when it was ready once");
        points[1].ReadyAt.ShouldBe(Plan.Legs[1].AvailableAt);
        points[1].Before.Count.ShouldBe(2);
    }

    [Fact]
    public void Once_under_way_it_can_go_from_where_it_is_set_down()
    {
        Whereabouts.Before(Plan, 3, Plan.Departure.AddHours(1)).Select(p => p.Terminal).ShouldBe(["T-1", "T-2"]);
        Whereabouts.Before(Plan, 1, Plan.Departure.AddHours(1)).ShouldBeEmpty("it is aboard the broken leg");
    }

    [Fact]
    public void Aboard_it_is_unloaded_at_the_next_call_before_the_obstacle()
    {
        var start = Plan.Legs[0].Departure;
        var plan = Plan with { Legs = [Plan.Legs[0] with { FromCall = 1, ToCall = 5 }, Plan.Legs[1]] };
        Call[] calls =
        [
            Stop(0, "A", -10),
            Stop(1, "T-0", 0),
            Stop(2, "LOCK-1", 3, CallKind.Pass),
            Stop(3, "B", 5),
            Stop(4, "LOCK-2", 8, CallKind.Pass),
            Stop(5, "T-1", 12),
        ];
        var stop = Whereabouts.Aboard(plan, 1, calls, "LOCK-2", start.AddHours(1))!;
        stop.Terminal.ShouldBe("B");
        stop.ReadyAt.ShouldBe(start.AddHours(6));
        stop.Before.Single().NeedsRoom.ShouldBeFalse();
        Whereabouts.Aboard(plan, 1, calls, "LOCK-1", start.AddHours(1)).ShouldBeNull("no call before the lock");
        Whereabouts.Aboard(plan, 1, calls, "LOCK-2", start.AddHours(6)).ShouldBeNull("it lies between B and the lock");
        Whereabouts.Aboard(plan, 1, calls, null, start.AddHours(6))!.Terminal.ShouldBe("T-1");

        Call Stop(int index, string terminal, double hours, CallKind kind = CallKind.Cargo) =>
            new(index, terminal, kind, start.AddHours(hours), start.AddHours(hours + 0.5), null, 60);
    }

    [Theory]
    [InlineData(-5, -1, null)]
    [InlineData(-5, 4, "LOCK-1")]
    [InlineData(4, 10, null)]
    [InlineData(6, null, null)]
    [InlineData(3, null, "LOCK-1")]
    public void A_closed_lock_stops_what_passes_it_meanwhile(int from, int? to, string? obstacle)
    {
        var start = Plans.Start;
        Call[] calls =
        [
            new(0, "A", CallKind.Cargo, null, start, null, 0),
            new(1, "LOCK-1", CallKind.Pass, start.AddHours(3), start.AddHours(3.5), null, 0),
            new(2, "B", CallKind.Cargo, start.AddHours(6), start.AddHours(7), null, 0),
            new(3, "C", CallKind.Cargo, start.AddHours(9), null, null, 0),
        ];
        var closure = new Closure(["LOCK-1"], [], start.AddHours(from), to is null ? null : start.AddHours(to.Value));
        closure.Stops(calls, 0, 3).ShouldBe(obstacle);
        closure.Stops(calls, 2, 3).ShouldBeNull("it boards behind the lock");
    }

    [Theory]
    [InlineData(0, 3, 0, null, "B>C")]
    [InlineData(0, 2, 0, null, null)] // alights before it
    [InlineData(2, 3, 0, null, "B>C")]
    [InlineData(0, 3, 10, null, null)] // has passed
    [InlineData(0, 3, 0, 6, null)] // open again when it comes
    public void A_closed_stretch_of_a_line_stops_only_who_rides_over_it_meanwhile(
        int board,
        int alight,
        int from,
        int? to,
        string? obstacle
    )
    {
        var start = Plans.Start;
        Call[] calls =
        [
            new(0, "A", CallKind.Cargo, null, start, null, 0),
            new(1, "LOCK-1", CallKind.Pass, start.AddHours(3), start.AddHours(3.5), null, 0),
            new(2, "B", CallKind.Cargo, start.AddHours(6), start.AddHours(7), null, 0),
            new(3, "C", CallKind.Cargo, start.AddHours(9), null, null, 0),
        ];
        var closure = new Closure([], ["RL-1"], start.AddHours(from), to is null ? null : start.AddHours(to.Value), ["B>C", "C>B"]);
        closure.Blocks(calls, board, alight).ShouldBe(obstacle);
    }

    [Theory]
    [InlineData("RL-QZ-BLR-20261201-1", true)]
    [InlineData("RL-QZ-BLR", true)]
    [InlineData("RL-QZ-BLRX-20261201-1", false)]
    [InlineData("RL-QZ", false)]
    public void A_line_is_named_by_its_movements_too(string carrier, bool named) =>
        new Closure([], ["RL-QZ-BLR"], Plans.Start, null).Names(carrier).ShouldBe(named);

    [Fact]
    public void New_legs_between_old_ones_keep_the_price_of_what_stays()
    {
        var life = Life.Confirmed();
        var middle = Plans.Of(1, (Mode.Air, "AR-7")) with
        {
            PriceFen = 260_000,
            Charges = [new("LINEHAUL", 1, 250_000), new("DOCUMENTS", null, 10_000)],
        };
        var old = life.State.Current;
        var plan = Replanning.Compose(old, [old.Plan.Legs[0]], middle, [old.Plan.Legs[2]], life.Now);
        plan.Legs.Select(l => l.Carrier).ShouldBe(["RD-1", "AR-7", "WW-1"]);
        plan.Legs.Select(l => l.Sequence).ShouldBe([1, 2, 3]);
        plan.PriceFen.ShouldBe(100_000 + 250_000 + 100_000);
        plan.Charges.Sum(c => c.AmountFen).ShouldBe(plan.PriceFen);
        plan.Co2eGrams.ShouldBe(3000);
    }

    [Fact]
    public void What_departed_needs_no_new_room_unless_its_hold_is_carried_over_whole()
    {
        var life = Life.Confirmed(Plans.Of(1, (Mode.Road, "RD-1"), (Mode.Rail, "RL-1"), (Mode.Rail, "RL-2")));
        var old = life.State.Current;
        var underWay = old.Plan.Legs[1].Departure.AddHours(1);
        var later = Plans.Of(1, (Mode.Air, "-"), (Mode.Air, "-"), (Mode.Air, "-"), (Mode.Rail, "RL-9"));
        var middle = later with { Legs = [later.Legs[3] with { Sequence = 1 }] };
        var plan = Replanning.Compose(old, [.. old.Plan.Legs.Take(2)], middle, [], underWay);
        plan.Legs.Select(l => l.NeedsRoom)
            .ShouldBe([true, false, true], "the road hold is carried; the rail hold is not, and RL-1 has gone");
        life.Take(new Amend("ann", plan, 1, "RL-2 is cancelled")).Last.ShouldBe("hold rail");
        life.Answer("rail", "held").Answer("rail", "confirmed").Last.ShouldBe("release rail, Replanned");
    }

    [Fact]
    public void The_deadline_comes_before_the_price_and_the_price_before_the_rest()
    {
        var old = Plan with { DueBy = Plan.Arrival };
        Alternative[] ways =
        [
            Way("late and cheap", 1, 100, 1, 9),
            Way("in time and dear", 0, 900, 5, 3),
            Way("in time and cheap", 0, 300, 9, 3),
            Way("in time and cheap and green", 0, 300, 2, 3),
        ];
        var ranked = Replanning.Rank(old, ways);
        ranked
            .Select(p => p.Plan.OfferId)
            .ShouldBe(["in time and cheap and green", "in time and cheap", "in time and dear", "late and cheap"]);
        ranked.Select(p => p.Number).ShouldBe([1, 2, 3, 4]);
        Replanning.Rank(old, ways, ways[0])[0].Plan.OfferId.ShouldBe("late and cheap", "chosen for the good of all");

        Alternative Way(string name, int daysLate, long fen, long grams, int movement)
        {
            var legs = Plans.Of(1, (Mode.Rail, $"RL-{name}-{movement}")).Legs;
            var shift = old.Arrival.AddDays(daysLate) - legs[0].AvailableAt;
            return new Alternative(
                old with
                {
                    OfferId = name,
                    PriceFen = fen,
                    Co2eGrams = grams,
                    Legs = [legs[0] with { Departure = legs[0].Departure + shift, AvailableAt = legs[0].AvailableAt + shift }],
                },
                old.Arrival,
                []
            );
        }
    }

    [Fact]
    public void A_delay_that_is_made_good_ends_the_trouble()
    {
        var life = Life.Confirmed();
        var leg = life.State.Current.Plan.Legs[0];
        life.Take(new Retimed("road", 1, 1, Later(leg, 9), "late")).Last.ShouldBe("AlternativesWanted");
        life.State.Trouble!.Constraint.ShouldBe("connection");
        life.Take(new Retimed("road", 1, 1, Later(leg, 1), "less late")).State.Trouble.ShouldBeNull();
    }

    private static LegTimes Later(PlanLeg leg, double hours) =>
        new(leg.Cutoff?.AddHours(hours), leg.Departure.AddHours(hours), leg.Arrival.AddHours(hours), leg.AvailableAt.AddHours(hours));
}
