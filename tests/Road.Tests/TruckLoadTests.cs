using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.Road.Physics;
using Qujiang.Tariffs;
using Shouldly;
using Xunit;

namespace Qujiang.Road.Tests;

/// <summary>49 t on six axles, one 40 ft or two 20 ft boxes.</summary>
public sealed class TruckLoadTests
{
    private static readonly TruckWeights Truck = RoadData.Load().State.Weights;

    private static readonly Gen<HoldBoxes[]> Loads = Gen.Select(Gen.Bool, Gen.Int[1, 3], Gen.Int[2_000, 33_500])
        .Select((small, count, kg) => new HoldBoxes(small ? 20 : 40, count, kg))
        .Array[1, 4]
        .Where(boxes => boxes.Where(b => b.LengthFeet == 20).Sum(b => b.Count) <= 8);

    [Fact]
    public void What_a_truck_may_weigh_is_what_quotes_count_with()
    {
        Truck.BoxesKg.ShouldBe(33_500);
        TruckLoads.BoxesKg.ShouldBe(Truck.BoxesKg);
        TruckLoads.PayloadKg.ShouldBe(Truck.PayloadKg);
        TruckLoads.PieceLitres.ShouldBe(Truck.PieceLitres);
        RoadModule.Create().Lanes.ShouldAllBe(l => l.Rules.MaxGrossKgPerBox == Truck.BoxesKg);
    }

    [Fact]
    public void The_limit_is_met_to_the_kilogram()
    {
        TruckLoad.Trucks([new(40, 1, 33_500)], Truck).ShouldBe(1);
        TruckLoad.Trucks([new(40, 1, 33_501)], Truck).ShouldBeNull();
        TruckLoad.Trucks([new(20, 2, 16_750)], Truck).ShouldBe(1);
        TruckLoad.Trucks([new(20, 1, 16_750), new(20, 1, 16_751)], Truck).ShouldBe(2);
        (Truck with { GrossKg = 10_000 }).BoxesKg.ShouldBe(0);
    }

    [Fact]
    public void No_other_pairing_needs_fewer_trucks() =>
        Loads.Sample(boxes =>
            TruckLoad.Trucks(boxes, Truck).ShouldBe(boxes.Where(b => b.LengthFeet > 20).Sum(b => b.Count) + Fewest(Small(boxes)))
        );

    [Fact]
    public void More_cargo_never_takes_fewer_trucks_nor_does_a_lighter_limit() =>
        Gen.Select(Loads, Gen.Int[0, 3], Gen.Int[0, 10_000], Gen.Int[0, 10_000])
            .Sample(
                (boxes, which, moreKg, lessLimit) =>
                {
                    var trucks = TruckLoad.Trucks(boxes, Truck);
                    var at = which % boxes.Length;
                    var heavier = boxes.Select((b, i) => i == at ? b with { GrossKg = b.GrossKg + moreKg } : b).ToArray();
                    var more = boxes.Select((b, i) => i == at ? b with { Count = b.Count + 1 } : b).ToArray();
                    (TruckLoad.Trucks(heavier, Truck) ?? int.MaxValue).ShouldBeGreaterThanOrEqualTo(trucks!.Value);
                    TruckLoad.Trucks(more, Truck)!.Value.ShouldBeInRange(trucks.Value, trucks.Value + 1);
                    var weaker = Truck with { GrossKg = Truck.GrossKg - lessLimit };
                    (TruckLoad.Trucks(boxes, weaker) ?? int.MaxValue).ShouldBeGreaterThanOrEqualTo(trucks.Value);
                }
            );

