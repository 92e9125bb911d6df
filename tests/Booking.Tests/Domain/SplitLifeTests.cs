using Qujiang.Booking.Domain;

namespace Qujiang.Booking.Tests.Domain;

/// <summary>A booking that is one part of a split shipment.</summary>
public sealed class SplitLifeTests
{
    [Fact]
    public void A_part_that_has_its_room_waits_for_the_others_and_then_is_confirmed()
    {
        var life = Life.Part().Answer("rail", "held").Answer("road", "held").Answer("waterway", "held");
        life.Last.ShouldBe("");
        (life.State.Status, life.State.Phase, life.State.Decided).ShouldBe((BookingStatus.Received, Phase.Held, false));
        SplitRule.Next([life.State, Life.Part(2).State]).ShouldBe((null, false));
        SplitRule.Next([life.State, life.State]).ShouldBe((new AllPartsHeld(), false));
        life.Take(new AllPartsHeld()).Last.ShouldBe("confirm rail, confirm road, confirm waterway");
        life.Take(new AllPartsHeld()).Last.ShouldBe("");
        life.Answer("rail", "confirmed").Answer("road", "confirmed").Answer("waterway", "confirmed").Last.ShouldBe("Confirmed");
        SplitRule.Next([life.State, life.State]).ShouldBe((null, true));
    }

    [Fact]
    public void A_part_without_room_takes_the_others_with_it()
    {
        var held = Life.Part().Answer("rail", "held").Answer("road", "held").Answer("waterway", "held");
        var refused = Life.Part(2).Answer("rail", "refused");
        var (tell, decided) = SplitRule.Next([held.State, refused.State]);
        decided.ShouldBeTrue();
        held.Take(tell!).Last.ShouldBe("release rail, release road, release waterway");
        held.State.Status.ShouldBe(BookingStatus.Rejected);
        held.State.Refusal!.Constraint.ShouldBe("split");
        held.State.Reason.ShouldBe("part 2 of 2: leg 2 on RL-1: capacity (teu100)");
        held.Answer("rail", "released").Answer("road", "released").Answer("waterway", "released").Last.ShouldBe("Rejected");
        refused.Take(tell!).Last.ShouldBe("");
    }

    [Fact]
    public void A_part_confirmed_when_another_fails_to_be_is_cancelled_for_nothing()
    {
        var confirmed = Life.Part().Answer("rail", "held").Answer("road", "held").Answer("waterway", "held").Take(new AllPartsHeld());
        confirmed.Answer("rail", "confirmed").Answer("road", "confirmed").Answer("waterway", "confirmed");
        confirmed.Take(new OtherPartLost("part 2 of 2: RL-9 is cancelled")).Last.ShouldBe("release rail, release road, release waterway");
        (confirmed.State.Status, confirmed.State.FeeFen).ShouldBe((BookingStatus.Cancelled, 0));
        confirmed.Answer("rail", "released").Answer("road", "released").Answer("waterway", "released").Last.ShouldBe("Cancelled");
    }

    [Fact]
    public void A_part_that_waits_until_its_room_expires_is_rejected()
    {
        var life = Life.Part().Answer("rail", "held").Answer("road", "held").Answer("waterway", "held");
        life.Pass(TimeSpan.FromMinutes(16)).Last.ShouldBe("release rail, release road, release waterway");
        life.State.Status.ShouldBe(BookingStatus.Rejected);
        var expired = Life.Part().Answer("rail", "held").Answer("road", "held").Answer("waterway", "held").Answer("road", "expired");
        expired.State.Status.ShouldBe(BookingStatus.Rejected);
    }
}
