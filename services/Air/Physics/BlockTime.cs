namespace Qujiang.Air.Physics;

/// <summary>From off block to on block. Pure.</summary>
public static class BlockTime
{
    /// <summary>Cruise, km/h on the great circle (corridors.csv hours_basis, quality E).</summary>
    public const decimal CruiseKmh = 550;

    /// <summary>Taxi, climb, approach (0.6 h of block, corridors.csv hours_basis, quality E).</summary>
    public const int GroundMinutes = 36;

    /// <summary>Whole minutes of block time over a great-circle distance, rounded up to five as timetables are.</summary>
    public static int Minutes(decimal greatCircleKm) => ((int)Math.Ceiling((greatCircleKm * 60 / CruiseKmh) + GroundMinutes) + 4) / 5 * 5;
}
