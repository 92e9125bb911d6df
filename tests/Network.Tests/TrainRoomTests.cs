using CsCheck;
using Shouldly;
using Xunit;

namespace Qujiang.Network.Tests;

public sealed class TrainRoomTests
{
    private static readonly WagonShape Flat = new(200, 60_000, 1, 9_000);
    private static readonly WagonShape Well = new(200, 78_000, 2, 8_000);

    private static readonly Gen<BoxLoad> Box = Gen.Select(
        Gen.Int[0, 3],
        Gen.Int[2_000, 32_000],
        (length, kg) => new BoxLoad(length > 1 ? 20 : 40 + (5 * length), kg)
    );

    private static readonly Gen<WagonShape> Wagon = Gen.Select(Gen.Int[28_000, 80_000], Gen.Bool, Gen.Int[5, 50])
        .Select((kg, well, wagons) => new WagonShape(200, kg, well ? 2 : 1, wagons * 200));

    [Fact]
    public void Who_finds_the_places_free_finds_no_misfit_in_whatever_tiers_the_train_runs() =>
        Gen.Select(Box.Array[1, 60], Wagon, Gen.Int[0, 20_000], Gen.Bool)
            .Sample(
                (boxes, wagon, free, second) =>
                {
                    var offered = wagon.TrainTeu100 * (second ? wagon.Tiers : 1);
                    free = Math.Min(free, offered);
                    if (TrainRoom.PlacesFor(boxes, wagon) <= TrainRoom.FreePlaces(wagon, free))
                    {
                        TrainRoom.Misfit(boxes, wagon, offered, free).ShouldBeNull();
                    }
                }
            );

    [Fact]
    public void In_one_tier_who_does_not_find_them_is_refused() =>
        Gen.Select(Box.Array[1, 60], Wagon, Gen.Int[0, 20_000])
            .Sample(
                (boxes, wagon, free) =>
                {
                    wagon = wagon with { Tiers = 1 };
                    free = Math.Min(free, wagon.TrainTeu100);
                    var fits = TrainRoom.PlacesFor(boxes, wagon) <= TrainRoom.FreePlaces(wagon, free);
                    (TrainRoom.Misfit(boxes, wagon, wagon.TrainTeu100, free) is null).ShouldBe(fits);
                }
            );

    [Fact]
    public void A_box_more_or_a_weaker_wagon_never_needs_fewer_places_in_one_tier() =>
        Gen.Select(Box.Array[1, 40], Box, Gen.Int[32_000, 80_000], Gen.Int[0, 20_000])
            .Sample(
                (boxes, more, kg, less) =>
                {
                    var wagon = new WagonShape(200, kg, 1, 9_000);
                    var needed = TrainRoom.PlacesFor(boxes, wagon);
                    TrainRoom.PlacesFor([.. boxes, more], wagon).ShouldBeGreaterThanOrEqualTo(needed);
                    TrainRoom.PlacesFor(boxes, wagon with { Kg = kg - less }).ShouldBeGreaterThanOrEqualTo(needed);
                }
            );

    [Fact]
    public void Heavy_short_boxes_need_a_wagon_each_and_a_second_tier_is_two_places()
    {
        var heavy = Enumerable.Repeat(new BoxLoad(20, 30_400), 46).ToArray();
        TrainRoom.PlacesFor(heavy, Flat).ShouldBe(46);
        TrainRoom.FreePlaces(Flat, 9_000).ShouldBe(45);
        TrainRoom.Misfit(heavy, Flat, 9_000, 9_000).ShouldBe(new Misplaced("wagons", 46, 45));
        TrainRoom.PlacesFor([new(40, 60_001)], Flat).ShouldBe(int.MaxValue);
        TrainRoom.Misfit([new(40, 60_001)], Flat, 9_000, 9_000)!.Value.Dimension.ShouldBe("wagonKg");
        TrainRoom.PlacesFor([.. Enumerable.Repeat(new BoxLoad(40, 30_000), 80)], Well).ShouldBe(80); // 40 wagons in two tiers
        TrainRoom.FreePlaces(Well, 16_000).ShouldBe(80);
        TrainRoom.FreePlaces(Flat, 0).ShouldBe(0);
    }
}
