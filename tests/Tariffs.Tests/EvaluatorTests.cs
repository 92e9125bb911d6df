using CsCheck;
using Shouldly;
using Xunit;

namespace Qujiang.Tariffs.Tests;

public sealed class EvaluatorTests
{
    [Fact]
    public void Boarding_segments_and_alighting_add_up_to_the_whole()
    {
        Gen.Select(Sample.Cargos, Sample.Legs)
            .Sample(
                (cargo, leg) =>
                {
                    var priced = Sample.Everything.For(cargo);
                    var parts = leg.Segments.Aggregate(
                        priced.Board(leg.BoardKind) + priced.Alight(leg.AlightKind),
                        (sum, s) => sum + priced.Segment(s.Km, s.Passes, s.Hours, s.TollKm)
                    );
                    var fen = Evaluator.Price(Sample.Everything, cargo, leg).Sum(c => c.UnroundedFen);
                    var grams = Evaluator.Emissions(Sample.Everything, cargo, leg).Sum(e => e.UnroundedGrams);
                    Math.Abs(parts.Fen - fen).ShouldBeLessThan(1e-9m);
                    Math.Abs(parts.Grams - grams).ShouldBeLessThan(1e-9m);
                },
                iter: 20_000
            );
    }

    [Fact]
    public void More_distance_and_more_weight_never_cost_or_emit_less()
    {
        Gen.Select(Sample.Legs, Gen.Int[1, 5_000], Gen.Int[1, 26_000], Gen.Int[0, 2_000], Sample.Pick(20, 40))
            .Sample(
                (leg, moreKm, kg, moreKg, length) =>
                {
                    var longer = leg with { Segments = [.. leg.Segments, new LegSegment(moreKm)] };
                    var light = Cargo.OfContainers([new Box(length, 2, kg, 2_250)]);
                    var heavy = Cargo.OfContainers([new Box(length, 2, kg + moreKg, 2_250)]);
                    Total(light, longer).ShouldBeGreaterThanOrEqualTo(Total(light, leg));
                    Total(heavy, leg).ShouldBeGreaterThanOrEqualTo(Total(light, leg));
                    Grams(light, longer).ShouldBeGreaterThanOrEqualTo(Grams(light, leg));
                    Grams(heavy, leg).ShouldBeGreaterThanOrEqualTo(Grams(light, leg));
                }
            );
    }

    [Fact]
    public void Every_charge_is_quantity_times_unit_price_rounded_half_away_from_zero()
    {
        Gen.Select(Sample.Cargos, Sample.Legs)
            .Sample(
                (cargo, leg) =>
                {
                    foreach (var charge in Evaluator.Price(Sample.Everything, cargo, leg))
                    {
                        charge.AmountFen.ShouldBe((long)Math.Floor(charge.UnroundedFen + 0.5m));
                        var product = charge.Quantity * charge.UnitPrice * (charge.Basis == Basis.Percent ? 1 : 100);
                        Math.Abs(product - charge.UnroundedFen).ShouldBeLessThan(1e-9m, charge.Code);
                        charge.TariffVersion.ShouldBe(3);
                    }
                }
            );
    }

    [Theory]
    [InlineData(2.5, 3)]
    [InlineData(3.5, 4)]
    [InlineData(-2.5, -3)]
    [InlineData(2.4999, 2)]
    public void Rounding_is_half_away_from_zero(double amount, long expected) => Evaluator.Round((decimal)amount).ShouldBe(expected);

    [Theory]
    [InlineData(1, 30_00)] // minimum
    [InlineData(3, 30_00)]
    [InlineData(4, 36_00)] // 4 x 9
    [InlineData(35, 315_00)] // 35 x 9 < 45 x 7.2 = 324
    [InlineData(36, 324_00)] // both 324
    [InlineData(37, 324_00)] // the next break is cheaper
    [InlineData(44, 324_00)]
    [InlineData(45, 324_00)]
    [InlineData(46, 331_20)]
    [InlineData(75, 540_00)] // 75 x 7.2 = 100 x 5.4
    [InlineData(99, 540_00)]
    [InlineData(100, 540_00)]
    [InlineData(101, 545_40)]
    [InlineData(223, 1200_00)] // 300 x 4 = 1200 < 223 x 5.4
    [InlineData(222, 1198_80)]
    [InlineData(300, 1200_00)]
    [InlineData(301, 1204_00)]
    public void The_cheaper_of_the_own_and_the_next_break_applies(int kg, long fen)
    {
        var tariff = Sample.Tariff([Sample.Air((0, "9"), (45, "7.2"), (100, "5.4"), (300, "4"))]);
        var cargo = Cargo.OfPieces([new Piece(1, kg, 10, 10, 10)]);
        Evaluator.Price(tariff, cargo, new("AIRPORT", "AIRPORT", [new(400)])).ShouldHaveSingleItem().AmountFen.ShouldBe(fen);
    }

