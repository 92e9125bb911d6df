namespace Qujiang.Network;

/// <summary>The hub's clock: China Standard Time, +08:00 all year.</summary>
public static class HubTime
{
    /// <summary>+08:00.</summary>
    public static TimeSpan Offset { get; } = TimeSpan.FromHours(8);

    /// <summary>The same instant on the hub's clock. In the last eight hours of the year 9999 that clock stands still.</summary>
    public static DateTimeOffset ToHub(DateTimeOffset instant) =>
        instant.UtcDateTime <= DateTime.MaxValue - Offset ? instant.ToOffset(Offset) : new DateTimeOffset(DateTime.MaxValue, Offset);

    /// <summary>The calendar day at the hub.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(ToHub(instant).DateTime);

    /// <summary>The instant (offset zero) of a day and time of day at the hub; for the first eight hours of the year 1 the first instant there is.</summary>
    public static DateTimeOffset InstantOf(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        return local >= DateTime.MinValue + Offset ? new DateTimeOffset(local, Offset).ToUniversalTime() : DateTimeOffset.MinValue;
    }
}
