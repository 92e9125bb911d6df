using CsCheck;
using Qujiang.Rail.Physics;
using Shouldly;
using Xunit;

namespace Qujiang.Rail.Tests;

public sealed class TrainLoadTests
{
    private static readonly DateOnly Day = new(2026, 12, 1);

    private static readonly Gen<TrainShape> Trains = Gen.Select(
            Gen.Int[1, 60],
            Gen.Int[100, 300],
            Gen.Int[15_000, 30_000],
            Gen.Int[0, 50],
            Gen.Int[0, 4_000_000],
            Gen.Int[0, 12_000],
            Gen.Int[1, 2]
        )
        .Select((wagons, dm, tare, loco, kg, teu100, tiers) => new TrainShape(wagons, dm / 10m, tare, 4, tiers, loco, kg, teu100));

    private static readonly Gen<SectionLimit> Limits = Gen.Select(Gen.Int[0, 1_500], Gen.Int[0, 8_000])
        .Select((m, t) => new SectionLimit(m, t * 1000L));

    [Fact]
    public void What_is_offered_is_short_and_light_enough_and_one_wagon_more_would_not_be()
    {
        Gen.Select(Trains, Limits)
            .Sample(
                (train, limit) =>
                {
                    var offer = TrainLoad.Carry(train, limit);
                    offer.Wagons.ShouldBeInRange(0, train.Wagons);
                    (offer.Wagons == 0 || Fits(offer.Wagons)).ShouldBeTrue();
                    (offer.Wagons == train.Wagons || !Fits(offer.Wagons + 1)).ShouldBeTrue();
                    offer.Kg.ShouldBeInRange(0, train.Kg);
                    ((long)offer.Kg + ((long)offer.Wagons * train.WagonTareKg)).ShouldBeLessThanOrEqualTo(limit.TrailingKg!.Value);

                    bool Fits(int wagons) =>
                        train.LocomotiveM + (wagons * train.WagonLengthM) <= limit.TrackLengthM
                        && wagons * (train.WagonTareKg + ((decimal)train.Kg / train.Wagons)) <= limit.TrailingKg;
                }
            );
    }

    [Fact]
    public void A_longer_track_and_a_stronger_locomotive_never_carry_less()
    {
        Gen.Select(Trains, Limits, Limits)
            .Sample(
                (train, limit, more) =>
                {
                    var low = TrainLoad.Carry(train, limit);
                    var high = TrainLoad.Carry(train, new(limit.TrackLengthM + more.TrackLengthM, limit.TrailingKg + more.TrailingKg));
                    high.Kg.ShouldBeGreaterThanOrEqualTo(low.Kg);
                    high.Teu100.ShouldBeGreaterThanOrEqualTo(low.Teu100);
                    TrainLoad.Carry(train, default).ShouldBe(new TrainOffer(train.Wagons, train.Kg, train.Teu100));
                }
            );
    }

    [Fact]
    public void Stronger_axles_never_carry_less_and_no_axle_is_overloaded()
    {
        Gen.Select(Trains, Limits, Gen.Int[0, 40_000], Gen.Int[0, 20_000])
            .Sample(
                (train, limit, axle, more) =>
                {
                    var weak = TrainLoad.Carry(train, limit with { AxleLoadKg = axle });
                    var strong = TrainLoad.Carry(train, limit with { AxleLoadKg = axle + more });
                    strong.Kg.ShouldBeGreaterThanOrEqualTo(weak.Kg);
                    strong.Teu100.ShouldBeGreaterThanOrEqualTo(weak.Teu100);
                    TrainLoad.Carry(train, limit).Kg.ShouldBeGreaterThanOrEqualTo(strong.Kg);
                    if (weak.Kg > 0)
                    {
                        ((long)weak.Kg + ((long)weak.Wagons * train.WagonTareKg)).ShouldBeLessThanOrEqualTo(
                            (long)weak.Wagons * train.Axles * axle
                        );
                    }
                }
            );
    }

    [Fact]
    public void A_second_tier_is_carried_where_the_gauge_allows_it_and_the_wagons_take_it_and_weighs_nothing_more()
    {
        Gen.Select(Trains, Limits)
            .Sample(
                (train, limit) =>
                {
                    var (low, high) = (TrainLoad.Carry(train, limit), TrainLoad.Carry(train, limit with { DoubleStack = true }));
                    (high.Wagons, high.Kg).ShouldBe((low.Wagons, low.Kg));
                    high.Teu100.ShouldBeInRange(low.Teu100 * train.Tiers, (low.Teu100 * train.Tiers) + train.Tiers - 1);
                }
            );
    }