    [Fact]
    public void Light_cargo_pays_for_its_volume()
    {
        Cargo.OfPieces([new Piece(1, 10, 100, 100, 100)]).ChargeableKg.ShouldBe(166.67m, 0.01m);
        Cargo.OfPieces([new Piece(1, 500, 100, 100, 100)]).ChargeableKg.ShouldBe(500);
    }

    [Fact]
    public void Trucks_take_one_long_box_or_two_short_ones_that_a_chassis_carries()
    {
        Trucks(new Box(40, 3, 20_000, 3_900)).ShouldBe(3);
        Trucks(new Box(20, 2, 14_500, 2_250)).ShouldBe(1); // 16.75 t + 16.75 t
        Trucks(new Box(20, 1, 14_500, 2_250), new Box(20, 1, 14_501, 2_250)).ShouldBe(2);
        Trucks(new Box(20, 1, 24_000, 2_250), new Box(20, 1, 5_000, 2_250)).ShouldBe(1); // 26.25 + 7.25
        Trucks(new Box(20, 3, 10_000, 2_250)).ShouldBe(2);
        Trucks(new Box(20, 3, 10_000, 2_250), new Box(45, 1, 10_000, 4_800)).ShouldBe(3);
        Cargo.OfBulk(30_001).Trucks.ShouldBe(2);
        Cargo.OfPieces([new Piece(1, 10, 10, 10, 10)]).Trucks.ShouldBe(1);
        Cargo.OfPieces([new Piece(81, 10, 100, 100, 100)]).Trucks.ShouldBe(2);
    }

    [Fact]
    public void Another_truck_counts_by_what_it_carries_and_pieces_pay_for_their_share_of_it()
    {
        var small = new TruckSize(20_000, 10_000, 40_000);
        Cargo.OfContainers([new Box(20, 2, 8_000, 2_250)], truck: small).Trucks.ShouldBe(2);
        Cargo.OfContainers([new Box(20, 2, 7_750, 2_250)], truck: small).WithReturn().Trucks.ShouldBe(1);
        Cargo.OfBulk(30_001, truck: small).Trucks.ShouldBe(4);
        var pieces = Cargo.OfPieces([new Piece(60, 10, 100, 100, 100)], truck: small);
        (pieces.Trucks, pieces.TruckShare).ShouldBe((2, 1.5m));
    }

    [Fact]
    public void A_toll_counts_trucks_on_the_kilometres_that_take_one()
    {
        var tariff = Sample.Tariff([
            ChargeRule.Parse("LINEHAUL", "TRUCK_KM", "DISTANCE", "8.25", [], "550", null, null, new("test", Quality.E)),
            Sample.Rule("TOLL", "TRUCK_TOLL_KM", "DISTANCE", "1.75"),
        ]);
        var cargo = Cargo.OfContainers([new Box(40, 2, 20_000, 3_900)]);
        var charges = Evaluator.Price(tariff, cargo, new("WAREHOUSE", "SEAPORT", [new(335, 0, 0, 300)]));
        charges
            .Select(c => (c.Code, c.Quantity, c.UnitPrice, c.AmountFen))
            .ShouldBe([("LINEHAUL", 670, 8.25m, 5527_50), ("TOLL", 600, 1.75m, 1050_00)]);
        tariff.For(cargo).Leg("WAREHOUSE", "SEAPORT", 335, 0, 0, 300).Fen.ShouldBe(6577_50);
        Evaluator.Price(tariff, cargo, new("WAREHOUSE", "SEAPORT", [new(40)])).ShouldHaveSingleItem().AmountFen.ShouldBe(1100_00);
    }

