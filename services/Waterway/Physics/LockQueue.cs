namespace Qujiang.Waterway.Physics;

/// <summary>How a lock works.</summary>
/// <param name="Chambers">Chambers side by side.</param>
/// <param name="VesselsPerLockage">How many vessels one chamber takes at once.</param>
/// <param name="CycleMinutes">From one lockage to the next in the same direction.</param>
/// <param name="PassageMinutes">Gates, chamber and the way through, once it is a vessel's turn.</param>
/// <param name="UsualQueue">Vessels that usually wait in a direction at each full hour of the day in the hub's time zone: 24 of them, or one for all hours.</param>
public sealed record LockWorks(
    int Chambers,
    decimal VesselsPerLockage,
    int CycleMinutes,
    int PassageMinutes,
    IReadOnlyList<decimal> UsualQueue
);

/// <summary>A queue longer than usual.</summary>
/// <param name="From">When it stands.</param>
/// <param name="To">From then on it is worked off; null while unknown.</param>
/// <param name="Vessels">How many wait in a direction.</param>
public readonly record struct Jam(DateTimeOffset From, DateTimeOffset? To, decimal Vessels);

/// <summary>
/// How long a vessel waits before a lock: as long as the lock needs for those before it. Who comes later never passes earlier, because a queue shrinks no faster than
/// the lock works. Pure.
/// </summary>
public static class LockQueue
{
    /// <summary>Whole minutes in which the lock works off a queue, rounded up.</summary>
    public static int WaitMinutes(LockWorks works, decimal vessels) => (int)Math.Ceiling(Minutes(works, vessels));

    /// <summary>The usual wait of a vessel that comes at no hour in particular, whole minutes, rounded up.</summary>
    public static int MeanWaitMinutes(LockWorks works) =>
        (int)Math.Ceiling(Minutes(works, works.UsualQueue.Sum()) / works.UsualQueue.Count);

    /// <summary>
    /// Whole minutes that a vessel waits which arrives at a moment: for the longest of the usual queue, which is linear between the full hours, and the jams, which stand
    /// unchanged until their end and are then worked off.
    /// </summary>
    /// <param name="at">Arrival on the hub's clock.</param>
    public static int WaitMinutes(LockWorks works, DateTimeOffset at, IEnumerable<Jam> jams) =>
        (int)Math.Ceiling(jams.Select(j => Minutes(works, j, at)).Append(Usual(works, at.TimeOfDay)).Max());

    private static decimal Usual(LockWorks works, TimeSpan time)
    {
        var (hours, hour) = (works.UsualQueue, time.Hours);
        var (here, next) = hours.Count == 1 ? (hours[0], hours[0]) : (hours[hour], hours[(hour + 1) % 24]);
        // The one division comes last: whole minutes stay whole.
        return Minutes(works, (here * TimeSpan.TicksPerHour) + ((next - here) * (time.Ticks % TimeSpan.TicksPerHour)))
            / TimeSpan.TicksPerHour;
    }

    private static decimal Minutes(LockWorks works, Jam jam, DateTimeOffset at)
    {
        if (at < jam.From)
        {
            return 0;
        }

        var worked = jam.To is { } end && at > end ? (at - end).Ticks / (decimal)TimeSpan.TicksPerMinute : 0;
        return Minutes(works, jam.Vessels) - worked;
    }

    private static decimal Minutes(LockWorks works, decimal vessels) =>
        vessels * works.CycleMinutes / (works.Chambers * works.VesselsPerLockage);
}
