namespace Qujiang.Routing.Engine;

/// <summary>A capacity vector: what is free on a segment or in a pool, or what a shipment demands.</summary>
/// <param name="Teu100">Hundredths of a TEU: a 20 ft box is 100, 40 ft 200, 45 ft 225.</param>
/// <param name="Kg">Kilograms.</param>
/// <param name="Litres">Litres of volume.</param>
/// <param name="ReeferPlugs">Sockets for refrigerated boxes.</param>
/// <param name="Uld">Air unit load device positions.</param>
public readonly record struct Capacity(int Teu100 = 0, int Kg = 0, int Litres = 0, int ReeferPlugs = 0, int Uld = 0)
{
    /// <summary>How many dimensions there are.</summary>
    public const int Dimensions = 5;

    /// <summary>The value of one dimension, in the order of the constructor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The dimension is not 0 to 4.</exception>
    public int this[int dimension] =>
        dimension switch
        {
            0 => Teu100,
            1 => Kg,
            2 => Litres,
            3 => ReeferPlugs,
            4 => Uld,
            _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
        };

    /// <summary>Whether this much room takes the demand; a dimension that is not demanded is not looked at.</summary>
    public bool Takes(in Capacity demand)
    {
        for (var d = 0; d < Dimensions; d++)
        {
            if (demand[d] > 0 && this[d] < demand[d])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The smaller of two rooms in each dimension: what is free along both.</summary>
    public static Capacity Min(in Capacity a, in Capacity b) =>
        new(
            Math.Min(a.Teu100, b.Teu100),
            Math.Min(a.Kg, b.Kg),
            Math.Min(a.Litres, b.Litres),
            Math.Min(a.ReeferPlugs, b.ReeferPlugs),
            Math.Min(a.Uld, b.Uld)
        );
}