    [Fact]
    public void Two_sections_together_allow_no_more_than_either_in_whatever_order()
    {
        var limits = Gen.Select(Limits, Gen.Int[1_000, 50_000], Gen.Bool, Gen.Int[0, 7])
            .Select(
                (limit, axle, tiers, known) =>
                    new SectionLimit(
                        (known & 1) > 0 ? limit.TrackLengthM : null,
                        (known & 2) > 0 ? limit.TrailingKg : null,
                        (known & 4) > 0 ? axle : null,
                        tiers
                    )
            );
        Gen.Select(Trains, limits, limits, Gen.Int[0, 100])
            .Sample(
                (made, a, b, plugs) =>
                {
                    var train = made with { ReeferPlugs = plugs };
                    var (both, one, other) = (TrainLoad.Carry(train, a.And(b)), TrainLoad.Carry(train, a), TrainLoad.Carry(train, b));
                    both.Wagons.ShouldBe(Math.Min(one.Wagons, other.Wagons));
                    both.Kg.ShouldBeLessThanOrEqualTo(Math.Min(one.Kg, other.Kg));
                    both.Teu100.ShouldBeLessThanOrEqualTo(Math.Min(one.Teu100, other.Teu100));
                    both.ReeferPlugs.ShouldBeLessThanOrEqualTo(Math.Min(one.ReeferPlugs, other.ReeferPlugs));
                    TrainLoad.WagonKg(train, a.And(b)).ShouldBe(Math.Min(TrainLoad.WagonKg(train, a), TrainLoad.WagonKg(train, b)));
                    a.And(b).ShouldBe(b.And(a));
                    a.And(a).ShouldBe(a);
                    a.And(new(null, null, null, true)).ShouldBe(a);
                }
            );
    }

    [Fact]
    public void Plugs_go_with_their_wagons()
    {
        var train = RailData.Load().State.Fleet.Shape("block-train-90teu", Day)! with { ReeferPlugs = 45 };
        TrainLoad.Carry(train, new(315, null)).ShouldBe(new TrainOffer(20, 1_200_000, 4_000, 20));
        TrainLoad.Carry(train, new(null, null, 5_500)).ShouldBe(new TrainOffer(45, 0, 0)); // as heavy as the empty wagon
    }

    [Theory]
    [InlineData(850, null, 45, 2_700_000, 9_000)]
    [InlineData(665, null, 45, 2_700_000, 9_000)] // 35 + 45 x 14
    [InlineData(664, null, 44, 2_640_000, 8_800)]
    [InlineData(null, 3_690, 45, 2_700_000, 9_000)] // 45 x (22 + 60)
    [InlineData(null, 2_000, 24, 1_440_000, 4_800)]
    [InlineData(null, 0, 0, 0, 0)]
    public void A_train_of_45_wagons(int? metres, int? tonnes, int wagons, int kg, int teu100) =>
        TrainLoad
            .Carry(RailData.Load().State.Fleet.Shape("block-train-90teu", Day)!, new(metres, tonnes * 1000L))
            .ShouldBe(new TrainOffer(wagons, kg, teu100));

    [Fact]
    public void Every_train_of_the_data_has_a_shape_and_direct_trains_are_known_to_pass()
    {
        var module = RailModule.Create();
        var sections = Sections.Load(module);
        module.Lines.Select(l => l.Vehicle).Distinct().ShouldBeSubsetOf(RailData.Load().State.Fleet.All);
        var yiwu = sections.On("RAI-YIW-WST-YIW-SUX", Day)!.SelectMany(t => t.Lines).ToList();
        yiwu.ShouldContain("RL-YIW-BLR");
        yiwu.ShouldContain("RL-QZ-BLR-D");
        yiwu.ShouldContain("RL-CHR-JHS");
        yiwu.ShouldNotContain("RL-QZ-HZX");
        sections.On("RAI-QZR-EST-NDE-RAIL", Day)!.ShouldHaveSingleItem().Lines.ShouldBe(["RL-QZ-NDE", "RL-NDE-QZ"]);
        sections.On("RAI-NOWHERE", Day).ShouldBeNull();
        sections.On("HSR-JDE-QZ", Day).ShouldBeNull(); // passengers alone
    }
}
