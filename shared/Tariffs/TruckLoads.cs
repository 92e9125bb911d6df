namespace Qujiang.Tariffs;

/// <summary>How many trucks a shipment needs, and so what it takes out of a pool: a pool offers 200 teu100 per truck, a shipment takes 200 per truck.</summary>
public static class TruckLoads
{
    /// <summary>Teu100 that one truck stands for in a pool.</summary>
    public const int Teu100PerTruck = 200;

    /// <summary>Payload of a six-axle articulated truck, kg: 30 t per truck in the hub's corridors (quality E), within the 49 t gross of GB 1589.</summary>
    public const int PayloadKg = 30_000;

    /// <summary>Loading volume for pieces, litres: a 13.6 m curtain-sider of about 80 m3 (quality E).</summary>
    public const int PieceLitres = 80_000;

    /// <summary>
    /// One 40 or 45 ft box per truck, or two 20 ft boxes whose gross weights come to no more than the payload together; pieces by weight and volume; bulk by weight.
    /// </summary>
    internal static int Count(Cargo cargo) =>
        cargo.Type switch
        {
            CargoType.Container => cargo.Boxes.Where(b => b.LengthFeet > 20).Sum(b => b.Count) + Paired(cargo.Boxes),
            CargoType.Pieces => (int)Math.Max(1, Math.Max(Ceiling(cargo.Kg, PayloadKg), Ceiling(cargo.CubicCm, PieceLitres * 1000L))),
            _ => (int)Ceiling(cargo.Kg, PayloadKg),
        };

    /// <summary>Truckloads paid for: pieces pay for the larger of their shares of payload and volume, all else for its trucks.</summary>
    internal static decimal Share(Cargo cargo) =>
        cargo.Type == CargoType.Pieces ? Math.Max((decimal)cargo.Kg / PayloadKg, cargo.CubicCm / (PieceLitres * 1000m)) : cargo.Trucks;

    // Heaviest with lightest: optimal when a truck takes at most two.
    private static int Paired(IReadOnlyList<Box> boxes)
    {
        int[] gross =
        [
            .. boxes.Where(b => b.LengthFeet <= 20).SelectMany(b => Enumerable.Repeat(b.CargoKg + b.TareKg, b.Count)).OrderDescending(),
        ];
        var trucks = 0;
        for (int heavy = 0, light = gross.Length - 1; heavy <= light; heavy++, trucks++)
        {
            if (heavy < light && gross[heavy] + gross[light] <= PayloadKg)
            {
                light--;
            }
        }

        return trucks;
    }

    private static long Ceiling(long amount, long per) => (amount + per - 1) / per;
}
