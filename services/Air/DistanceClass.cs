namespace Qujiang.Air;

/// <summary>The tariffs of belly and freighter are by distance: <c>S</c> below 350 km, <c>M</c> to 500 km, <c>L</c> beyond.</summary>
public static class DistanceClass
{
    /// <summary>The tariff of the same aircraft over another distance.</summary>
    /// <param name="tariff">One whose id ends in a hyphen and its class: <c>AR-BELLY-M</c>.</param>
    public static string Of(string tariff, decimal km) =>
        tariff[..(tariff.LastIndexOf('-') + 1)]
        + (
            km < 350 ? 'S'
            : km <= 500 ? 'M'
            : 'L'
        );
}
