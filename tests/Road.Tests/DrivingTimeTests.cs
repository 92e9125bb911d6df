using CsCheck;
using Qujiang.Road.Physics;
using Shouldly;
using Xunit;

namespace Qujiang.Road.Tests;

public sealed class DrivingTimeTests
{
    private static readonly DriverPolicy Policy = new(240, 20, 480, 480, 65, 35, 60, 6);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(240, 240)] // arrives as the rest would begin
    [InlineData(241, 261)]
    [InlineData(480, 500)]
    [InlineData(481, 981)] // a night in place of the second rest
    [InlineData(720, 1220)]
    [InlineData(721, 1241)]
    [InlineData(960, 1480)]
    [InlineData(961, 1961)]
    public void Rests_fall_due_only_when_driving_goes_on(int driving, int expected) =>
        DrivingTime.GateToGate(driving, Policy).ShouldBe(expected);

    [Fact]
    public void It_is_what_a_driver_who_follows_the_rules_minute_by_minute_needs()
    {
        Gen.Select(Gen.Int[1, 3_000], Gen.Int[60, 300], Gen.Int[10, 60], Gen.Int[60, 1_440], Gen.Bool)
            .Sample(
                (driving, continuous, rest, daily, second) =>
                {
                    var policy = Policy with
                    {
                        ContinuousDrivingMinutes = continuous,
                        RestMinutes = rest,
                        DailyDrivingMinutes = daily,
                        SecondDriver = second,
                    };
                    var (clock, sinceRest, today) = (0, 0, 0);
                    for (var minute = 0; minute < driving; minute++)
                    {
                        if (!second && today == policy.DailyDrivingMinutes)
                        {
                            (clock, sinceRest, today) = (clock + policy.NightRestMinutes, 0, 0);
                        }
                        else if (sinceRest == policy.ContinuousDrivingMinutes)
                        {
                            (clock, sinceRest) = (clock + policy.RestMinutes, 0);
                        }

                        (clock, sinceRest, today) = (clock + 1, sinceRest + 1, today + 1);
                    }

                    DrivingTime.GateToGate(driving, policy).ShouldBe(clock);
                }
            );
    }

    [Fact]
    public void More_driving_never_takes_less()
    {
        Gen.Select(Gen.Int[1, 5_000], Gen.Int[0, 2_000])
            .Sample((driving, more) => DrivingTime.GateToGate(driving + more, Policy) >= DrivingTime.GateToGate(driving, Policy) + more);
    }

    [Fact]
    public void With_a_second_driver_the_truck_rests_and_never_stands_for_a_night() =>
        Gen.Select(Gen.Int[1, 5_000], Gen.Int[60, 720], Gen.Int[60, 1_440])
            .Sample(
                (driving, continuous, daily) =>
                {
                    var one = Policy with { ContinuousDrivingMinutes = continuous, DailyDrivingMinutes = daily };
                    var two = DrivingTime.GateToGate(driving, one with { SecondDriver = true });
                    two.ShouldBe(driving + ((driving - 1) / continuous * one.RestMinutes));
                    two.ShouldBeLessThanOrEqualTo(DrivingTime.GateToGate(driving, one));
                }
            );

    [Fact]
    public void Short_hops_are_slower()
    {
        DrivingTime.Driving(60, Policy).ShouldBe((60m * 60 / 35) + 6);
        DrivingTime.Driving(65, Policy).ShouldBe(60);
    }
}
