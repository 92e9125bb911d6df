namespace Qujiang.Contracts.V1;

/// <summary>An any-time road connection, as a whole.</summary>
/// <param name="LaneId">Unique over all services: <c>RD-QZL-HUB-BLG-PRT</c>.</param>
/// <param name="From">Terminal code where the truck loads.</param>
/// <param name="To">Terminal code where it unloads.</param>
/// <param name="Km">Road distance in kilometres.</param>
/// <param name="DurationMinutes">Gate to gate at the best time of day, rests included.</param>
/// <param name="LoadingMinutes">Cargo must be ready this long before departure.</param>
/// <param name="HandlingMinutes">From arrival until the cargo is available at <paramref name="To"/>.</param>
/// <param name="PoolId">The trucks it draws on, by the day of departure.</param>
/// <param name="Withdrawn">True when the lane is no longer offered.</param>
/// <param name="OfferedFrom">First departure; null: no limit.</param>
/// <param name="OfferedTo">First moment of departure at which it is no longer offered; null: no limit.</param>
/// <param name="Times">
/// Minutes gate to gate by the time of departure, linear in between and the same every day: the first at minute 0, the last at minute 1440. Two at one minute are a
/// step up, and who leaves later never arrives earlier. Null: always <paramref name="DurationMinutes"/>.
/// </param>
/// <param name="DangerousGoodsTimes">Likewise for dangerous goods, where other rules hold for them; null: as for all other cargo.</param>
/// <param name="TolledKm">How much of <paramref name="Km"/> is road that takes a toll, 0 to <paramref name="Km"/>; null: not known, and none is charged.</param>
/// <param name="FromAccess">
/// When the streets around <paramref name="From"/> are shut or slow. <paramref name="Times"/> holds it already; it is for who comes by another way. Null: never.
/// </param>
/// <param name="ToAccess">Likewise around <paramref name="To"/>.</param>
[MessageName("qujiang.lane-published.v1")]
public sealed record LanePublished(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    string LaneId,
    long Revision,
    string From,
    string To,
    decimal Km,
    int DurationMinutes,
    int LoadingMinutes,
    int HandlingMinutes,
    string PoolId,
    string TariffId,
    CargoRules Rules,
    bool Withdrawn,
    Provenance Provenance,
    DateTimeOffset? OfferedFrom = null,
    DateTimeOffset? OfferedTo = null,
    IReadOnlyList<LaneTime>? Times = null,
    IReadOnlyList<LaneTime>? DangerousGoodsTimes = null,
    decimal? TolledKm = null,
    TerminalAccess? FromAccess = null,
    TerminalAccess? ToAccess = null
) : IFact, IRevisioned;

/// <summary>How long a lane takes for who leaves at a time of day.</summary>
/// <param name="Minute">Minute of the hub's day (+08:00), 0 to 1440.</param>
/// <param name="DurationMinutes">Gate to gate, minutes; 0 or more.</param>
public sealed record LaneTime(int Minute, int DurationMinutes);

/// <summary>What the last stretch to a terminal, or the first one from it, does to vehicles; the same every day.</summary>
/// <param name="Minutes">How long the stretch takes at other times, minutes.</param>
/// <param name="Shut">When nobody may enter the stretch; who is on it may go on.</param>
/// <param name="Slow">When it is slow.</param>
/// <param name="SlowPercent">How fast then, in per cent of the usual, 1 to 100.</param>
public sealed record TerminalAccess(int Minutes, IReadOnlyList<AccessWindow> Shut, IReadOnlyList<AccessWindow> Slow, int SlowPercent);

/// <summary>A part of the hub's day (+08:00) that does not span midnight.</summary>
/// <param name="FromMinute">First minute of the day, 0 to 1439.</param>
/// <param name="ToMinute">First minute after it, at most 1440.</param>
public sealed record AccessWindow(int FromMinute, int ToMinute);

/// <summary>The trucks of one pool on one day.</summary>
/// <param name="PoolId">So many trucks of a kind at a terminal.</param>
/// <param name="Day">Day of departure in the hub's time zone (+08:00).</param>
/// <param name="Revision">Per pool and day.</param>
/// <param name="Shortfalls">As in <see cref="CapacityChanged"/>.</param>
/// <param name="Displaced">As in <see cref="CapacityChanged"/>.</param>
[MessageName("qujiang.pool-capacity-changed.v1")]
public sealed record PoolCapacityChanged(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    string PoolId,
    DateOnly Day,
    long Revision,
    CapacityVector Offered,
    CapacityVector Held,
    CapacityVector Confirmed,
    string Reason,
    IReadOnlyList<CapacityShortfall>? Shortfalls = null,
    IReadOnlyList<DisplacedHold>? Displaced = null
) : IFact, IRevisioned;
