using CsCheck;
using Qujiang.Air.Physics;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Shouldly;
using Xunit;

namespace Qujiang.Air.Tests;

/// <summary>What stands under the contour of a unit load device and passes the door of its hold.</summary>
public sealed class UldContourTests
{
    private static readonly Gen<Uld> Ulds = Gen.Select(
            Gen.Select(Gen.Int[50, 350], Gen.Int[50, 250], Gen.Int[10, 5_000]),
            Gen.Select(Gen.Int[60, 340], Gen.Int[60, 300]),
            Gen.Select(Gen.Int[20, 100], Gen.Int[1, 40]).Array[1, 4]
        )
        .Select(
            (size, door, steps) =>
            {
                var contour = new List<(int, int)>();
                var (height, length) = (0, size.Item1);
                foreach (var (up, inwards) in steps)
                {
                    (height, length) = (height + up, Math.Max(10, length - inwards));
                    contour.Add((height, length));
                }

                return new Uld("X", size.Item1, size.Item2, contour, size.Item3, door.Item1, door.Item2);
            }
        );

    [Fact]
    public void What_fits_a_gauge_stands_under_the_contour_and_passes_the_door() =>
        Gen.Select(Ulds, Gen.Int[1, 350], Gen.Int[1, 350], Gen.Int[1, 350])
            .Sample(
                (uld, length, width, height) =>
                {
                    var fits = Fit(UldContour.Gauges(uld), length, width, height, 1) is null;
                    fits.ShouldBe(Stands(uld, length, width, height) || Stands(uld, width, length, height));
                },
                iter: 20_000
            );

    [Theory]
    [InlineData("a320-belly", 140, 140, 105, 400, null)] // in a container
    [InlineData("a320-belly", 175, 100, 110, 120, null)] // loose
    [InlineData("a320-belly", 175, 100, 110, 400, "length")] // loose it is too heavy, for a container too long
    [InlineData("a320-belly", 120, 100, 160, 90, "height")]
    [InlineData("b737f", 300, 200, 118, 3_500, null)]
    [InlineData("b737f", 200, 210, 195, 2_000, null)]
    [InlineData("b737f", 300, 200, 195, 2_000, "height")] // so high the fuselage is not so wide
    [InlineData("b737f", 200, 200, 210, 2_000, "height")]
    [InlineData("b737f", 200, 200, 150, 4_001, "weight")]
    public void The_aircraft_of_the_hub_take(string aircraft, int length, int width, int height, int kg, string? misfit) =>
        (Fit(AirData.Load().State.Vehicles[aircraft].Rules.PieceGauges!, length, width, height, kg)?.Dimension).ShouldBe(misfit);

    [Fact]
    public void The_limits_by_dimension_are_the_most_of_the_gauges()
    {
        foreach (var aircraft in AirData.Load().State.Vehicles.Values)
        {
            var gauges = aircraft.Rules.PieceGauges!;
            (
                aircraft.Rules.MaxPieceKg,
                aircraft.Rules.MaxPieceLengthCm,
                aircraft.Rules.MaxPieceWidthCm,
                aircraft.Rules.MaxPieceHeightCm
            ).ShouldBe(
                (gauges.Max(g => g.Kg), gauges.Max(g => g.LengthCm), gauges.Max(g => g.WidthCm), gauges.Max(g => g.HeightCm)),
                aircraft.Id
            );
        }
    }

    private static PieceMisfit? Fit(IReadOnlyList<PieceGauge> gauges, int length, int width, int height, int kg) =>
        PieceFit.Misfit(new(length, width, height, kg), [.. gauges.Select(g => new PieceSize(g.LengthCm, g.WidthCm, g.HeightCm, g.Kg))]);

    /// <summary>As laid down, length across the fuselage: under the lowest step of the contour that is as high, and one side through the door.</summary>
    private static bool Stands(Uld uld, int length, int width, int height) =>
        height <= uld.DoorHeightCm
        && Math.Min(length, width) <= uld.DoorWidthCm
        && width <= uld.BaseWidthCm
        && uld.Contour.Any(step => height <= step.HeightCm && length <= step.LengthCm && length <= uld.BaseLengthCm);
}
