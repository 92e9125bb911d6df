namespace Qujiang.Tariffs;

/// <summary>What one truck carries.</summary>
/// <param name="BoxesKg">Boxes on its chassis, kg, cargo and box.</param>
/// <param name="PayloadKg">Pieces and bulk, kg.</param>
/// <param name="PieceLitres">Volume of pieces, litres.</param>
public sealed record TruckSize(int BoxesKg, int PayloadKg, int PieceLitres)
{
    /// <summary>The truck of the road service's files.</summary>
    public static TruckSize Usual { get; } = new(TruckLoads.BoxesKg, TruckLoads.PayloadKg, TruckLoads.PieceLitres);

    /// <summary>Whether it carries anything of each, so that trucks can be counted.</summary>
    public bool IsSound => BoxesKg > 0 && PayloadKg > 0 && PieceLitres > 0;
}

/// <summary>
/// How many trucks a shipment needs, and so what it takes out of a pool: a pool offers 200 teu100 per truck, a shipment takes 200 per truck. The figures of
/// the usual truck are those of the road service's files (its Data/trucks.csv; a test of that service holds them together); what its trucks carry today it tells.
/// </summary>
public static class TruckLoads
{
    /// <summary>Teu100 that one truck stands for in a pool.</summary>
    public const int Teu100PerTruck = 200;

    /// <summary>
    /// Boxes on a chassis, kg, cargo and box: the 49 t gross of a six-axle articulated truck (GB 1589-2016, quality R) less a tractor of 8.8 t and a 40 ft
    /// chassis of 6.7 t (both E).
    /// </summary>
    public const int BoxesKg = 33_500;

    /// <summary>Payload for pieces and bulk, kg: 30 t per truck in the hub's corridors (quality E); its body is heavier than a chassis.</summary>
    public const int PayloadKg = 30_000;

    /// <summary>Loading volume for pieces, litres: a 13.6 m curtain-sider of about 80 m3 (quality E).</summary>
    public const int PieceLitres = 80_000;

    /// <summary>
    /// Trucks for containers: one 40 or 45 ft box each, or two 20 ft boxes that weigh no more than a chassis carries. A box heavier than that counts as a truck
    /// as well: whether it may go at all is for who sells it.
    /// </summary>
    /// <param name="boxes">Length in feet, how many, and what each weighs, cargo and box, kg.</param>
    /// <param name="boxesKg">What a chassis carries, kg.</param>
    public static int OfBoxes(IEnumerable<(int LengthFeet, int Count, int GrossKg)> boxes, int boxesKg = BoxesKg)
    {
        var trucks = 0;
        var small = new List<int>();
        foreach (var (length, count, gross) in boxes)
        {
            if (length > 20)
            {
                trucks += count;
            }
            else
            {
                small.AddRange(Enumerable.Repeat(gross, count));
            }
        }

        return trucks + Paired([.. small.OrderDescending()], boxesKg);
    }

    /// <summary>Containers as in <see cref="OfBoxes"/>; pieces by weight and volume; bulk by weight.</summary>
    internal static int Count(Cargo cargo) =>
        cargo.Type switch
        {
            CargoType.Container => OfBoxes(cargo.Boxes.Select(b => (b.LengthFeet, b.Count, b.GrossKg)), cargo.Truck.BoxesKg),
            CargoType.Pieces => (int)
                Math.Max(1, Math.Max(Ceiling(cargo.Kg, cargo.Truck.PayloadKg), Ceiling(cargo.CubicCm, cargo.Truck.PieceLitres * 1000L))),
            _ => (int)Ceiling(cargo.Kg, cargo.Truck.PayloadKg),
        };

    /// <summary>Truckloads paid for: pieces pay for the larger of their shares of payload and volume, all else for its trucks.</summary>
    internal static decimal Share(Cargo cargo) =>
        cargo.Type == CargoType.Pieces
            ? Math.Max((decimal)cargo.Kg / cargo.Truck.PayloadKg, cargo.CubicCm / (cargo.Truck.PieceLitres * 1000m))
            : cargo.Trucks;

    // Heaviest with lightest: optimal when a truck takes at most two.
    private static int Paired(int[] descending, int boxesKg)
    {
        var trucks = 0;
        for (int heavy = 0, light = descending.Length - 1; heavy <= light; heavy++, trucks++)
        {
            if (heavy < light && descending[heavy] + descending[light] <= boxesKg)
            {
                light--;
            }
        }

        return trucks;
    }

    private static long Ceiling(long amount, long per) => (amount + per - 1) / per;
}
