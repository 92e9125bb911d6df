using Qujiang.Air.Physics;
using Qujiang.Contracts.V1;

namespace Qujiang.Air;

/// <summary>A class of aircraft: the room it offers and what it takes aboard, all of it in pieces.</summary>
/// <param name="Name">For people.</param>
/// <param name="Kind">Whether passengers ride above: some dangerous goods fly on one kind and not on the other.</param>
/// <param name="Kg">Payload offered for cargo, kilograms.</param>
/// <param name="Litres">Volume offered for cargo.</param>
/// <param name="UldPositions">Positions that unit load devices stand on.</param>
/// <param name="DangerousGoods">Classes taken, such as <c>3</c> or <c>2.2</c>; empty: none.</param>
/// <param name="Reefer">Whether cargo kept at a temperature is taken.</param>
/// <param name="MaxPieceKg">Heaviest piece, whatever its device or hold would bear.</param>
/// <param name="Spaces">Its devices and holds, at least one.</param>
public sealed record AircraftData(
    string Name,
    AircraftKind Kind,
    int Kg,
    int Litres,
    int UldPositions,
    IReadOnlyList<string> DangerousGoods,
    bool Reefer,
    int MaxPieceKg,
    IReadOnlyList<SpaceData> Spaces
);

/// <summary>A unit load device, or a hold loaded by hand; what a piece may stand in.</summary>
/// <param name="Name">IATA type code, such as <c>AKH</c>, or a word.</param>
/// <param name="Loose">A hold loaded by hand, not a device that stands on a position.</param>
/// <param name="BaseLengthCm">Usable length of its base across the fuselage, the side that the contour narrows.</param>
/// <param name="BaseWidthCm">Usable width of its base along the fuselage.</param>
/// <param name="Contour">Up to each height how much of the length is usable: heights ascending, lengths not.</param>
/// <param name="MaxPieceKg">Heaviest piece in it.</param>
/// <param name="Kg">What a device carries; of a hold, the most of one shipment.</param>
/// <param name="Litres">The same in litres.</param>
/// <param name="DoorWidthCm">Width of the door it is loaded through.</param>
/// <param name="DoorHeightCm">Height of that door.</param>
public sealed record SpaceData(
    string Name,
    bool Loose,
    int BaseLengthCm,
    int BaseWidthCm,
    IReadOnlyList<ContourStep> Contour,
    int MaxPieceKg,
    int Kg,
    int Litres,
    int DoorWidthCm,
    int DoorHeightCm
)
{
    /// <summary>As the physics takes it.</summary>
    public Uld ToUld() =>
        new(
            Name,
            BaseLengthCm,
            BaseWidthCm,
            [.. Contour.Select(s => (s.HeightCm, s.LengthCm))],
            MaxPieceKg,
            DoorWidthCm,
            DoorHeightCm,
            Loose,
            Kg,
            Litres
        );
}
