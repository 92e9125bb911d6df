using System.Text.Json.Serialization;
using Qujiang.Contracts.V1;

namespace Qujiang.LegKernel;

/// <summary>
/// A line: a recurring pattern. Each local departure time of each service day gives one movement with the id <c>{lineId}-{yyyyMMdd}-{n}</c>,
/// where n counts the departures of the day from 1 in the order of <paramref name="Departures"/>.
/// </summary>
/// <param name="LineId">Unique over all services; upper-case letters, digits and hyphens: <c>RL-QZ-BLR</c>.</param>
/// <param name="Name">For people.</param>
/// <param name="ValidFrom">First service day.</param>
/// <param name="ValidTo">Last service day; null while open-ended.</param>
/// <param name="Days">On which days it runs.</param>
/// <param name="Departures">Local times (+08:00) of departure from the first call, ascending.</param>
/// <param name="Calls">At least two, in order.</param>
/// <param name="Vehicle">Vehicle class in the operator's words.</param>
/// <param name="Offered">Room offered on every segment unless <see cref="PatternCall.OfferedToNext"/> says otherwise.</param>
/// <param name="TariffId">One of <see cref="LegModule.Tariffs"/>.</param>
/// <param name="Rules">What it takes aboard.</param>
/// <param name="Provenance">Where the pattern comes from.</param>
public sealed record LinePattern(
    string LineId,
    string Name,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    ServiceDays Days,
    IReadOnlyList<TimeOnly> Departures,
    IReadOnlyList<PatternCall> Calls,
    string Vehicle,
    CapacityVector Offered,
    string TariffId,
    CargoRules Rules,
    Provenance Provenance
)
{
    /// <summary>
    /// So many per cent more than there is room for are sold, because not all that is booked comes: 0 to 50. A policy beside the pattern: it makes no
    /// movement another one, and an operator's own stands.
    /// </summary>
    [JsonIgnore]
    public int OverbookingPercent { get; init; }
}

/// <summary>A call of a line, timed from the line's departure.</summary>
/// <param name="Terminal">Terminal code.</param>
/// <param name="Kind">Whether cargo is worked here.</param>
/// <param name="ArrivalMinutes">Minutes after the line's departure; ignored at the first call.</param>
/// <param name="DepartureMinutes">Minutes after the line's departure: 0 at the first call; ignored at the last.</param>
/// <param name="CutoffMinutes">Minutes before this call's departure by which cargo must be delivered; ignored at the last call and where nobody boards.</param>
/// <param name="HandlingMinutes">Minutes from arrival until discharged cargo is available.</param>
/// <param name="KmToNext">Distance to the next call in kilometres; 0 at the last.</param>
/// <param name="OfferedToNext">Room offered on the segment to the next call; null: the line's.</param>
public sealed record PatternCall(
    string Terminal,
    CallKind Kind,
    int ArrivalMinutes,
    int DepartureMinutes,
    int CutoffMinutes,
    int HandlingMinutes,
    decimal KmToNext,
    CapacityVector? OfferedToNext = null
);

/// <summary>Days of the week.</summary>
[Flags]
public enum Weekdays
{
    /// <summary>No day.</summary>
    None = 0,

    /// <summary>Monday.</summary>
    Monday = 1,

    /// <summary>Tuesday.</summary>
    Tuesday = 2,

    /// <summary>Wednesday.</summary>
    Wednesday = 4,

    /// <summary>Thursday.</summary>
    Thursday = 8,

    /// <summary>Friday.</summary>
    Friday = 16,

    /// <summary>Saturday.</summary>
    Saturday = 32,

    /// <summary>Sunday.</summary>
    Sunday = 64,

    /// <summary>Every day.</summary>
    Daily = 127,
}

/// <summary>The days on which a line runs: those of the week, and those of the month; a day named by either counts.</summary>
/// <param name="Weekdays">Days of the week.</param>
/// <param name="DaysOfMonth">1 to 31; a month without the day skips it.</param>
/// <param name="Except">Days on which it does not run after all.</param>
public sealed record ServiceDays(Weekdays Weekdays, IReadOnlyList<int>? DaysOfMonth = null, IReadOnlyList<DateOnly>? Except = null)
{
    /// <summary>Every day of the week.</summary>
    public static ServiceDays Daily { get; } = new(Weekdays.Daily);

    /// <summary>Whether a run starts on this day.</summary>
    public bool Includes(DateOnly day) =>
        (Weekdays.HasFlag(Bit(day.DayOfWeek)) || (DaysOfMonth?.Contains(day.Day) ?? false)) && !(Except?.Contains(day) ?? false);

    private static Weekdays Bit(DayOfWeek day) => day == DayOfWeek.Sunday ? Weekdays.Sunday : (Weekdays)(1 << ((int)day - 1));
}