    [Fact]
    public void A_truck_carries_no_more_than_its_share_of_the_cargo() =>
        Loads.Sample(boxes =>
        {
            var trucks = TruckLoad.Trucks(boxes, Truck)!.Value;
            var count = boxes.Sum(b => b.Count);
            trucks.ShouldBeInRange((count + 1) / 2, count);
            ((long)trucks * Truck.BoxesKg).ShouldBeGreaterThanOrEqualTo(boxes.Sum(b => (long)b.Count * b.GrossKg));
            Cargo.OfContainers(boxes.Select(b => new Box(b.LengthFeet, b.Count, b.GrossKg - 2_000, 2_000))).Trucks.ShouldBe(trucks);
        });

    [Fact]
    public void A_hold_of_too_few_trucks_or_too_heavy_a_box_names_the_truck()
    {
        Fits(200, new HoldBoxes(20, 2, 16_750)).ShouldBeNull();
        Fits(200, new HoldBoxes(20, 2, 16_751)).ShouldBe(new Misfit("weight", Dimension: "truckKg"));
        Fits(400, new HoldBoxes(20, 2, 16_751)).ShouldBeNull();
        Fits(600, new HoldBoxes(20, 1, 34_000)).ShouldBe(new Misfit("weight", Dimension: "truckKg"));
        TruckLoad.Misfit(new LaneFitRequest("L", new CapacityVector(200)), Truck, []).ShouldBeNull();

        static Misfit? Fits(int teu100, params HoldBoxes[] boxes) =>
            TruckLoad.Misfit(new LaneFitRequest("L", new CapacityVector(teu100), boxes), Truck, []);
    }

    [Fact]
    public void Pieces_need_the_trucks_that_quotes_count_and_never_fewer_of_smaller_ones() =>
        Gen.Select(Gen.Select(Gen.Int[1, 40], Gen.Int[1, 9_000], Gen.Int[10, 400]).Array[1, 4], Gen.Int[1, 30_000], Gen.Int[1, 80_000])
            .Sample(
                (pieces, payload, litres) =>
                {
                    HoldPieces[] held = [.. pieces.Select(p => new HoldPieces(p.Item1, p.Item2, p.Item3, p.Item3, 100))];
                    var trucks = TruckLoad.TrucksOfPieces(held, Truck);
                    trucks.ShouldBe(Cargo.OfPieces(held.Select(p => new Piece(p.Count, p.Kg, p.LengthCm, p.WidthCm, p.HeightCm))).Trucks);
                    TruckLoad
                        .TrucksOfPieces(held, Truck with { PayloadKg = payload, PieceLitres = litres })
                        .ShouldBeGreaterThanOrEqualTo(trucks);
                    Fits(trucks).ShouldBeNull();
                    Fits(trucks - 1).ShouldBe(new Misfit("weight", Dimension: "truckKg"));

                    Misfit? Fits(int asked) =>
                        TruckLoad.Misfit(new("L", new CapacityVector(asked * 200), Cargo: new HoldCargo(held)), Truck, []);
                }
            );

    [Fact]
    public void Dangerous_goods_of_a_class_that_trucks_do_not_take_are_refused_by_it()
    {
        var fuel = new LaneFitRequest("L", new CapacityVector(200), Cargo: new HoldCargo(DangerousGoods: [new("1203", "3", "II")]));
        TruckLoad.Misfit(fuel, Truck, ["3", "8"]).ShouldBeNull();
        TruckLoad.Misfit(fuel, Truck, ["8"]).ShouldBe(new Misfit("dangerousGoods", Dimension: "3"));
    }

    private static int[] Small(HoldBoxes[] boxes) =>
        [.. boxes.Where(b => b.LengthFeet <= 20).SelectMany(b => Enumerable.Repeat(b.GrossKg, b.Count))];

    /// <summary>The first box alone, or with each other one.</summary>
    private static int Fewest(int[] kg) =>
        kg.Length == 0
            ? 0
            : 1
                + Enumerable
                    .Range(1, kg.Length - 1)
                    .Where(i => kg[0] + kg[i] <= Truck.BoxesKg)
                    .Select(i => Fewest([.. kg.Where((_, j) => j != 0 && j != i)]))
                    .Append(Fewest(kg[1..]))
                    .Min();
}
