namespace Qujiang.Contracts.V1;

/// <summary>Asks a leg service to set room aside on all of the given legs, or on none.</summary>
/// <param name="HoldId">Chosen by the asker; asking twice with one id has one effect.</param>
/// <param name="Owner">Who asks: a booking's or hold's id, for the ledger's history.</param>
/// <param name="TtlSeconds">How long the room is kept, counted by the leg service's database clock.</param>
[MessageName("qujiang.hold-capacity.v1")]
public sealed record HoldCapacity(
    Guid HoldId,
    string Tenant,
    string Owner,
    IReadOnlyList<HoldLeg> Legs,
    int TtlSeconds,
    DateTimeOffset SentAt
);

/// <summary>Either a stretch of a movement or a lane on a day.</summary>
/// <param name="MovementId">With <paramref name="FromCall"/> and <paramref name="ToCall"/>; null for a lane.</param>
/// <param name="LaneId">With <paramref name="Day"/>; null for a movement.</param>
/// <param name="Day">Day of departure in the hub's time zone.</param>
/// <param name="Departure">When the truck sets out, on <paramref name="Day"/>; null: any time of that day.</param>
/// <param name="Arrival">With <paramref name="Departure"/>: when it arrives.</param>
/// <param name="Boxes">The containers that <paramref name="Demand"/> is made of, where it is made of containers and the asker knows them.</param>
/// <param name="Cargo">What else the asker knows of the cargo; null: nothing.</param>
public sealed record HoldLeg(
    CapacityVector Demand,
    string? MovementId = null,
    int? FromCall = null,
    int? ToCall = null,
    string? LaneId = null,
    DateOnly? Day = null,
    DateTimeOffset? Departure = null,
    DateTimeOffset? Arrival = null,
    IReadOnlyList<HoldBoxes>? Boxes = null,
    HoldCargo? Cargo = null
);

/// <summary>What cargo is, beyond the room it takes.</summary>
/// <param name="Pieces">The pieces that the demand is made of, where it is made of pieces.</param>
/// <param name="DangerousGoods">All dangerous goods in it; null: none.</param>
/// <param name="KeptAtTemperature">Whether it is kept at a temperature on the way.</param>
public sealed record HoldCargo(
    IReadOnlyList<HoldPieces>? Pieces = null,
    IReadOnlyList<HoldDangerousGoods>? DangerousGoods = null,
    bool KeptAtTemperature = false
);

/// <summary>Pieces that are alike.</summary>
/// <param name="Count">How many.</param>
/// <param name="Kg">Of each.</param>
/// <param name="LengthCm">Of each, one side of its base.</param>
/// <param name="WidthCm">The other side.</param>
/// <param name="HeightCm">As loaded.</param>
public sealed record HoldPieces(int Count, int Kg, int LengthCm, int WidthCm, int HeightCm);

/// <summary>Dangerous goods.</summary>
/// <param name="UnNumber">Four digits.</param>
/// <param name="Class">Class or division, such as <c>3</c> or <c>2.1</c>.</param>
/// <param name="PackingGroup"><c>I</c>, <c>II</c> or <c>III</c>; null: it has none, or it is not known.</param>
public sealed record HoldDangerousGoods(string UnNumber, string Class, string? PackingGroup = null);

/// <summary>Containers that are alike.</summary>
/// <param name="LengthFeet">20, 40 or 45.</param>
/// <param name="Count">How many.</param>
/// <param name="GrossKg">Of each, cargo and box.</param>
public sealed record HoldBoxes(int LengthFeet, int Count, int GrossKg);

/// <summary>Makes a hold permanent.</summary>
[MessageName("qujiang.confirm-hold.v1")]
public sealed record ConfirmHold(Guid HoldId, DateTimeOffset SentAt);

/// <summary>Gives back what a hold or a confirmed hold has taken. Releasing twice, or what never was, does no harm.</summary>
[MessageName("qujiang.release-hold.v1")]
public sealed record ReleaseHold(Guid HoldId, string Reason, DateTimeOffset SentAt);

/// <summary>Room is set aside until <paramref name="ExpiresAt"/>.</summary>
[MessageName("qujiang.capacity-held.v1")]
public sealed record CapacityHeld(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    Guid HoldId,
    string Tenant,
    string Owner,
    DateTimeOffset ExpiresAt
) : IFact;

/// <summary>There was no room, or it no longer fits; nothing was set aside.</summary>
/// <param name="Leg">Index of the leg that refused, from 0.</param>
/// <param name="Constraint">As in a quote's reasons: <c>capacity</c>, <c>dangerousGoods</c>, <c>cancelled</c>, <c>unknown</c>, ...</param>
/// <param name="Dimension">
/// For <c>capacity</c>: <c>teu100</c>, <c>kg</c>, <c>litres</c>, <c>reeferPlugs</c>, <c>uld</c>. Otherwise a word of the mode's own for what does not fit, where there is
/// one: <c>truckKg</c>, <c>wagonKg</c>, <c>wagons</c>, <c>uld</c>, <c>passengerAircraft</c>, <c>cargoAircraft</c>.
/// </param>
/// <param name="Free">For <c>capacity</c>: what was free on the scarcest segment.</param>
[MessageName("qujiang.hold-refused.v1")]
public sealed record HoldRefused(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    Guid HoldId,
    string Tenant,
    string Owner,
    int Leg,
    string Constraint,
    string? Dimension,
    int? Segment,
    CapacityVector? Free
) : IFact;

/// <summary>The hold is sold.</summary>
[MessageName("qujiang.hold-confirmed.v1")]
public sealed record HoldConfirmed(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    Guid HoldId,
    string Tenant,
    string Owner
) : IFact;

/// <summary>The room was given back on request.</summary>
[MessageName("qujiang.hold-released.v1")]
public sealed record HoldReleased(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    Guid HoldId,
    string Tenant,
    string Owner,
    string Reason
) : IFact;

/// <summary>The room was given back because nobody confirmed in time.</summary>
[MessageName("qujiang.hold-expired.v1")]
public sealed record HoldExpired(
    Guid EventId,
    DateTimeOffset OccurredAt,
    string Service,
    long Sequence,
    Guid HoldId,
    string Tenant,
    string Owner
) : IFact;
