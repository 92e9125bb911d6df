using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.Network;
using Qujiang.Road.Physics;
using Qujiang.Tariffs;
using Shouldly;
using Xunit;

namespace Qujiang.Road.Tests;

/// <summary>49 t on six axles, one 40 ft or two 20 ft boxes.</summary>
public sealed class TruckLoadTests
{
    private static readonly TruckWeights Truck = RoadModule.Weights(typeof(RoadModule).Assembly);

    private static readonly Gen<HoldBoxes[]> Loads = Gen.Select(Gen.Bool, Gen.Int[1, 3], Gen.Int[2_000, 33_500])
        .Select((small, count, kg) => new HoldBoxes(small ? 20 : 40, count, kg))
        .Array[1, 4]
        .Where(boxes => boxes.Where(b => b.LengthFeet == 20).Sum(b => b.Count) <= 8);

    [Fact]
    public void What_a_truck_may_weigh_is_what_quotes_count_with()
    {
        Truck.BoxesKg.ShouldBe(33_500);
        TruckLoads.BoxesKg.ShouldBe(Truck.BoxesKg);
        var rows = CsvTable.Embedded(typeof(RoadModule).Assembly, "trucks.csv").Rows.ToDictionary(r => r["item"], r => r.Int("value"));
        TruckLoads.PayloadKg.ShouldBe(rows["payload_kg"]);
        TruckLoads.PieceLitres.ShouldBe(rows["piece_litres"]);
        RoadModule.Create(RoadModule.Lanes()).Lanes.ShouldAllBe(l => l.Rules.MaxGrossKgPerBox == Truck.BoxesKg);
    }

    [Fact]
    public void The_limit_is_met_to_the_kilogram()
    {
        TruckLoad.Trucks([new(40, 1, 33_500)], Truck).ShouldBe(1);
        TruckLoad.Trucks([new(40, 1, 33_501)], Truck).ShouldBeNull();
        TruckLoad.Trucks([new(20, 2, 16_750)], Truck).ShouldBe(1);
        TruckLoad.Trucks([new(20, 1, 16_750), new(20, 1, 16_751)], Truck).ShouldBe(2);
        new TruckWeights(10_000, 8_800, 6_700).BoxesKg.ShouldBe(0);
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
        TruckLoad.Misfit(new LaneFitRequest("L", new CapacityVector(200)), Truck).ShouldBeNull();

        static Misfit? Fits(int teu100, params HoldBoxes[] boxes) =>
            TruckLoad.Misfit(new LaneFitRequest("L", new CapacityVector(teu100), boxes), Truck);
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
