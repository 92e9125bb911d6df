namespace Qujiang.Air.Physics;

/// <summary>From off block to on block. Pure.</summary>
public static class BlockTime
{
    /// <summary>Whole minutes of block time over a great-circle distance, rounded up to five as timetables are.</summary>
    /// <param name="greatCircleKm">0 or more.</param>
    /// <param name="cruiseKmh">On the great circle, above 0.</param>
    /// <param name="groundMinutes">Taxi, climb and approach, 0 or more.</param>
    public static int Minutes(decimal greatCircleKm, decimal cruiseKmh, int groundMinutes) =>
        ((int)Math.Ceiling((greatCircleKm * 60 / cruiseKmh) + groundMinutes) + 4) / 5 * 5;
}
