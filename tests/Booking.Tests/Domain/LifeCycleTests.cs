using Qujiang.Booking.Domain;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Tests.Domain;

/// <summary>The cases that bookings are known to fail in, one by one.</summary>
public sealed class LifeCycleTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void All_legs_are_asked_at_once_and_confirmed_when_all_are_held()
    {
        var life = Life.Booked();
        life.Last.ShouldBe("hold rail, hold road, hold waterway");
        life.Answer("rail", "held").Last.ShouldBe("");
        life.Answer("road", "held").Last.ShouldBe("");
        life.State.Status.ShouldBe(BookingStatus.Received);
        life.Answer("waterway", "held").Last.ShouldBe("confirm rail, confirm road, confirm waterway");
        life.Answer("rail", "confirmed").Answer("road", "confirmed").Answer("waterway", "confirmed").Last.ShouldBe("Confirmed");
        life.State.Status.ShouldBe(BookingStatus.Confirmed);
        life.State.Settled.ShouldBeTrue();
    }

    [Fact]
    public void Legs_of_one_service_are_one_hold()
    {
        var life = Life.Booked(Plans.Of(1, (Mode.Rail, "RL-1"), (Mode.Road, "RD-1"), (Mode.Rail, "RL-2")));
        life.Last.ShouldBe("hold rail, hold road");
        life.State.Current.Parts[0].Legs.ShouldBe([1, 3]);
    }

    [Fact]
    public void Refusal_of_the_third_leg_gives_back_the_first_two_and_tells_when_they_are_back()
    {
        var life = Life.Booked().Answer("rail", "held").Answer("road", "held").Answer("waterway", "refused");
        life.Last.ShouldBe("release rail, release road");
        life.State.Status.ShouldBe(BookingStatus.Rejected);
        life.State.Decided.ShouldBeTrue();
        life.State.Settled.ShouldBeFalse();
        life.State.Refusal.ShouldBe(new Refusal(3, "waterway", "capacity", "teu100", null, "leg 3 on WW-1: capacity (teu100)"));
        life.Answer("road", "released").Last.ShouldBe("");
        life.Answer("rail", "released").Last.ShouldBe("Rejected");
        life.State.Settled.ShouldBeTrue();
    }

    [Fact]
    public void A_refusal_before_the_other_answers_still_gives_them_back()
    {
        var life = Life.Booked().Answer("rail", "refused");
        life.Last.ShouldBe("release road, release waterway");
        life.Answer("road", "held").Last.ShouldBe("release road");
        life.Answer("road", "released").Answer("waterway", "released").Last.ShouldBe("Rejected");
    }

    [Fact]
    public void A_hold_that_comes_late_is_given_back_even_when_all_was_over()
    {
        var life = Life.Held().Answer("rail", "refused").Answer("road", "released").Answer("waterway", "released");
        life.State.Phase.ShouldBe(Phase.Closed);
        life.Answer("waterway", "held").Last.ShouldBe("release waterway");
        life.Answer("waterway", "released").State.Settled.ShouldBeTrue();
    }

    [Fact]
    public void A_hold_that_comes_after_its_expiry_is_given_back()
    {
        var life = Life.Held().Answer("rail", "held").Answer("road", "held").Answer("waterway", "held").Answer("waterway", "expired");
        life.State.HoldStatus.ShouldBe(HoldStatus.Expired);
        life.Last.ShouldBe("release rail, release road");
        life.Answer("waterway", "held").Last.ShouldBe("release waterway");
    }

    [Fact]
    public void A_confirmation_that_comes_after_the_cancellation_is_given_back()
    {
        var life = Life.Booked().Answer("rail", "held").Answer("road", "held").Answer("waterway", "held");
        life.Take(new Cancel("ann", "changed mind", 100)).Last.ShouldBe("release rail, release road, release waterway");
        life.State.Status.ShouldBe(BookingStatus.Cancelled);
        life.State.FeeFen.ShouldBe(0, "it was never confirmed");
        life.Answer("rail", "confirmed").Last.ShouldBe("release rail");
        life.Answer("rail", "released").Answer("road", "released").Answer("waterway", "expired").Last.ShouldBe("Cancelled");
        life.Answer("rail", "confirmed").Last.ShouldBe("release rail", "an old message; harmless");
        life.State.Settled.ShouldBeTrue();
    }

    [Fact]
    public void A_refused_confirmation_gives_everything_back_at_once()
    {
        var life = Life.Booked().Answer("rail", "held").Answer("road", "held").Answer("waterway", "held").Answer("rail", "confirmed");
        life.Answer("road", "refused").Last.ShouldBe("release rail, release road, release waterway");
        life.State.Status.ShouldBe(BookingStatus.Rejected);
        life.Answer("road", "refused").Answer("rail", "released").Answer("waterway", "released").Last.ShouldBe("Rejected");
    }

    [Fact]
    public void Messages_said_twice_are_heard_once()
    {
        var life = Life.Booked().Answer("rail", "held").Answer("rail", "held").Answer("road", "held").Answer("waterway", "held");
        life.Answer("rail", "held").Last.ShouldBe("");
        life.Answer("rail", "confirmed").Answer("rail", "confirmed").Last.ShouldBe("");
        life.Answer("road", "confirmed").Answer("waterway", "confirmed").Last.ShouldBe("Confirmed");
        life.Answer("waterway", "confirmed").Last.ShouldBe("");
        life.Answer("waterway", "held").Last.ShouldBe("");
        life.Take(new Book("ann")).Last.ShouldBe("");
    }

    [Fact]
    public void Booking_twice_confirms_once()
    {
        var life = Life.Held().Answer("rail", "held").Answer("road", "held").Answer("waterway", "held");
        life.Take(new Book("ann")).Last.ShouldBe("confirm rail, confirm road, confirm waterway");
        life.Take(new Book("ann")).Last.ShouldBe("");
        life.Answer("rail", "confirmed").Answer("road", "confirmed").Answer("waterway", "confirmed").Last.ShouldBe("Confirmed");
        life.Take(new Book("ann")).Last.ShouldBe("");
        life.Answer("waterway", "confirmed").Last.ShouldBe("");
    }

    [Fact]
    public void Cancelling_while_confirming_gives_back_what_is_confirmed_and_what_is_confirmed_later()
    {
        var life = Life.Booked().Answer("rail", "held").Answer("road", "held").Answer("waterway", "held").Answer("rail", "confirmed");
        life.Take(new Cancel("ann", "changed mind", 700_00)).Last.ShouldBe("release rail, release road, release waterway");
        life.State.FeeFen.ShouldBe(0); // it was never confirmed
        life.Answer("road", "confirmed").Last.ShouldBe("release road");
        life.Answer("rail", "released").Answer("road", "released").Last.ShouldBe("");
        life.Answer("waterway", "released").Last.ShouldBe("Cancelled");
    }

    [Fact]
    public void Cancelling_twice_costs_once()
    {
        var life = Life.Confirmed().Take(new Cancel("ann", "first", 500)).Take(new Cancel("ann", "second", 900));
        life.Last.ShouldBe("");
        life.Answer("rail", "released")
            .Answer("road", "released")
            .Answer("waterway", "released")
            .Events.ShouldBe([new Cancelled("first", 500)]);
    }

    [Fact]
    public void A_leg_service_that_is_away_for_ten_minutes_only_delays_the_booking()
    {
        var life = Life.Booked().Answer("rail", "held").Answer("road", "held").Pass(10 * Minute);
        life.State.Status.ShouldBe(BookingStatus.Received);
        life.Answer("waterway", "held").Last.ShouldBe("confirm rail, confirm road, confirm waterway");
    }

    [Fact]
    public void A_leg_service_that_stays_away_ends_in_a_rejection_that_names_it()
    {
        var life = Life.Booked().Answer("rail", "held").Answer("road", "held").Pass(13 * Minute);
        life.State.Status.ShouldBe(BookingStatus.Rejected);
        life.State.Refusal!.Service.ShouldBe("waterway");
        life.State.Refusal.Constraint.ShouldBe("unavailable");
        life.Answer("rail", "released").Answer("road", "released").State.Settled.ShouldBeFalse("waterway may still wake up and hold");
        life.Answer("waterway", "held").Last.ShouldBe("release waterway");
        life.Answer("waterway", "released").Last.ShouldBe("Rejected");
    }

    [Fact]
    public void What_was_never_confirmed_needs_no_answer_for_ever()
    {
        var life = Life.Booked().Answer("rail", "refused").Answer("road", "released").Pass(60 * Minute);
        life.State.Settled.ShouldBeTrue("the hold, if there ever was one, has lapsed");
    }

    [Fact]
    public void A_service_that_stays_away_while_confirming_ends_soon_after_the_expiry()
    {
        var life = Life.Booked().Answer("rail", "held").Answer("road", "held").Answer("waterway", "held");
        life.Answer("rail", "confirmed").Answer("road", "confirmed").Pass(18 * Minute);
        life.State.Status.ShouldBe(BookingStatus.Rejected);
        life.State.Refusal!.Constraint.ShouldBe("unavailable");
        life.Answer("waterway", "confirmed").Last.ShouldBe("release waterway");
    }

    [Fact]
    public void A_hold_nobody_books_expires_even_if_nobody_says_so()
    {
        var life = Life.Held().Answer("rail", "held").Answer("road", "held").Answer("waterway", "held");
        life.State.HoldStatus.ShouldBe(HoldStatus.Held);
        life.Pass(16 * Minute).State.HoldStatus.ShouldBe(HoldStatus.Expired);
        life.Take(new Book("ann")).Last.ShouldBe("");
    }

    [Fact]
    public void A_movement_cancelled_between_hold_and_confirm_ends_the_booking()
    {
        var life = Life.Booked().Answer("rail", "held").Answer("road", "held").Answer("waterway", "held");
        life.Take(new PlanBroken("rail", "cancelled", 1, 2, "RL-1 is cancelled"))
            .Last.ShouldBe("release rail, release road, release waterway");
        life.State.Refusal!.Leg.ShouldBe(2);
    }

    [Fact]
    public void The_price_is_the_offers()
    {
        var plan = Plans.ThreeLegs();
        Life.Confirmed(plan).State.Current.Plan.PriceFen.ShouldBe(plan.PriceFen);
    }

    [Fact]
    public void A_new_plan_is_confirmed_before_the_old_is_given_back()
    {
        var life = Life.Confirmed().Take(new Amend("ann", Plans.Of(2, (Mode.Road, "RD-2"), (Mode.Air, "AR-1")), 0, "faster"));
        life.Last.ShouldBe("hold air, hold road");
        life.State.Status.ShouldBe(BookingStatus.PendingAmendment);
        life.Answer("air", "held").Answer("road", "held").Last.ShouldBe("confirm air, confirm road");
        life.Answer("air", "confirmed")
            .Answer("road", "confirmed")
            .Last.ShouldBe("release rail, release road, release waterway, Replanned");
        life.State.Status.ShouldBe(BookingStatus.Confirmed);
        life.State.Settled.ShouldBeFalse();
        life.Answer("rail", "released", 1).Answer("road", "released", 1).Answer("waterway", "released", 1).State.Settled.ShouldBeTrue();
    }

    [Fact]
    public void A_new_plan_without_room_leaves_the_old_one_standing()
    {
        var life = Life.Confirmed().Take(new Amend("ann", Plans.Of(2, (Mode.Road, "RD-2"), (Mode.Air, "AR-1")), 0, "faster"));
        life.Answer("air", "refused").Last.ShouldBe("release road");
        life.State.Status.ShouldBe(BookingStatus.Confirmed);
        life.State.Current.Number.ShouldBe(1);
        life.State.AmendmentRefusal!.Service.ShouldBe("air");
        life.Answer("road", "held").Last.ShouldBe("release road");
    }

    [Fact]
    public void A_part_that_serves_both_plans_is_neither_asked_for_twice_nor_given_back()
    {
        var life = Life.Confirmed()
            .Take(new Amend("ann", Plans.Of(1, (Mode.Road, "RD-1"), (Mode.Rail, "RL-1"), (Mode.Waterway, "WW-2")), 0, "later"));
        life.Last.ShouldBe("hold waterway");
        life.Answer("waterway", "held").Last.ShouldBe("confirm waterway");
        life.Answer("waterway", "confirmed").Last.ShouldBe("release waterway, Replanned");
        life.Answer("waterway", "released", 1).State.Settled.ShouldBeTrue();
    }

    [Fact]
    public void Cancelling_while_an_amendment_is_pending_gives_back_both()
    {
        var life = Life.Confirmed().Take(new Amend("ann", Plans.Of(1, (Mode.Road, "RD-1"), (Mode.Air, "AR-1")), 0, "faster"));
        life.Answer("air", "held")
            .Take(new Cancel("ann", "enough", 0))
            .Last.ShouldBe("release air, release rail, release road, release waterway");
    }

    [Fact]
    public void Trouble_is_told_once_and_ends_with_the_new_plan()
    {
        var life = Life.Confirmed().Take(new PlanBroken("rail", "cancelled", 1, 2, "RL-1 is cancelled"));
        life.Last.ShouldBe("AlternativesWanted");
        life.Take(new PlanBroken("rail", "cancelled", 1, 2, "RL-1 is cancelled")).Last.ShouldBe("");
        var plan = Plans.Of(1, (Mode.Road, "RD-9"));
        life.Take(new Alternatives("booking", [new Proposal(1, plan, 0, 0, 0, true, life.Now + Minute)], null));
        life.Last.ShouldBe("AlternativesProposed");
        life.Take(new Amend("ann", plan, 1, "accepted")).Answer("road", "held").Answer("road", "confirmed");
        life.State.Trouble.ShouldBeNull();
        life.State.Proposals.ShouldBeEmpty();
    }

    [Fact]
    public void A_way_out_is_promised_then_asked_for_then_there()
    {
        var life = Life.Confirmed().Take(new PlanBroken("rail", "cancelled", 1, 2, "RL-1 is cancelled"));
        var plan = Plans.Of(1, (Mode.Road, "RD-9"));
        life.Take(new Alternatives("booking", [new Proposal(1, plan, 0, 0, 0, true, life.Now + Minute)], null));
        var room = Need.Of(plan.Legs.Single()).ToArray();
        room.ShouldNotBeEmpty();
        ShouldClaim(room, []);
        Replanning.PromisedTo(life.State, life.Now + Minute).ShouldBeEmpty("it has lapsed");

        life.Take(new Amend("ann", plan, 1, "accepted"));
        ShouldClaim([], room);
        life.Answer("road", "held");
        ShouldClaim([], []);

        void ShouldClaim((string, int)[] promised, (string, int)[] asked)
        {
            Replanning.PromisedTo(life.State, life.Now).ShouldBe(promised);
            Replanning.AskedBy(life.State).ShouldBe(asked);
        }
    }

    [Fact]
    public void Room_that_a_carrier_takes_back_is_trouble_like_any_other()
    {
        var life = Life.Confirmed().Answer("rail", "released");
        life.Last.ShouldBe("AlternativesWanted");
        life.State.Status.ShouldBe(BookingStatus.Confirmed);
        life.State.Trouble!.Cause.ShouldBe("the room was released by rail");
    }

    [Fact]
    public void Cargo_that_has_arrived_completes_the_booking()
    {
        var life = Life.Confirmed().Pass(TimeSpan.FromDays(30));
        life.State.Status.ShouldBe(BookingStatus.Completed);
        life.Take(new Cancel("ann", "too late", 1)).State.Status.ShouldBe(BookingStatus.Completed);
    }

    [Theory]
    [InlineData(-7, 0)]
    [InlineData(-3, 75_000)]
    [InlineData(1, 300_000)]
    public void Cancelling_is_free_before_the_cutoff_and_costs_by_the_terms_after(int hoursFromDeparture, long fee)
    {
        var plan = Plans.ThreeLegs();
        CancellationTerms.Load().Fee(plan, plan.Departure.AddHours(hoursFromDeparture)).ShouldBe(fee);
    }

    [Fact]
    public void A_hold_id_is_the_same_every_time_and_different_for_every_plan_and_service()
    {
        var id = Guid.NewGuid();
        Room.HoldIdOf(id, 1, "rail").ShouldBe(Room.HoldIdOf(id, 1, "rail"));
        new[] { Room.HoldIdOf(id, 1, "rail"), Room.HoldIdOf(id, 2, "rail"), Room.HoldIdOf(id, 1, "road") }.Distinct().Count().ShouldBe(3);
    }
}
