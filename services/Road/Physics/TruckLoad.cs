using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.Tariffs;

namespace Qujiang.Road.Physics;

/// <summary>What a truck weighs, may weigh and carries.</summary>
/// <param name="GrossKg">At most, all together: six axles, GB 1589.</param>
/// <param name="TractorKg">Tractor with driver and fuel.</param>
/// <param name="ChassisKg">Empty container chassis.</param>
/// <param name="PayloadKg">Pieces on one truck, above 0: their body is heavier than a chassis.</param>
/// <param name="PieceLitres">Volume of pieces on one truck, above 0.</param>
public readonly record struct TruckWeights(int GrossKg, int TractorKg, int ChassisKg, int PayloadKg, int PieceLitres)
{
    /// <summary>What is left for boxes, cargo and tare, kg; 0 when tractor and chassis alone are too heavy.</summary>
    public int BoxesKg => Math.Max(0, GrossKg - TractorKg - ChassisKg);
}

/// <summary>Which containers go on how many trucks: one of 40 or 45 ft each, or two of 20 ft, within the gross weight. Pure.</summary>
public static class TruckLoad
{
    /// <summary>The dimension of a refusal: the truck would be heavier than it may be.</summary>
    public const string TruckKg = "truckKg";

    /// <summary>The least trucks for these boxes; null when one of them is too heavy for any.</summary>
    public static int? Trucks(IReadOnlyList<HoldBoxes> boxes, TruckWeights truck) =>
        boxes.Any(b => b.GrossKg > truck.BoxesKg)
            ? null
            : TruckLoads.OfBoxes(boxes.Select(b => (b.LengthFeet, b.Count, b.GrossKg)), truck.BoxesKg);

    /// <summary>The least trucks for these pieces, by mass and by volume; at least 1.</summary>
    public static int TrucksOfPieces(IReadOnlyList<HoldPieces> pieces, TruckWeights truck)
    {
        var kg = pieces.Sum(p => (decimal)p.Count * p.Kg);
        var litres = pieces.Sum(p => p.Count * (decimal)p.LengthCm * p.WidthCm * p.HeightCm) / 1_000;
        return (int)Math.Clamp(Math.Ceiling(Math.Max(kg / truck.PayloadKg, litres / truck.PieceLitres)), 1, int.MaxValue);
    }

    /// <summary>
    /// Why a demand on a lane does not fit: a box is heavier than a truck carries, fewer trucks are asked for than carry the boxes or the pieces, or dangerous goods of
    /// a class that trucks do not take. Null when it fits, or when nothing is known of the cargo.
    /// </summary>
    /// <param name="dangerousGoods">Classes taken.</param>
    public static Misfit? Misfit(LaneFitRequest request, TruckWeights truck, IReadOnlyList<string> dangerousGoods)
    {
        if (request.Cargo?.DangerousGoods?.FirstOrDefault(g => !dangerousGoods.Contains(g.Class, StringComparer.Ordinal)) is { } goods)
        {
            return new Misfit("dangerousGoods", Dimension: goods.Class);
        }

        int? needed =
            request.Boxes is { Count: > 0 } boxes ? Trucks(boxes, truck) ?? int.MaxValue
            : request.Cargo?.Pieces is { Count: > 0 } pieces ? TrucksOfPieces(pieces, truck)
            : null;
        return needed * (long)TruckLoads.Teu100PerTruck > request.Demand.Teu100 ? new Misfit("weight", Dimension: TruckKg) : null;
    }
}
