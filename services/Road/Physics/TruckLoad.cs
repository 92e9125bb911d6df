using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.Tariffs;

namespace Qujiang.Road.Physics;

/// <summary>What an articulated truck weighs and may weigh (Data/trucks.csv).</summary>
/// <param name="GrossKg">At most, all together: six axles, GB 1589.</param>
/// <param name="TractorKg">Tractor with driver and fuel.</param>
/// <param name="ChassisKg">Empty container chassis.</param>
public readonly record struct TruckWeights(int GrossKg, int TractorKg, int ChassisKg)
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

    /// <summary>
    /// Why a demand on a lane does not fit: a box is heavier than a truck carries, or fewer trucks are asked for than carry the boxes. Null when it fits, or when the
    /// boxes are not known.
    /// </summary>
    public static Misfit? Misfit(LaneFitRequest request, TruckWeights truck) =>
        request.Boxes is { Count: > 0 } boxes
        && (Trucks(boxes, truck) is not { } trucks || request.Demand.Teu100 < trucks * TruckLoads.Teu100PerTruck)
            ? new Misfit("weight", Dimension: TruckKg)
            : null;
}
