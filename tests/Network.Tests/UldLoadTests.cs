using CsCheck;
using Shouldly;
using Xunit;

namespace Qujiang.Network.Tests;

public sealed class UldLoadTests
{
    private static readonly UldShape Pallet = new(213, [new(120, 308), new(160, 270), new(200, 200)], 3_400, 9_500);
    private static readonly UldShape Container = new(142, [new(107, 146)], 1_000, 2_000);
    private static readonly LooseShape Hold = new(new(200, 110, 85, 150), 1_000, 4_000);

    private static readonly Gen<PieceLot> Lot = Gen.Select(
        Gen.Int[1, 330],
        Gen.Int[1, 230],
        Gen.Int[1, 210],
        Gen.Int[1, 3_600],
        Gen.Int[1, 60],
        (l, w, h, kg, n) => new PieceLot(new(l, w, h, kg), n)
    );

    private static readonly Gen<PieceLot[]> Lots = Lot.Array[1, 6];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(8, 2)]
    [InlineData(9, 3)]
    public void Crates_that_fit_a_pallet_four_at_a_time(int crates, int positions) =>
        // 150 x 100: two by two on 308 x 213; the second layer would reach 240 cm.
        UldLoad.DevicesFor([new(new(150, 100, 120, 500), crates)], Pallet).ShouldBe(positions);

    [Fact]
    public void Weight_fills_a_pallet_before_volume_does() => UldLoad.DevicesFor([new(new(60, 60, 60, 850), 8)], Pallet).ShouldBe(2); // four of 850 kg are 3,400 kg

    [Fact]
    public void What_is_small_goes_loose_and_takes_no_position_until_it_is_too_much()
    {
        PieceSize carton = new(60, 50, 40, 15); // 120 litres
        Count(1).ShouldBe(0);
        Count(33).ShouldBe(0); // 3,960 litres
        Count(34).ShouldBe(1);
        UldLoad.Positions([new(carton with { Kg = 151 }, 1)], [Pallet], Hold).ShouldBe(1); // too heavy for a pair of hands
        UldLoad.Positions([new(carton, 1)], [Pallet], null).ShouldBe(1);
        UldLoad.Positions([new(carton, 500)], [], Hold).ShouldBe(0); // an aircraft without devices counts kilograms and litres alone

        int Count(int cartons) => UldLoad.Positions([new(carton, cartons)], [Pallet], Hold);
    }

    [Fact]
    public void Never_fewer_than_weight_and_volume_need()
    {
        var litres = Pallet
            .Contour.Aggregate(
                (Sum: 0L, Below: 0),
                (a, s) => (a.Sum + ((long)(s.HeightCm - a.Below) * s.LengthCm * Pallet.WidthCm), s.HeightCm)
            )
            .Sum;
        Lots.Sample(lots =>
        {
            var devices = UldLoad.DevicesFor(lots, Pallet);
            // Of what goes on a pallet at all: a piece that does not has a position to itself.
            var fitting = lots.Where(l => UldLoad.PiecesOn(Pallet, l.Size) > 0).ToList();
            var kg = fitting.Sum(l => (long)l.Count * l.Size.Kg);
            var cm3 = fitting.Sum(l => (long)l.Count * l.Size.LengthCm * l.Size.WidthCm * l.Size.HeightCm);
            ((long)devices * Pallet.Kg).ShouldBeGreaterThanOrEqualTo(kg);
            (devices * litres).ShouldBeGreaterThanOrEqualTo(cm3);
            devices.ShouldBeLessThanOrEqualTo(lots.Sum(l => l.Count));
        });
    }

    [Fact]
    public void No_more_than_one_new_device_a_size_beyond_what_the_shares_come_to() =>
        Lots.Sample(lots =>
        {
            var shares = lots.Sum(l => (decimal)l.Count / Math.Max(1, UldLoad.PiecesOn(Pallet, l.Size)));
            var devices = UldLoad.DevicesFor(lots, Pallet);
            ((decimal)devices).ShouldBeGreaterThanOrEqualTo(Math.Ceiling(shares - 1e-9m));
            ((decimal)devices).ShouldBeLessThan(shares + lots.Length);
        });

    [Fact]
    public void More_larger_or_heavier_pieces_never_take_fewer_positions() =>
        Gen.Select(Lots, Lot, Gen.Int[0, 5], Gen.Int[0, 60], Gen.Int[0, 4])
            .Sample(
                (lots, more, which, by, dimension) =>
                {
                    var before = Count(lots);
                    Count([.. lots, more]).ShouldBeGreaterThanOrEqualTo(before);
                    var i = which % lots.Length;
                    var (size, count) = (lots[i].Size, lots[i].Count);
                    PieceLot[] grown = [.. lots];
                    grown[i] = dimension switch
                    {
                        0 => new(size with { LengthCm = size.LengthCm + by }, count),
                        1 => new(size with { WidthCm = size.WidthCm + by }, count),
                        2 => new(size with { HeightCm = size.HeightCm + by }, count),
                        3 => new(size with { Kg = size.Kg + by }, count),
                        _ => new(size, count + by),
                    };
                    Count(grown).ShouldBeGreaterThanOrEqualTo(before);

                    static int Count(PieceLot[] of) => UldLoad.Positions(of, [Pallet, Container], Hold);
                },
                iter: 20_000
            );

    [Fact]
    public void Turning_a_piece_on_its_base_changes_nothing() =>
        Lot.Sample(l =>
            UldLoad
                .PiecesOn(Pallet, l.Size)
                .ShouldBe(UldLoad.PiecesOn(Pallet, l.Size with { LengthCm = l.Size.WidthCm, WidthCm = l.Size.LengthCm }))
        );
}
