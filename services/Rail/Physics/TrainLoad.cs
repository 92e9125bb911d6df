namespace Qujiang.Rail.Physics;

/// <summary>A train as it is meant to run.</summary>
/// <param name="Wagons">How many, above 0.</param>
/// <param name="WagonLengthM">Over couplers, metres, above 0.</param>
/// <param name="WagonTareKg">Empty weight of one.</param>
/// <param name="Axles">Of one wagon.</param>
/// <param name="Tiers">2 where its wagons take one box on top of another.</param>
/// <param name="LocomotiveM">Length of its traction, metres.</param>
/// <param name="Kg">Load of the whole train, boxes included.</param>
/// <param name="Teu100">Slots of the whole train in one tier.</param>
/// <param name="ReeferPlugs">Sockets of the whole train, spread evenly over its wagons.</param>
public sealed record TrainShape(
    int Wagons,
    decimal WagonLengthM,
    int WagonTareKg,
    int Axles,
    int Tiers,
    decimal LocomotiveM,
    int Kg,
    int Teu100,
    int ReeferPlugs = 0
);

/// <summary>What a section of line allows. Null: no limit.</summary>
/// <param name="TrackLengthM">Usable length of its shortest passing track, metres: where trains cross, none may be longer.</param>
/// <param name="TrailingKg">Heaviest load behind the locomotive, wagons included.</param>
/// <param name="AxleLoadKg">Heaviest load of an axle, its share of the wagon included.</param>
/// <param name="DoubleStack">Whether its loading gauge lets boxes through that stand on others.</param>
public readonly record struct SectionLimit(decimal? TrackLengthM, long? TrailingKg, int? AxleLoadKg = null, bool DoubleStack = false)
{
    /// <summary>What both allow: a train that passes two sections is made up for the tighter one in each respect.</summary>
    public SectionLimit And(SectionLimit other) =>
        new(
            Least(TrackLengthM, other.TrackLengthM),
            Least(TrailingKg, other.TrailingKg),
            Least(AxleLoadKg, other.AxleLoadKg),
            DoubleStack && other.DoubleStack
        );

    private static T? Least<T>(T? a, T? b)
        where T : struct, IComparable<T> =>
        a is not { } x ? b
        : b is not { } y || x.CompareTo(y) <= 0 ? a
        : b;
}

/// <summary>What a train can carry under a limit.</summary>
/// <param name="ReeferPlugs">On the wagons that are left.</param>
public readonly record struct TrainOffer(int Wagons, int Kg, int Teu100, int ReeferPlugs = 0);

/// <summary>From track length, trailing weight, axle load and loading gauge to wagons, and so to room. Pure.</summary>
public static class TrainLoad
{
    /// <summary>
    /// Takes off wagons until the train, each of its wagons fully loaded, is short and light enough: what is then offered can be carried in any mixture. Weak axles take
    /// load off every wagon, but no wagon off the train.
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

        var kg = train.Kg * wagons / train.Wagons;
        if (limit.AxleLoadKg is { } axle)
        {
            kg = Math.Min(kg, wagons * UnderAxles(train, axle));
        }

        if (kg == 0 && train.Kg > 0)
        {
            return new((int)wagons, 0, 0);
        }

        var tiers = limit.DoubleStack ? train.Tiers : 1;
        return new(
            (int)wagons,
            (int)kg,
            (int)(train.Teu100 * tiers * wagons / train.Wagons),
            (int)(train.ReeferPlugs * wagons / train.Wagons)
        );
    }

    /// <summary>What one wagon may carry under a limit, boxes included, kg: weak axles take load off every wagon.</summary>
    public static int WagonKg(TrainShape train, SectionLimit limit)
    {
        var kg = train.Kg / train.Wagons;
        return limit.AxleLoadKg is { } axle ? (int)Math.Min(kg, UnderAxles(train, axle)) : kg;
    }

    private static long UnderAxles(TrainShape train, int axleKg) => Math.Max(0, ((long)axleKg * train.Axles) - train.WagonTareKg);
}
