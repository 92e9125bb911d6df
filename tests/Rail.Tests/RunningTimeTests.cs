using CsCheck;
using Qujiang.Rail.Physics;
using Shouldly;
using Xunit;

namespace Qujiang.Rail.Tests;

public sealed class RunningTimeTests
{
    private static readonly Gen<(int Usual, int Now)[]> Ways = Gen.Select(Gen.Int[1, 2_880], Gen.Int[1, 2_880]).Array[0, 5];

    [Fact]
    public void A_slower_section_makes_no_train_earlier_and_no_train_is_faster_than_the_fastest()
    {
        Gen.Select(Gen.Int[1, 1_000], Gen.Int[1, 2_880], Ways, Gen.Int[0, 2_880])
            .Sample(
                (km, own, passed, more) =>
                {
                    var minutes = RunningTime.Minutes(km, own, passed);
                    minutes.ShouldBeGreaterThanOrEqualTo(RunningTime.Fastest(km));
                    RunningTime.Minutes(km, own + more, passed).ShouldBeGreaterThanOrEqualTo(minutes);
                    RunningTime.Minutes(km, own, [.. passed.Select(s => (s.Usual, s.Now + more))]).ShouldBeGreaterThanOrEqualTo(minutes);
                    if (own >= RunningTime.Fastest(km))
                    {
                        RunningTime.Minutes(km, own, [.. passed.Select(s => (s.Usual, s.Usual))]).ShouldBe(own);
                    }
                }
            );
    }

    [Theory]
    [InlineData(367, 540, 48, 108, 600)] // a direct train loses the hour that its section loses
    [InlineData(367, 540, 48, 18, 510)]
    [InlineData(160, 70, 48, 18, 60)] // but does not fly
    [InlineData(0.1, 1, 1, 1, 1)]
    public void A_train_over_one_section(double km, int own, int usual, int now, int minutes) =>
        RunningTime.Minutes((decimal)km, own, [(usual, now)]).ShouldBe(minutes);
}
