using Qujiang.Contracts.V1;

namespace Qujiang.LegKernel;

/// <summary>An any-time connection between two terminals; its room is that of a pool on the day of departure.</summary>
/// <param name="LaneId">Unique over all services; upper-case letters, digits and hyphens.</param>
/// <param name="From">Terminal code.</param>
/// <param name="To">Terminal code.</param>
/// <param name="Km">Distance in kilometres.</param>
/// <param name="DurationMinutes">Gate to gate at the best time of day, rests included.</param>
/// <param name="LoadingMinutes">Cargo must be ready this long before departure.</param>
/// <param name="HandlingMinutes">From arrival until the cargo is available.</param>
/// <param name="PoolId">One of <see cref="LegModule.Pools"/>.</param>
/// <param name="TariffId">One of <see cref="LegModule.Tariffs"/>.</param>
/// <param name="Times">As in <see cref="LanePublished"/>; null: the same at any time.</param>
/// <param name="DangerousGoodsTimes">As in <see cref="LanePublished"/>; null: as for all other cargo.</param>
/// <param name="OfferedFrom">First departure; null: no limit.</param>
/// <param name="OfferedTo">First moment of departure at which it is no longer offered; null: no limit.</param>
/// <param name="TolledKm">As in <see cref="LanePublished"/>, 0 to <paramref name="Km"/>; null: not known.</param>
/// <param name="FromAccess">As in <see cref="LanePublished"/>; null: never shut or slow.</param>
/// <param name="ToAccess">As in <see cref="LanePublished"/>; null: never shut or slow.</param>
public sealed record LaneSpec(
    string LaneId,
    string From,
    string To,
    decimal Km,
    int DurationMinutes,
    int LoadingMinutes,
    int HandlingMinutes,
    string PoolId,
    string TariffId,
    CargoRules Rules,
    Provenance Provenance,
    IReadOnlyList<LaneTime>? Times = null,
    IReadOnlyList<LaneTime>? DangerousGoodsTimes = null,
    DateTimeOffset? OfferedFrom = null,
    DateTimeOffset? OfferedTo = null,
    decimal? TolledKm = null,
    TerminalAccess? FromAccess = null,
    TerminalAccess? ToAccess = null
);

/// <summary>So much room at a terminal on each day it works.</summary>
/// <param name="PoolId">Unique in the service; upper-case letters, digits and hyphens.</param>
/// <param name="Name">For people.</param>
/// <param name="Terminal">Terminal where it stands.</param>
/// <param name="OfferedPerDay">Room on a working day.</param>
/// <param name="Days">Working days; on others nothing is offered.</param>
public sealed record PoolSpec(
    string PoolId,
    string Name,
    string Terminal,
    CapacityVector OfferedPerDay,
    ServiceDays Days,
    Provenance Provenance
);

/// <summary>A tariff as seed data; once in the database it changes by <c>PUT /v1/tariffs/{id}</c> or by a change of the seed.</summary>
/// <param name="TariffId">Upper-case letters, digits and hyphens.</param>
/// <param name="ValidFrom">First moment of loading it applies to.</param>
/// <param name="ValidTo">First moment it no longer applies to; null while open-ended.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record TariffSpec(
    string TariffId,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidTo,
    string Currency,
    IReadOnlyList<ChargeRule> Charges,
    IReadOnlyList<EmissionRule> Emissions,
    Provenance Provenance
);
