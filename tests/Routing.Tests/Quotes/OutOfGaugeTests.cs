using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;
using TruckSize = Qujiang.Tariffs.TruckSize;

namespace Qujiang.Routing.Tests.Quotes;

/// <summary>What reaches beyond its container takes its neighbours' slots.</summary>
public sealed class OutOfGaugeTests
{
    private static readonly Equipment Rack = Equipment.Find("42P1")!;
    private static readonly Gauge Within = Rack.Gauge!.Value;

    [Fact]
    public void Height_loses_the_slot_above_and_width_one_beside_each_side()
    {
        Demand(0, 0, 0).ShouldBe(200);
        Demand(0, 0, 1).ShouldBe(400);
        Demand(0, 1, 0).ShouldBe(600);
        Demand(1, 0, 0).ShouldBe(400);
        Demand(1, 1, 1).ShouldBe(1_000);
    }

    [Fact]
    public void More_reach_never_takes_less_room_and_each_box_counts() =>
        Gen.Select(Gen.Int[0, 50], Gen.Int[0, 50], Gen.Int[0, 50], Gen.Int[0, 50], Gen.Int[1, 9])
            .Sample(
                (length, width, height, more, count) =>
                {
                    var one = Demand(length, width, height);
                    Demand(length, width, height, count).ShouldBe(count * one);
                    Demand(length + more, width, height).ShouldBeGreaterThanOrEqualTo(one);
                    Demand(length, width + more, height).ShouldBeGreaterThanOrEqualTo(one);
                    Demand(length, width, height + more).ShouldBeGreaterThanOrEqualTo(one);
                    Cargoes.Of(Load(length, width, height, count), TruckSize.Usual).Boxes[0].LostTeu100.ShouldBe(one - 200);
                }
            );

    [Fact]
    public void A_vessel_with_slots_for_the_box_alone_does_not_take_it()
    {
        var network = new SmallNetwork();
        var world = new PlanningWorld();
        var state = world.Load(network.Waterway);
        foreach (var movement in state.Movements.Values.Select(m => m.Published!).ToList())
        {
            var rules = movement.Rules with { MaxOverLengthCm = 50, MaxOverWidthCm = 50, MaxOverHeightCm = 50, MaxGrossKgPerBox = null };
            var tight = movement.Segments.Select(s => s with { Offered = s.Offered with { Teu100 = 599 } }).ToList();
            world.Follow(network.Waterway, state, movement with { Revision = movement.Revision + 1, Rules = rules, Segments = tight });
        }

        Ways(Load(0, 0, 10, 1)).ShouldBePositive(); // 200 and the 200 above
        Ways(Load(0, 10, 0, 1)).ShouldBe(0); // 600

        int Ways(Shipment shipment) =>
            world
                .Search.Find(PlanningWorld.Wish("QJP-DLZ", "ZPU-PRT", network.Start.AddDays(1), Mode.Waterway) with { Shipment = shipment })
                .Count;
    }

    private static int Demand(int length, int width, int height, int count = 1) => Load(length, width, height, count).Demand.Teu100;

    private static Shipment Load(int length, int width, int height, int count) =>
        new(
            [new Boxes(Rack, count, 15_000, new Gauge(Within.LengthCm + length, Within.WidthCm + width, Within.HeightCm + height))],
            [],
            0,
            null,
            null,
            null
        );
}
