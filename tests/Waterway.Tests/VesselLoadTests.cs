using CsCheck;
using Qujiang.LegKernel;
using Qujiang.Waterway.Physics;
using Shouldly;
using Xunit;

namespace Qujiang.Waterway.Tests;

public sealed class VesselLoadTests
{
    private static readonly LegModule Module = WaterwayModule.Create();
    private static readonly Fleet Fleet = Fleet.Of(Module);
    private static readonly Dictionary<string, VesselData> Classes = Vessels
        .Seed()
        .ToDictionary(v => v.Id, v => v.Rows[0].Data, StringComparer.Ordinal);

    private static readonly DateTimeOffset Today = new(2026, 12, 1, 0, 0, 0, TimeSpan.FromHours(8));

    private static readonly Gen<VesselShape> Shapes = Gen.Select(
            Gen.Select(Gen.Int[1, 80], Gen.Int[1, 200_000]).Array[1, 8],
            Gen.Int[5, 15],
            Gen.Int[0, 15],
            Gen.Int[0, 4],
            Gen.Int[1, 20]
        )
        .Select(
            (steps, light, floor, tiers, slots) =>
            {
                var points = new List<DraftPoint> { new(light / 10m, 0) };
                foreach (var (cm, kg) in steps)
                {
                    points.Add(new(points[^1].DraftM + (cm / 100m), points[^1].PayloadKg + kg));
                }

                return new VesselShape(points, floor / 10m, tiers, slots);
            }
        );

    private static readonly Gen<decimal> Metres = Gen.Int[0, 1_500].Select(cm => cm / 100m);

    [Fact]
    public void Deeper_water_and_higher_bridges_never_carry_less()
    {
        Gen.Select(Shapes, Metres, Metres, Metres, Metres)
            .Sample(
                (vessel, depth, deeper, clearance, higher) =>
                {
                    var low = VesselLoad.Carry(vessel, new(depth, clearance));
                    var high = VesselLoad.Carry(vessel, new(depth + deeper, clearance + higher));
                    var free = VesselLoad.Carry(vessel, default);
                    high.Kg.ShouldBeInRange(low.Kg, free.Kg);
                    high.Teu100.ShouldBeInRange(low.Teu100, free.Teu100);
                    low.Kg.ShouldBeGreaterThanOrEqualTo(0);
                }
            );
    }

    [Fact]
    public void Higher_water_carries_no_less_weight_and_no_more_tiers()
    {
        Gen.Select(Shapes, Metres, Metres, Gen.Int[0, 500])
            .Sample(
                (vessel, depth, clearance, cm) =>
                {
                    var usual = new WaterLevel(depth, clearance);
                    VesselLoad.Carry(vessel, usual.Raised(cm / 100m)).Kg.ShouldBeGreaterThanOrEqualTo(VesselLoad.Carry(vessel, usual).Kg);
                    // Tiers by the bridges alone: a vessel aground carries none.
                    var bridges = usual with
                    {
                        DepthM = null,
                    };
                    VesselLoad
                        .Carry(vessel, bridges.Raised(cm / 100m))
                        .Teu100.ShouldBeLessThanOrEqualTo(VesselLoad.Carry(vessel, bridges).Teu100);
                    usual.Raised(cm / 100m).Raised(-cm / 100m).ShouldBe(usual);
                }
            );
    }

    [Fact]
    public void The_table_is_met_at_its_points_and_bounded_between_them()
    {
        Gen.Select(Shapes, Gen.Int[0, 7], Gen.Int[0, 100])
            .Sample(
                (vessel, i, percent) =>
                {
                    var at = i % (vessel.Drafts.Count - 1);
                    var (a, b) = (vessel.Drafts[at], vessel.Drafts[at + 1]);
                    VesselLoad.Payload(vessel.Drafts, a.DraftM).ShouldBe(a.PayloadKg);
                    VesselLoad.Payload(vessel.Drafts, b.DraftM).ShouldBe(b.PayloadKg);
                    VesselLoad
                        .Payload(vessel.Drafts, a.DraftM + ((b.DraftM - a.DraftM) * percent / 100))
                        .ShouldBeInRange(a.PayloadKg, b.PayloadKg);
                }
            );
    }

    [Fact]
    public void The_shapes_of_the_data_ascend_and_carry_at_full_water_what_their_class_offers()
    {
        foreach (var (vessel, data) in Classes.Where(v => v.Value.Shape is not null))
        {
            var shape = data.Shape!;
            shape.Drafts[0].PayloadKg.ShouldBe(0, vessel);
            foreach (var (a, b) in shape.Drafts.Zip(shape.Drafts.Skip(1)))
            {
                b.DraftM.ShouldBeGreaterThan(a.DraftM, vessel);
                b.PayloadKg.ShouldBeGreaterThan(a.PayloadKg, vessel);
            }

            VesselLoad.Carry(shape, default).ShouldBe(new Load(data.Kg, data.Teu100), vessel);
        }
    }

    [Theory]
    [InlineData(3.0, 700_000, 3_600)]
    [InlineData(2.7, 700_000, 3_600)] // just the full draft of 2.4 m and 0.3 m under the keel
    [InlineData(2.3, 525_000, 3_600)]
    [InlineData(2.1, 432_500, 3_600)]
    [InlineData(1.1, 0, 0)] // aground at its light draft
    public void A_container_barge_by_depth(double depth, int kg, int teu100) =>
        VesselLoad.Carry(Classes["barge-36teu"].Shape!, new((decimal)depth, null)).ShouldBe(new Load(kg, teu100));

    [Theory]
    [InlineData(12, 3_600)]
    [InlineData(8.8, 3_600)] // 3 x 2.896 + 0.3 - 0.2 (floor below the water line)
    [InlineData(8.7, 2_400)]
    [InlineData(5.8, 1_200)]
    [InlineData(2.9, 0)]
    public void A_container_barge_by_bridge(double clearance, int teu100) =>
        VesselLoad.Carry(Classes["barge-36teu"].Shape!, new(null, (decimal)clearance)).Teu100.ShouldBe(teu100);

    [Fact]
    public void Every_vessel_class_on_a_reach_has_a_shape_and_a_sea_passage_is_no_reach()
    {
        Fleet.On("WAT-JDE-MCG-TON-RIV", Today)!.Select(v => v.Vessel).ShouldBe(["barge-36teu", "motor-vessel-900t"]);
        Fleet.On("WAT-HAZ-QTP-SXG-RIV", Today)!.ShouldHaveSingleItem().Lines.ShouldBe(["WW-HYC", "WW-HYC-W"]);
        Fleet.On("SEA-ZPU-PRT-BLG-PRT", Today).ShouldBeNull();
        Fleet.On("WAT-NOWHERE", Today).ShouldBeNull();
    }
}
