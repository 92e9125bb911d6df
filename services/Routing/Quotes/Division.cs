using Qujiang.Contracts.V1;

namespace Qujiang.Routing.Quotes;

/// <summary>A shipment as units that can travel apart: boxes, pieces, or tonnes of bulk, numbered from 0 in the order of the request.</summary>
public static class Division
{
    private const int BulkUnitKg = 1_000;

    public static int Units(Shipment shipment) =>
        shipment.Kind switch
        {
            CargoKind.Container => shipment.Boxes.Sum(b => b.Count),
            CargoKind.Pieces => shipment.Pieces.Sum(p => p.Count),
            _ => (shipment.BulkKg + BulkUnitKg - 1) / BulkUnitKg,
        };

    /// <summary>So many units of a shipment.</summary>
    public static Shipment Take(Shipment shipment, int first, int count) =>
        shipment with
        {
            Boxes = [.. Overlaps(shipment.Boxes, b => b.Count, first, count).Select(o => o.Item with { Count = o.Count })],
            Pieces = [.. Overlaps(shipment.Pieces, p => p.Count, first, count).Select(o => o.Item with { Count = o.Count })],
            BulkKg = Math.Min(shipment.BulkKg, (first + count) * BulkUnitKg) - Math.Min(shipment.BulkKg, first * BulkUnitKg),
        };

    /// <summary>One unit of each kind: what takes this takes every part, as far as room goes.</summary>
    public static Shipment Sample(Shipment shipment) =>
        shipment with
        {
            Boxes = [.. shipment.Boxes.Select(b => b with { Count = 1 })],
            Pieces = [.. shipment.Pieces.Select(p => p with { Count = 1 })],
            BulkKg = Math.Min(shipment.BulkKg, BulkUnitKg),
        };

    private static IEnumerable<(T Item, int Count)> Overlaps<T>(IReadOnlyList<T> items, Func<T, int> countOf, int first, int count)
    {
        var start = 0;
        foreach (var item in items)
        {
            var end = start + countOf(item);
            var common = Math.Min(end, first + count) - Math.Max(start, first);
            if (common > 0)
            {
                yield return (item, common);
            }
            start = end;
        }
    }
}
