namespace Qujiang.Rail.Physics;

/// <summary>A train as it is meant to run.</summary>
/// <param name="Wagons">How many.</param>
/// <param name="WagonLengthM">Over couplers, metres.</param>
/// <param name="WagonTareKg">Empty weight of one.</param>
/// <param name="LocomotiveM">Length of its traction, metres.</param>
/// <param name="Kg">Load of the whole train, boxes included.</param>
/// <param name="Teu100">Slots of the whole train.</param>
public sealed record TrainShape(int Wagons, decimal WagonLengthM, int WagonTareKg, decimal LocomotiveM, int Kg, int Teu100);

/// <summary>What a section of line allows. Null: no limit.</summary>
/// <param name="TrackLengthM">Usable length of its shortest passing track, metres: where trains cross, none may be longer.</param>
/// <param name="TrailingKg">Heaviest load behind the locomotive, wagons included.</param>
public readonly record struct SectionLimit(decimal? TrackLengthM, long? TrailingKg);

/// <summary>What a train can carry under a limit.</summary>
public readonly record struct TrainOffer(int Wagons, int Kg, int Teu100);

/// <summary>From track length and trailing weight to wagons, and so to room. Pure.</summary>
public static class TrainLoad
{
    /// <summary>
    /// Takes off wagons until the train, each of its wagons fully loaded, is short and light enough: what is then offered can be carried in any mixture.
    /// </summary>
    public static TrainOffer Carry(TrainShape train, SectionLimit limit)
    {
        long wagons = train.Wagons;
        if (limit.TrackLengthM is { } track)
        {
            wagons = Math.Min(wagons, (long)Math.Floor(Math.Max(0, track - train.LocomotiveM) / train.WagonLengthM));
        }

        if (limit.TrailingKg is { } trailing)
        {
            // Exact in whole numbers: n x (tare x wagons + kg) <= trailing x wagons.
            wagons = Math.Min(wagons, trailing * train.Wagons / (((long)train.WagonTareKg * train.Wagons) + train.Kg));
        }

        return new((int)wagons, (int)(train.Kg * wagons / train.Wagons), (int)(train.Teu100 * wagons / train.Wagons));
    }
}