    [Fact]
    public void Surcharges_pick_boxes_by_weight_and_by_what_reaches_beyond_them()
    {
        var tariff = Sample.Tariff([
            Sample.Rule("HEAVY", "BOX", "BOARD", "200", "grossKg=24000"),
            Sample.Rule("OUT_OF_GAUGE", "BOX", "BOARD", "500", "outOfGauge"),
            Sample.Rule("LOST_SLOT", "LOST_TEU_KM", "DISTANCE", "0.9"),
        ]);
        var cargo = Cargo.OfContainers([
            new Box(20, 3, 21_750, 2_250), // 24,000 kg: not heavier than that
            new Box(20, 2, 21_751, 2_250),
            new Box(40, 1, 10_000, 5_000, OutOfGauge: true, LostTeu100: 400),
        ]);
        Evaluator
            .Price(tariff, cargo, new("SEAPORT", "SEAPORT", [new(100)]))
            .Select(c => (c.Code, c.Quantity, c.AmountFen))
            .ShouldBe([("HEAVY", 2, 400_00), ("OUT_OF_GAUGE", 1, 500_00), ("LOST_SLOT", 400, 360_00)]);
        Evaluator.Price(tariff, Cargo.OfBulk(30_000), new("SEAPORT", "SEAPORT", [new(100)])).ShouldBeEmpty();
    }

    [Fact]
    public void Pieces_pay_for_the_share_of_a_truck_they_fill_but_at_least_the_minimum()
    {
        var rule = ChargeRule.Parse("LINEHAUL", "TRUCK_KM", "DISTANCE", "10", [], "550", null, null, new("test", Quality.E));
        var tariff = Sample.Tariff([rule]);
        Fen(Cargo.OfPieces([new Piece(1, 240, 80, 60, 60)]), 462).ShouldBe(550_00);
        Fen(Cargo.OfPieces([new Piece(10, 600, 100, 100, 100)]), 462).ShouldBe(924_00); // 6 of 30 t
        Fen(Cargo.OfPieces([new Piece(40, 50, 100, 100, 100)]), 462).ShouldBe(2310_00); // 40 of 80 m3
        Fen(Cargo.OfPieces([new Piece(1, 30_000, 100, 100, 100)]), 462).ShouldBe(4620_00);
        Fen(Cargo.OfBulk(6_000), 462).ShouldBe(4620_00);

        long Fen(Cargo cargo, decimal km) => Evaluator.Price(tariff, cargo, new("SHIPPER", "AIRPORT", [new(km)])).Sum(c => c.AmountFen);
    }

    [Fact]
    public void Heavier_or_bulkier_pieces_never_cost_less()
    {
        Gen.Select(Sample.Legs, Gen.Int[1, 20_000], Gen.Int[0, 5_000], Gen.Int[1, 300], Gen.Int[0, 100])
            .Sample(
                (leg, kg, moreKg, cm, moreCm) =>
                {
                    var small = Cargo.OfPieces([new Piece(3, kg, cm, 120, 100)]);
                    var large = Cargo.OfPieces([new Piece(3, kg + moreKg, cm + moreCm, 120, 100)]);
                    Total(large, leg).ShouldBeGreaterThanOrEqualTo(Total(small, leg));
                    Grams(large, leg).ShouldBeGreaterThanOrEqualTo(Grams(small, leg));
                }
            );
    }

