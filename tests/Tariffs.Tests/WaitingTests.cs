using CsCheck;
using Shouldly;
using Xunit;

namespace Qujiang.Tariffs.Tests;

/// <summary>What it costs to stand still: storage beyond the free days, and the plug of a refrigerated box.</summary>
public sealed class WaitingTests
{
    private static readonly Cargo Boxes = Cargo.OfContainers([new Box(20, 1, 10_000, 2_250), new Box(40, 3, 20_000, 3_900)]);
    private static readonly Cargo Cold = Cargo.OfContainers([new Box(40, 2, 20_000, 4_600, Reefer: true)]);

    [Fact]
    public void What_the_search_is_told_of_waiting_is_what_the_bill_says()
    {
        Gen.Select(Sample.Cargos, Sample.Legs, Gen.Int[0, 60_000])
            .Sample(
                (cargo, leg, minutes) =>
                {
                    var hours = Math.Round(minutes / 60m, 6);
                    var waiting = Evaluator.Waiting(Sample.Everything, cargo, leg.BoardKind, hours);
                    var (at, ready) = (leg with { WaitHours = hours }, leg);
                    Math.Abs(Fen(cargo, at) - Fen(cargo, ready) - waiting.Fen).ShouldBeLessThan(1e-9m);
                    Math.Abs(Grams(cargo, at) - Grams(cargo, ready) - waiting.Grams).ShouldBeLessThan(1e-9m);
                },
                iter: 20_000
            );
    }

    [Fact]
    public void Waiting_longer_never_costs_or_emits_less()
    {
        Gen.Select(Sample.Cargos, Sample.Pick(Sample.Kinds), Gen.Int[0, 2_000], Gen.Int[0, 500])
            .Sample(
                (cargo, kind, hours, more) =>
                {
                    var now = Evaluator.Waiting(Sample.Everything, cargo, kind, hours);
                    var later = Evaluator.Waiting(Sample.Everything, cargo, kind, hours + more);
                    later.Fen.ShouldBeGreaterThanOrEqualTo(now.Fen);
                    later.Grams.ShouldBeGreaterThanOrEqualTo(now.Grams);
                }
            );
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(48, 0)] // two days are free
    [InlineData(48.25, 3)] // three boxes of 40 ft; the 20 ft box is not in the rule
    [InlineData(72, 3)]
    [InlineData(72.5, 6)]
    public void Storage_counts_each_day_begun_after_the_free_ones(double hours, int boxDays)
    {
        var storage = Bill(Boxes, "SEAPORT", (decimal)hours).Where(c => c.Code == "STORAGE").ToList();
        storage.Sum(c => c.Quantity).ShouldBe(boxDays);
        storage.Sum(c => c.AmountFen).ShouldBe(boxDays * 40_00);
    }

    [Fact]
    public void Storage_is_charged_where_the_tariff_names_the_terminal() =>
        Bill(Boxes, "RIVER_PORT", 500).ShouldNotContain(c => c.Code == "STORAGE");

    [Fact]
    public void A_plug_runs_by_the_hour_from_the_first_hour_on()
    {
        var plug = Bill(Cold, "RIVER_PORT", 6).Single(c => c.Code == "PLUG");
        plug.ShouldSatisfyAllConditions(c => c.Quantity.ShouldBe(0.5m), c => c.UnitPrice.ShouldBe(200), c => c.AmountFen.ShouldBe(100_00));
        var line = Evaluator.Emissions(Sample.Everything, Cold, Leg("RIVER_PORT", 6)).Single(e => e.At == At.Wait);
        line.Grams.ShouldBe(35_640 / 2);
    }

    [Fact]
    public void The_plug_aboard_emits_as_long_as_it_runs()
    {
        var aboard = new LegFacts("RIVER_PORT", "SEAPORT", [new(100, 0, 36), new(20, 0, 12)]);
        var line = Evaluator.Emissions(Sample.Everything, Cold, aboard).Single(e => e is { At: At.Distance, Basis: Basis.PlugDay });
        line.Quantity.ShouldBe(4);
        line.Grams.ShouldBe(4 * 118_584);
    }

    private static LegFacts Leg(string kind, decimal hours) => new(kind, "RIVER_PORT", [new(100)], hours);

    private static IReadOnlyList<Charge> Bill(Cargo cargo, string kind, decimal hours) =>
        Evaluator.Price(Sample.Everything, cargo, Leg(kind, hours));

    private static decimal Fen(Cargo cargo, LegFacts leg) => Evaluator.Price(Sample.Everything, cargo, leg).Sum(c => c.UnroundedFen);

    private static decimal Grams(Cargo cargo, LegFacts leg) =>
        Evaluator.Emissions(Sample.Everything, cargo, leg).Sum(c => c.UnroundedGrams);
}
