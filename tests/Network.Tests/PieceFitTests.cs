using CsCheck;
using Shouldly;
using Xunit;

namespace Qujiang.Network.Tests;

public sealed class PieceFitTests
{
    private static readonly Gen<PieceSize> Size = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 40])
        .Select((l, w, h, kg) => new PieceSize(l, w, h, kg));

    [Fact]
    public void A_piece_fits_where_it_goes_one_way_or_turned_but_never_tipped() =>
        Gen.Select(Size, Size.Array[1, 3])
            .Sample(
                (piece, spaces) =>
                {
                    var turned = piece with { LengthCm = piece.WidthCm, WidthCm = piece.LengthCm };
                    var expected = spaces.Any(s => Within(piece, s) || Within(turned, s));
                    (PieceFit.Misfit(piece, spaces) is null).ShouldBe(expected);
                },
                iter: 20_000
            );

    [Fact]
    public void A_misfit_names_a_dimension_that_is_beyond_its_limit()
    {
        Gen.Select(Size, Size.Array[1, 3])
            .Sample(
                (piece, spaces) =>
                {
                    if (PieceFit.Misfit(piece, spaces) is { } misfit)
                    {
                        misfit.Actual.ShouldBeGreaterThan(misfit.Limit);
                        misfit.Space.ShouldBeInRange(0, spaces.Length - 1);
                    }
                }
            );
        PieceFit.Misfit(new(100, 50, 40, 5), [new(60, 60, 60, 60)]).ShouldBe(new PieceMisfit(0, "length", 60, 100));
        PieceFit.Misfit(new(50, 50, 90, 5), [new(20, 20, 20, 20), new(60, 60, 60, 60)]).ShouldBe(new PieceMisfit(1, "height", 60, 90));
        PieceFit.Misfit(new(50, 50, 50, 61), [new(60, 60, 60, 60)]).ShouldBe(new PieceMisfit(0, "weight", 60, 61));
        Should.Throw<ArgumentException>(() => PieceFit.Misfit(new(1, 1, 1, 1), []));
    }

    [Fact]
    public void What_is_smaller_fits_wherever_what_is_larger_does() =>
        Gen.Select(Size, Size, Size.Array[1, 3])
            .Sample(
                (piece, less, spaces) =>
                    PieceFit.Misfit(piece, spaces) is not null
                    || PieceFit.Misfit(
                        new(
                            Math.Min(piece.LengthCm, less.LengthCm),
                            Math.Min(piece.WidthCm, less.WidthCm),
                            Math.Min(piece.HeightCm, less.HeightCm),
                            Math.Min(piece.Kg, less.Kg)
                        ),
                        spaces
                    )
                        is null
            );

    private static bool Within(PieceSize piece, PieceSize space) =>
        piece.LengthCm <= space.LengthCm && piece.WidthCm <= space.WidthCm && piece.HeightCm <= space.HeightCm && piece.Kg <= space.Kg;
}
