namespace Qujiang.Network;

/// <summary>The hub's clock: China Standard Time, +08:00 all year.</summary>
public static class HubTime
{
    /// <summary>+08:00.</summary>
    public static TimeSpan Offset { get; } = TimeSpan.FromHours(8);

    /// <summary>The same instant on the hub's clock.</summary>
    public static DateTimeOffset ToHub(DateTimeOffset instant) => instant.ToOffset(Offset);

    /// <summary>The calendar day at the hub.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    /// <summary>The instant (offset zero) of a day and time of day at the hub.</summary>
    public static DateTimeOffset InstantOf(DateOnly day, TimeOnly time) =>
        new DateTimeOffset(day.ToDateTime(time), Offset).ToUniversalTime();
}
