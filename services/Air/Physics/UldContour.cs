using Qujiang.Contracts.V1;

namespace Qujiang.Air.Physics;

/// <summary>A unit load device, or a hold, as an aircraft takes it.</summary>
/// <param name="Name">IATA type code, such as <c>AKH</c>, or a word.</param>
/// <param name="BaseLengthCm">Usable length of its base across the fuselage, the side that the contour narrows.</param>
/// <param name="BaseWidthCm">Usable width of its base along the fuselage.</param>
/// <param name="Contour">Up to each height how much of the length is usable: heights ascending, lengths not.</param>
/// <param name="MaxPieceKg">Heaviest piece.</param>
/// <param name="DoorWidthCm">Width of the door it is loaded through.</param>
/// <param name="DoorHeightCm">Height of that door.</param>
/// <param name="Loose">A hold loaded by hand, not a device that stands on a position.</param>
/// <param name="Kg">What a device carries; of a hold, the most of one shipment.</param>
/// <param name="Litres">The same in litres.</param>
public sealed record Uld(
    string Name,
    int BaseLengthCm,
    int BaseWidthCm,
    IReadOnlyList<(int HeightCm, int LengthCm)> Contour,
    int MaxPieceKg,
    int DoorWidthCm,
    int DoorHeightCm,
    bool Loose = false,
    int Kg = 0,
    int Litres = 0
);

/// <summary>What stands under the curve of a fuselage. Pure.</summary>
public static class UldContour
{
    /// <summary>
    /// The boxes under the contour, each as long as is usable at its height. A piece passes a door with one side of its base first, so of its base one side at least
    /// is within the door; and no piece is higher than the door.
    /// </summary>
    public static IReadOnlyList<PieceGauge> Gauges(Uld uld) =>
        [
            .. uld.Contour.Select(step =>
            {
                var (length, width) = (Math.Min(step.LengthCm, uld.BaseLengthCm), uld.BaseWidthCm);
                var (longer, shorter) = (Math.Max(length, width), Math.Min(length, width));
                return new PieceGauge(
                    $"{uld.Name} up to {step.HeightCm} cm",
                    longer,
                    Math.Min(shorter, uld.DoorWidthCm),
                    Math.Min(step.HeightCm, uld.DoorHeightCm),
                    uld.MaxPieceKg
                );
            }),
        ];

    /// <summary>What an aircraft with these takes on its positions; null where it has no devices: then pieces take none.</summary>
    public static UldRules? Rules(IEnumerable<Uld> ulds)
    {
        var all = ulds.ToList();
        return all.TrueForAll(u => u.Loose)
            ? null
            : new(
                [
                    .. all.Where(u => !u.Loose)
                        .Select(u => new UldDevice(
                            u.Name,
                            u.BaseWidthCm,
                            [.. u.Contour.Select(s => new ContourStep(s.HeightCm, Math.Min(s.LengthCm, u.BaseLengthCm)))],
                            u.Kg,
                            u.Litres
                        )),
                ],
                all.Find(u => u.Loose) is { } hold ? new LooseHold(Gauges(hold)[0], hold.Kg, hold.Litres) : null
            );
    }
}
