using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Qujiang.Tariffs.Tests;

public sealed class ValidationTests
{
    [Fact]
    public void The_sample_is_sound() => Sample.Everything.Validate().ShouldBeEmpty();

    [Fact]
    public void Each_mistake_is_named()
    {
        Problem(Sample.Rule("X", "BOX_KM", "BOARD", "1")).ShouldContain("BOX_KM cannot arise at BOARD");
        Problem(Sample.Rule("X", "BOX", "DISTANCE", "1")).ShouldContain("BOX cannot arise at DISTANCE");
        Problem(Sample.Rule("X", "BOX", "BOARD", "-1")).ShouldContain("negative");
        Problem(Sample.Rule("X", "TRUCK", "BOARD", "1", "length=20")).ShouldContain("length");
        Problem(Sample.Rule("X", "BOX_KM", "DISTANCE", "1", "terminal=SEAPORT")).ShouldContain("terminal");
        Problem(Sample.Rule("X", "BOX_DAY", "BOARD", "1")).ShouldContain("BOX_DAY cannot arise at BOARD");
        Problem(Sample.Rule("X", "BOX", "WAIT", "1")).ShouldContain("BOX cannot arise at WAIT");
        Problem(Sample.Wait("X", "BOX_DAY", "1", -1)).ShouldContain("free days");
        Problem(Sample.Rule("X", "BOX", "BOARD", "1") with { FreeDays = 2 }).ShouldContain("free days");
        Problem(Sample.Wait("X", "BOX_DAY", "1", 0) with { Minimum = 5 }).ShouldContain("minimum");
        Sample
            .Tariff([Sample.Wait("X", "BOX_DAY", "1", 0), Sample.Percent("P", "5", ["X"])])
            .Validate()
            .ShouldHaveSingleItem()
            .ShouldContain("no charge X");
        Sample.Tariff([], Sample.Emission("TONNE_KM", "WAIT", "1")).Validate().ShouldHaveSingleItem().ShouldContain("cannot arise at WAIT");
        Problem(Sample.Rule("X", "TRUCK", "BOARD", "1", "grossKg=24000")).ShouldContain("weight");
        Problem(Sample.Rule("X", "SHIPMENT", "BOARD", "1", "outOfGauge")).ShouldContain("size");
        Problem(Sample.Rule("X", "TRUCK_TOLL_KM", "BOARD", "1")).ShouldContain("TRUCK_TOLL_KM cannot arise at BOARD");
        Problem(Sample.Rule("X", "TRUCK_TOLL_KM", "DISTANCE", "1") with { Minimum = 5 }).ShouldContain("no minimum");
        Problem(Sample.Air((45, "3"))).ShouldContain("start at 0");
        Problem(Sample.Air((0, "3"), (45, "4"))).ShouldContain("ascend");
        Problem(Sample.Percent("X", "5", ["NONE"])).ShouldContain("no charge NONE");
        Problem(Sample.Rule("", "BOX", "BOARD", "1")).ShouldContain("no code");
        Sample.Tariff([], Sample.Emission("TRUCK", "BOARD", "1")).Validate().ShouldHaveSingleItem().ShouldContain("TRUCK cannot arise");
        (Sample.Everything with { ValidTo = DateTimeOffset.UnixEpoch }).Validate().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("weather=fine")]
    [InlineData("length=")]
    [InlineData("length=long")]
    [InlineData("cargo=GOLD")]
    [InlineData("reefer=yes")]
    [InlineData("grossKg=")]
    [InlineData("grossKg=-1")]
    [InlineData("grossKg=1|2")]
    [InlineData("grossKg=99999999999")]
    [InlineData("outOfGauge=50")]
    [InlineData("")]
    public void Unknown_conditions_do_not_parse(string part) => Should.Throw<FormatException>(() => Condition.Parse([part]));

    [Fact]
    public void A_condition_given_twice_does_not_parse() => Should.Throw<FormatException>(() => Condition.Parse(["dg", "dg=3"]));

    [Fact]
    public void Cargo_of_nothing_is_refused()
    {
        Should.Throw<ArgumentException>(() => Cargo.OfContainers([]));
        Should.Throw<ArgumentException>(() => Cargo.OfPieces([new Piece(0, 1, 1, 1, 1)]));
        Should.Throw<ArgumentException>(() => Cargo.OfBulk(0));
    }

    [Fact]
    public void Validity_is_half_open()
    {
        var tariff = Sample.Everything with { ValidFrom = DateTimeOffset.UnixEpoch, ValidTo = DateTimeOffset.UnixEpoch.AddDays(1) };
        tariff.AppliesAt(DateTimeOffset.UnixEpoch).ShouldBeTrue();
        tariff.AppliesAt(DateTimeOffset.UnixEpoch.AddDays(1)).ShouldBeFalse();
    }

    [Fact]
    public void Pricing_five_thousand_parts_of_a_new_shipment_takes_milliseconds_and_allocates_nothing()
    {
        var cargo = Cargo.OfContainers([new Box(40, 2, 20_000, 3_900)]);
        var best = TimeSpan.MaxValue;
        var allocated = long.MaxValue;
        for (var round = 0; round < 50; round++)
        {
            var clock = Stopwatch.StartNew();
            var priced = Sample.Everything.For(cargo);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var sum = default(Part);
            for (var i = 0; i < 5_000; i++)
            {
                sum += priced.Leg("RIVER_PORT", "SEAPORT", 100 + i, 1, 5);
            }

            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, clock.Elapsed.Ticks));
            sum.Fen.ShouldBeGreaterThan(0);
        }

        TestContext.Current.SendDiagnosticMessage(
            $"5,000 whole legs priced in {best.TotalMilliseconds:F2} ms (best of 50), {allocated} bytes"
        );
        allocated.ShouldBe(0);
        best.ShouldBeLessThan(TimeSpan.FromMilliseconds(50));
    }

    private static string Problem(ChargeRule rule) => Sample.Tariff([rule]).Validate().ShouldHaveSingleItem();
}
