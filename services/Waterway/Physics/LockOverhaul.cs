namespace Qujiang.Waterway.Physics;

/// <summary>A lock lets nobody through.</summary>
/// <param name="From">First day, in the hub's time zone.</param>
/// <param name="To">Last day.</param>
public readonly record struct Overhaul(DateOnly From, DateOnly To);

/// <summary>Which sailings a lock's overhaul takes out of a timetable. Pure.</summary>
public static class LockOverhaul
{
    /// <summary>Whether a vessel would be in the lock, or wait before it, on a day on which it is closed.</summary>
    /// <param name="arrival">On the hub's clock.</param>
    /// <param name="departure">Out of the lock.</param>
    public static bool Meets(Overhaul overhaul, DateTime arrival, DateTime departure) =>
        arrival < overhaul.To.AddDays(1).ToDateTime(TimeOnly.MinValue) && departure > overhaul.From.ToDateTime(TimeOnly.MinValue);
}
