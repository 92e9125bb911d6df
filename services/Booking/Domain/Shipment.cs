using Qujiang.Contracts.V1;
using Qujiang.Network;

namespace Qujiang.Booking.Domain;

/// <summary>What is moved, as the offer says it. Exactly one of boxes, pieces and bulk is there.</summary>
public sealed record OfferedShipment(
    CargoKind Kind,
    IReadOnlyList<OfferedBoxes>? Boxes = null,
    IReadOnlyList<OfferedPiece>? Pieces = null,
    int BulkKg = 0,
    string? Commodity = null,
    OfferedDangerousGoods? DangerousGoods = null,
    decimal? ReeferSetPointC = null,
    bool EmptyReturn = false
)
{
    /// <summary>Boxes, pieces, or one lot of bulk: what is lifted when the vehicle changes.</summary>
    public int Units =>
        Kind switch
        {
            CargoKind.Container => Boxes?.Sum(b => b.Count) ?? 0,
            CargoKind.Pieces => Pieces?.Sum(p => p.Count) ?? 0,
            _ => 1,
        };

    /// <summary>The leg with what is to ride it: the mode may have a say in how it stands and what it is.</summary>
    public HoldLeg Put(HoldLeg leg) =>
        leg with
        {
            Boxes = Boxes is null
                ? null
                :
                [
                    .. Boxes
                        .Select(b => (Of: b, As: Equipment.Find(b.Type)))
                        .Where(b => b.As is not null)
                        .Select(b => new HoldBoxes(b.As!.LengthFeet, b.Of.Count, b.Of.CargoKg + b.As.TareKg)),
                ],
            Cargo =
                Pieces is { Count: > 0 } || DangerousGoods is not null || ReeferSetPointC is not null
                    ? new HoldCargo(
                        Pieces is { Count: > 0 }
                            ? [.. Pieces.Select(p => new HoldPieces(p.Count, p.Kg, p.LengthCm, p.WidthCm, p.HeightCm))]
                            : null,
                        DangerousGoods?.All().Select(g => new HoldDangerousGoods(g.UnNumber, g.Class, g.PackingGroup)).ToList(),
                        ReeferSetPointC is not null
                    )
                    : null,
        };
}

/// <param name="CargoKg">In each, without the tare.</param>
/// <param name="CargoLengthCm">Of the cargo as stowed, with its width and height; null: within the container.</param>
public sealed record OfferedBoxes(
    string Type,
    int Count,
    int CargoKg,
    int? CargoLengthCm = null,
    int? CargoWidthCm = null,
    int? CargoHeightCm = null
);

/// <param name="Kg">Each.</param>
public sealed record OfferedPiece(int Count, int Kg, int LengthCm, int WidthCm, int HeightCm);

/// <param name="PackedWith">Others in the same containers or pieces.</param>
public sealed record OfferedDangerousGoods(
    string UnNumber,
    string Class,
    string? PackingGroup = null,
    IReadOnlyList<OfferedDangerousGoods>? PackedWith = null
)
{
    /// <summary>These and those packed with them.</summary>
    public IEnumerable<OfferedDangerousGoods> All() => [this, .. PackedWith ?? []];
}
