using Qujiang.Network;

namespace Qujiang.Routing.Timetables;

/// <summary>Instants as the engine counts them: whole seconds from an epoch.</summary>
/// <param name="Epoch">Midnight UTC.</param>
public sealed record Clock(DateTimeOffset Epoch)
{
    public static Clock StartingBefore(DateTimeOffset now) => new(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-14));

    /// <summary>Seconds until an instant; a fraction counts as a whole second, so that nothing is reached before it is there.</summary>
    public int Up(DateTimeOffset instant) =>
        (int)Math.Clamp(Math.Ceiling((instant - Epoch).TotalSeconds), int.MinValue / 2, int.MaxValue / 2);

    /// <summary>Seconds until an instant; a fraction is dropped.</summary>
    public int Down(DateTimeOffset instant) =>
        (int)Math.Clamp(Math.Floor((instant - Epoch).TotalSeconds), int.MinValue / 2, int.MaxValue / 2);

    public DateTimeOffset At(int seconds) => Epoch.AddSeconds(seconds);

    /// <summary>The engine's number of a day at the hub.</summary>
    public int DayNumber(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(Epoch.UtcDateTime).DayNumber;

    public DateOnly DayOf(int dayNumber) => DateOnly.FromDateTime(Epoch.UtcDateTime).AddDays(dayNumber);

    /// <summary>Seconds to add to the engine's time to get the hub's.</summary>
    public static int DayOffset => (int)HubTime.Offset.TotalSeconds;
}
