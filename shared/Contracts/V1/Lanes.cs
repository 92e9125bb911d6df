namespace Qujiang.Contracts.V1;

/// <summary>An any-time road connection, as a whole.</summary>
/// <param name="LaneId">Unique over all services: <c>RD-QZL-HUB-BLG-PRT</c>.</param>
/// <param name="From">Terminal code where the truck loads.</param>
/// <param name="To">Terminal code where it unloads.</param>
/// <param name="Km">Road distance in kilometres.</param>
/// <param name="DurationMinutes">Gate to gate, rests included.</param>
/// <param name="LoadingMinutes">Cargo must be ready this long before departure.</param>
/// <param name="HandlingMinutes">From arrival until the cargo is available at <paramref name="To"/>.</param>
/// <param name="PoolId">The trucks it draws on, by the day of departure.</param>
/// <param name="Withdrawn">True when the lane is no longer offered.</param>
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
    Provenance Provenance
) : IFact, IRevisioned;

/// <summary>The trucks of one pool on one day.</summary>
/// <param name="PoolId">So many trucks of a kind at a terminal.</param>
/// <param name="Day">Day of departure in the hub's time zone (+08:00).</param>
/// <param name="Revision">Per pool and day.</param>
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
    string Reason
) : IFact, IRevisioned;
