using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;

namespace Qujiang.Routing.Quotes;

/// <summary>Smaller shipments, and how to ask for them: members of a JSON merge patch.</summary>
public static class ShipmentChanges
{
    /// <summary>The first so many boxes, pieces or tonnes of a shipment.</summary>
    public static Shipment Cut(Shipment shipment, int units)
    {
        if (shipment.Kind == CargoKind.Bulk)
        {
            return shipment with { BulkKg = units * 1000 };
        }
        var left = units;
        var boxes = new List<Boxes>();
        foreach (var b in shipment.Boxes)
        {
            boxes.Add(b with { Count = Math.Min(left, b.Count) });
            left -= boxes[^1].Count;
        }
        var pieces = new List<Piece>();
        foreach (var p in shipment.Pieces)
        {
            pieces.Add(p with { Count = Math.Min(left, p.Count) });
            left -= pieces[^1].Count;
        }
        return shipment with { Boxes = [.. boxes.Where(b => b.Count > 0)], Pieces = [.. pieces.Where(p => p.Count > 0)] };
    }

    public static JsonObject Equipment(Shipment shipment, Func<Boxes, Boxes> change) =>
        new() { ["equipment"] = new JsonArray([.. shipment.Boxes.Select(change).Select(b => (JsonNode)Shown(b))]) };

    private static JsonObject Shown(Boxes boxes)
    {
        var shown = new JsonObject
        {
            ["type"] = boxes.Equipment.Type,
            ["count"] = boxes.Count,
            ["cargoKg"] = boxes.CargoKg,
        };
        if (boxes.Size is { } size)
        {
            (shown["cargoLengthCm"], shown["cargoWidthCm"], shown["cargoHeightCm"]) = (size.LengthCm, size.WidthCm, size.HeightCm);
        }
        return shown;
    }

    public static JsonObject Pieces(Shipment shipment) =>
        new()
        {
            ["pieces"] = new JsonArray([
                .. shipment.Pieces.Select(p =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["count"] = p.Count,
                            ["kg"] = p.Kg,
                            ["lengthCm"] = p.LengthCm,
                            ["widthCm"] = p.WidthCm,
                            ["heightCm"] = p.HeightCm,
                        }
                ),
            ]),
        };
}
