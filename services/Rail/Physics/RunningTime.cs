namespace Qujiang.Rail.Physics;

/// <summary>How long a train takes from one call to the next. Pure.</summary>
public static class RunningTime
{
    /// <summary>No freight train is faster, km/h: the most that mixed lines of the hub are built for (Quning line).</summary>
    public const int TopKmh = 160;

    /// <summary>Minutes for so many kilometres at <see cref="TopKmh"/>, rounded up; at least 1.</summary>
    public static int Fastest(decimal km) => Math.Max(1, (int)Math.Ceiling(km * 60 / TopKmh));

    /// <summary>
    /// Minutes between two calls: those of the connection itself, and of each section that the train passes on the way without a call as many more or fewer as a slow order or
    /// works have made of it. Never less than <see cref="Fastest"/>.
    /// </summary>
    /// <param name="km">Length of the connection, above 0.</param>
    /// <param name="own">Its minutes when every section takes what it usually does, above 0.</param>
    /// <param name="passed">Of each section passed: what it usually takes, and what it takes now.</param>
    public static int Minutes(decimal km, int own, IEnumerable<(int Usual, int Now)> passed) =>
        Math.Max(Fastest(km), own + passed.Sum(s => s.Now - s.Usual));
}
