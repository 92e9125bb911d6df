using System.Globalization;
using System.Text;
using Qujiang.Contracts.V1;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>A shipment as tariffs see it, its trucks counted by the truck that goes with it.</summary>
public static class Cargoes
{
    public static Cargo Of(Shipment shipment, TruckSize truck) =>
        shipment.EmptyReturn ? Carried(shipment, truck).WithReturn() : Carried(shipment, truck);

    /// <summary>Equal for shipments that cost the same everywhere.</summary>
    public static string Fingerprint(Shipment shipment)
    {
        var text = new StringBuilder();
        foreach (var b in shipment.Boxes.OrderBy(b => b.Equipment.Type, StringComparer.Ordinal).ThenBy(b => b.CargoKg).ThenBy(b => b.Count))
        {
            text.Append(CultureInfo.InvariantCulture, $"{b.Count}x{b.Equipment.Type}@{b.CargoKg}+{b.LostTeu100}/{b.Over != default};");
        }
        foreach (var p in shipment.Pieces)
        {
            text.Append(CultureInfo.InvariantCulture, $"{p.Count}x{p.LengthCm}x{p.WidthCm}x{p.HeightCm}@{p.Kg};");
        }
        return text.Append(
                CultureInfo.InvariantCulture,
                $"{shipment.BulkKg};{shipment.Dangerous?.Class};{shipment.Reefer};{shipment.EmptyReturn}"
            )
            .ToString();
    }

    private static Cargo Carried(Shipment shipment, TruckSize truck) =>
        shipment.Kind switch
        {
            CargoKind.Container => Cargo.OfContainers(
                shipment.Boxes.Select(b => new Box(
                    b.Equipment.LengthFeet,
                    b.Count,
                    b.CargoKg,
                    b.Equipment.TareKg,
                    shipment.Reefer && b.Equipment.Reefer,
                    b.Over != default,
                    b.LostTeu100
                )),
                shipment.Dangerous?.Class,
                truck
            ),
            CargoKind.Pieces => Cargo.OfPieces(
                shipment.Pieces.Select(p => new Tariffs.Piece(p.Count, p.Kg, p.LengthCm, p.WidthCm, p.HeightCm)),
                shipment.Dangerous?.Class,
                shipment.Reefer,
                truck
            ),
            _ => Cargo.OfBulk(shipment.BulkKg, shipment.Dangerous?.Class, truck),
        };
}