    [Fact]
    public void A_minimum_along_the_way_counts_per_truck_and_only_for_whole_legs()
    {
        var rule = ChargeRule.Parse("LINEHAUL", "TRUCK_KM", "DISTANCE", "10", [], "550", null, null, new("test", Quality.E));
        var tariff = Sample.Tariff([rule, Sample.Percent("DG", "30", ["LINEHAUL"], "dg")]);
        tariff.WholeLegOnly.ShouldBeTrue();
        var cargo = Cargo.OfContainers([new Box(40, 2, 20_000, 3_900)], "3");
        var priced = tariff.For(cargo);
        foreach (var (km, fen) in new[] { (4m, 1100_00 * 1.3m), (55m, 1100_00 * 1.3m), (335m, 6700_00 * 1.3m) })
        {
            priced.Leg("WAREHOUSE", "SEAPORT", km).Fen.ShouldBe(fen);
            Evaluator.Price(tariff, cargo, new("WAREHOUSE", "SEAPORT", [new(km)])).Sum(c => c.UnroundedFen).ShouldBe(fen);
        }

        Evaluator.Price(tariff, cargo, new("WAREHOUSE", "SEAPORT", [new(4)]))[0].MinimumApplied.ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => priced.Segment(4));
    }

    [Fact]
    public void Conditions_pick_boxes_and_terminals()
    {
        var cargo = Cargo.OfContainers([new Box(20, 1, 10_000, 2_250), new Box(40, 2, 20_000, 4_600, Reefer: true)], "3");
        var charges = Evaluator.Price(Sample.Everything, cargo, new("SEAPORT", "RIVER_PORT", [new(100, 1, 12), new(50, 0, 12)]));
        charges.Where(c => c.Code == "LINEHAUL").Select(c => (c.Quantity, c.AmountFen)).ShouldBe([(150, 135_00), (300, 367_20)]);
        charges.Single(c => c.Code == "THC_LOAD").ShouldSatisfyAllConditions(c => c.Quantity.ShouldBe(3), c => c.UnitPrice.ShouldBe(490));
        charges.ShouldNotContain(c => c.Code == "THC_DISCHARGE");
        charges.Single(c => c.Code == "PLUG").ShouldSatisfyAllConditions(c => c.Quantity.ShouldBe(2), c => c.AmountFen.ShouldBe(400_00));
        charges.Single(c => c.Code == "LOCK").Quantity.ShouldBe(50);
        charges.Single(c => c.Code == "DG").Quantity.ShouldBe((13500 + 36720 + 147000) / 100m);
    }

    [Fact]
    public void Emissions_add_the_detour_once_a_leg_and_the_adjustment_to_all_of_it()
    {
        var line = Evaluator
            .Emissions(Sample.Everything, Cargo.OfBulk(2_000), new("RIVER_PORT", "RIVER_PORT", [new(100), new(5)]))
            .ShouldHaveSingleItem();
        line.Quantity.ShouldBe(2 * 200 * 1.15m);
        line.Grams.ShouldBe((long)Math.Round(2 * 200 * 1.15m * 29.3m));
    }

    [Fact]
    public void The_empty_return_is_the_tare_over_the_same_leg_the_other_way_round()
    {
        var tariff = Sample.Tariff(
            [],
            Sample.Emission("TONNE_KM", "DISTANCE", "30"),
            Sample.Emission("TONNE_KM", "DISTANCE", "6", 0, 1, "reefer"),
            Sample.Emission("PLUG_DAY", "DISTANCE", "50000", 0, 1, "reefer"),
            Sample.Emission("BOX", "BOARD", "11400", 0, 1, "terminal=SEAPORT"),
            Sample.Emission("BOX", "ALIGHT", "9000", 0, 1, "terminal=SEAPORT")
        );
        var cargo = Cargo.OfContainers([new Box(40, 2, 20_000, 4_600, Reefer: true)]).WithReturn();

        var lines = Evaluator.Emissions(tariff, cargo, new("SEAPORT", "RIVER_PORT", [new(100, 0, 24)], 12));

        lines
            .Select(l => (l.Activity, l.At, l.Grams))
            .ShouldBe([
                (Activity.Transport, At.Distance, 40 * 100 * 30),
                (Activity.Refrigeration, At.Distance, 40 * 100 * 6),
                (Activity.Refrigeration, At.Distance, 2 * 50_000),
                (Activity.HubOperation, At.Board, 2 * 11_400),
                (Activity.EmptyReturn, At.Distance, 92 * 10 * 30), // 2 x 4.6 t, and no cold
                (Activity.EmptyReturn, At.Alight, 2 * 9_000), // back at the seaport, where the way out began
            ]);
        Evaluator.Emissions(tariff, Cargo.OfBulk(1_000).WithReturn(), new("SEAPORT", "SEAPORT", [new(1)])).Count.ShouldBe(1);
    }

    private static int Trucks(params Box[] boxes) => Cargo.OfContainers(boxes).Trucks;

    private static decimal Total(Cargo cargo, LegFacts leg) => Evaluator.Price(Sample.Everything, cargo, leg).Sum(c => c.UnroundedFen);

    private static decimal Grams(Cargo cargo, LegFacts leg) =>
        Evaluator.Emissions(Sample.Everything, cargo, leg).Sum(c => c.UnroundedGrams);
}
