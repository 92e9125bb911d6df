using CsCheck;
using Shouldly;
using Xunit;

namespace Qujiang.Network.Tests;

public sealed class BoxPlacementTests
{
    private const int Payload = 60_000;

    private static readonly Gen<BoxLoad> Box = Gen.Select(Gen.Int[0, 3], Gen.Int[2_000, 30_480])
        .Select(
            (length, kg) =>
                new BoxLoad(
                    length switch
                    {
                        0 => 40,
                        1 => 45,
                        _ => 20,
                    },
                    kg
                )
        );

    [Fact]
    public void Every_box_stands_on_exactly_one_wagon_and_no_wagon_breaks_a_rule()
    {
        Gen.Select(Box.Array[0, 40], Gen.Int[30_480, 80_000], Gen.Int[1, 2])
            .Sample(
                (boxes, payload, tiers) =>
                {
                    var wagons = BoxPlacement.Place(boxes, payload, tiers)!;
                    wagons.SelectMany(w => w.Above is { } top ? [.. w.Below, top] : w.Below).ShouldBe(boxes, ignoreOrder: true);
                    foreach (var wagon in wagons)
                    {
                        wagon.Kg.ShouldBeLessThanOrEqualTo(payload);
                        wagon.Below.Count.ShouldBeInRange(1, 2);
                        if (wagon.Below.Count == 2)
                        {
                            wagon.Below.ShouldAllBe(b => b.LengthFeet == 20);
                            Math.Abs(wagon.Below[0].GrossKg - wagon.Below[1].GrossKg).ShouldBeLessThanOrEqualTo(BoxPlacement.BalanceKg);
                        }

                        if (wagon.Above is { } above)
                        {
                            tiers.ShouldBe(2);
                            above.LengthFeet.ShouldBeGreaterThan(20);
                            above.GrossKg.ShouldBeLessThanOrEqualTo(wagon.Below.Sum(b => b.GrossKg)); // the lighter on top
                            (wagon.Below.Count == 2 || wagon.Below[0].LengthFeet > 20).ShouldBeTrue();
                        }
                    }
                }
            );
    }

    [Fact]
    public void In_one_tier_no_other_placement_needs_fewer_wagons()
    {
        Gen.Select(Box.Array[0, 8], Gen.Int[30_480, 62_000])
            .Sample(
                (boxes, payload) =>
                    BoxPlacement
                        .Place(boxes, payload, 1)!
                        .Count.ShouldBe(boxes.Count(b => b.LengthFeet > 20) + Fewest(Shorts(boxes), payload)),
                iter: 3_000
            );

        static List<int> Shorts(BoxLoad[] boxes) => [.. boxes.Where(b => b.LengthFeet == 20).Select(b => b.GrossKg)];

        // Every way to pair the boxes.
        static int Fewest(List<int> kg, int payload)
        {
            if (kg.Count == 0)
            {
                return 0;
            }

            var rest = kg[1..];
            var fewest = 1 + Fewest(rest, payload);
            for (var i = 0; i < rest.Count; i++)
            {
                if (kg[0] + rest[i] <= payload && Math.Abs(kg[0] - rest[i]) <= BoxPlacement.BalanceKg)
                {
                    fewest = Math.Min(fewest, 1 + Fewest([.. rest[..i], .. rest[(i + 1)..]], payload));
                }
            }

            return fewest;
        }
    }

    [Fact]
    public void Stronger_wagons_and_a_second_tier_never_need_more_of_them_and_one_box_less_neither()
    {
        Gen.Select(Box.Array[1, 20], Gen.Int[30_480, 80_000], Gen.Int[0, 20_000])
            .Sample(
                (boxes, payload, more) =>
                {
                    var needed = BoxPlacement.Place(boxes, payload, 1)!.Count;
                    BoxPlacement.Place(boxes, payload + more, 1)!.Count.ShouldBeLessThanOrEqualTo(needed);
                    BoxPlacement.Place(boxes, payload, 2)!.Count.ShouldBeLessThanOrEqualTo(needed);
                    BoxPlacement.Place(boxes[1..], payload, 1)!.Count.ShouldBeLessThanOrEqualTo(needed);
                }
            );
    }

    [Fact]
    public void Heavy_boxes_do_not_share_a_wagon_though_weight_and_slots_would_do_for_all_of_them()
    {
        // 4 TEU and 93.4 t on two wagons of 2 TEU and 60 t each: but no two of the heavy ones go together, and the light one does not balance any.
        BoxLoad[] boxes = [new(20, 30_400), new(20, 30_400), new(20, 30_400), new(20, 2_200)];
        BoxPlacement.Check(boxes, 2, Payload, 1).ShouldBe(new Misplaced("wagons", 4, 2));
        BoxPlacement.Check(boxes, 4, Payload, 1).ShouldBeNull();
        BoxPlacement.Check([new(20, 30_000), new(20, 30_000)], 1, Payload, 1).ShouldBeNull();
        BoxPlacement.Check([new(20, 24_000), new(20, 14_000)], 1, Payload, 1).ShouldBeNull();
        BoxPlacement.Check([new(20, 24_000), new(20, 13_999)], 1, Payload, 1).ShouldBe(new Misplaced("wagons", 2, 1));
        BoxPlacement.Check([new(40, 61_000)], 1, Payload, 1).ShouldBe(new Misplaced("wagonKg", 61_000, 60_000));
    }

    [Fact]
    public void In_two_tiers_heavy_twenty_foot_boxes_lie_below_and_a_long_one_stands_on_them()
    {
        var wagon = BoxPlacement.Place([new(40, 20_000), new(20, 24_000), new(20, 26_000)], 78_000, 2)!.ShouldHaveSingleItem();
        wagon.Below.ShouldBe([new(20, 26_000), new(20, 24_000)]);
        wagon.Above.ShouldBe(new BoxLoad(40, 20_000));
    }
}
