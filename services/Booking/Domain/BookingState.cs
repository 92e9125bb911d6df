using System.Text.Json.Serialization;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Domain;

/// <summary>What is going on, seen from inside.</summary>
public enum Phase
{
    /// <summary>Room is being asked for.</summary>
    Holding,

    /// <summary>Room is set aside; nobody has booked it.</summary>
    Held,

    /// <summary>Room is being made permanent.</summary>
    Confirming,

    /// <summary>Booked.</summary>
    Confirmed,

    /// <summary>Given up; what was taken is being given back.</summary>
    Compensating,

    /// <summary>Nothing is open.</summary>
    Closed,
}

/// <summary>How it ended.</summary>
public enum Outcome
{
    None,

    /// <summary>No room, or none in time.</summary>
    Rejected,

    /// <summary>Given up by its owner after booking.</summary>
    Cancelled,

    /// <summary>A hold given back before it was booked.</summary>
    Released,

    /// <summary>A hold nobody booked in time.</summary>
    Expired,

    /// <summary>The cargo has arrived.</summary>
    Completed,
}

/// <summary>The state of a booking as the outside sees it (DCSA Booking 2.0).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BookingStatus>))]
public enum BookingStatus
{
    [JsonStringEnumMemberName("RECEIVED")]
    Received,

    [JsonStringEnumMemberName("CONFIRMED")]
    Confirmed,

    [JsonStringEnumMemberName("PENDING_AMENDMENT")]
    PendingAmendment,

    [JsonStringEnumMemberName("REJECTED")]
    Rejected,

    [JsonStringEnumMemberName("CANCELLED")]
    Cancelled,

    [JsonStringEnumMemberName("COMPLETED")]
    Completed,
}

/// <summary>The state of a hold as the outside sees it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HoldStatus>))]
public enum HoldStatus
{
    [JsonStringEnumMemberName("HOLDING")]
    Holding,

    [JsonStringEnumMemberName("HELD")]
    Held,

    [JsonStringEnumMemberName("BOOKED")]
    Booked,

    [JsonStringEnumMemberName("REFUSED")]
    Refused,

    [JsonStringEnumMemberName("RELEASED")]
    Released,

    [JsonStringEnumMemberName("EXPIRED")]
    Expired,
}

/// <summary>Why there was no room.</summary>
/// <param name="Leg">Sequence of the leg in the plan; null when it is about all of them.</param>
/// <param name="Constraint">As in a quote's reasons, or <c>expired</c>, <c>unavailable</c>.</param>
/// <param name="Dimension">For <c>capacity</c>: <c>teu100</c>, <c>kg</c>, <c>litres</c>, <c>reeferPlugs</c>, <c>uld</c>.</param>
public sealed record Refusal(int? Leg, string? Service, string Constraint, string? Dimension, CapacityVector? Free, string Detail);

/// <summary>The plan of a confirmed booking no longer holds.</summary>
/// <param name="Constraint">As in a quote's reasons: <c>cancelled</c>, <c>closed</c>, <c>connection</c>, <c>deadline</c>, <c>capacity</c>, ...</param>
/// <param name="Leg">Sequence of the first leg that cannot be ridden as planned.</param>
/// <param name="Source">The disruption behind it, where it is one.</param>
/// <param name="Obstacle">The terminal that cannot be passed, where it is one.</param>
/// <param name="Unplannable">Why no alternative was found; null while sought or when there are proposals.</param>
/// <param name="Refused">How many ways out were taken and turned out to have no room.</param>
public sealed record Trouble(
    string Cause,
    DateTimeOffset Since,
    string Constraint,
    int Leg,
    string? Source = null,
    string? Obstacle = null,
    string? Unplannable = null,
    int Refused = 0
);

/// <summary>A way out of trouble.</summary>
/// <param name="Number">From 1, best first.</param>
/// <param name="ReHandled">Boxes times terminals at which they are worked more often than in the old plan.</param>
/// <param name="InTime">The deadline is kept (true when there is none).</param>
/// <param name="ValidUntil">The offer behind it lapses then.</param>
public sealed record Proposal(
    int Number,
    Plan Plan,
    long ExtraFen,
    long ExtraCo2eGrams,
    int ReHandled,
    bool InTime,
    DateTimeOffset ValidUntil
);

/// <summary>Which part of a shipment that is split over several bookings.</summary>
/// <param name="Part">From 1 to <paramref name="Of"/>.</param>
public sealed record SplitPart(Guid SplitId, int Part, int Of);

/// <summary>One hold or booking: both are the same thing at different moments, and share one id.</summary>
/// <param name="Booked">Somebody asked for it to be booked, not only held.</param>
/// <param name="Current">Room for the plan it rides.</param>
/// <param name="Next">Room for the plan that is to replace it; null when no amendment is pending.</param>
/// <param name="Leaving">Rooms of plans given up, until everything in them is back.</param>
/// <param name="HoldTtlSeconds">How long a hold lasts.</param>
/// <param name="GiveUpAt">Without an answer by then the room is not waited for any longer.</param>
/// <param name="Plans">Number of plans so far.</param>
/// <param name="Announced">The ending was published.</param>
/// <param name="Split">The split it is a part of; null when it moves the whole shipment.</param>
/// <param name="Together">Of a part: every part has its room, so each may be confirmed.</param>
public sealed record BookingState(
    Guid Id,
    string Tenant,
    Phase Phase,
    Outcome Outcome,
    bool Booked,
    Room Current,
    Room? Next,
    IReadOnlyList<Room> Leaving,
    int HoldTtlSeconds,
    DateTimeOffset CreatedAt,
    DateTimeOffset? GiveUpAt,
    int Plans,
    bool EverConfirmed,
    bool Announced,
    Refusal? Refusal,
    string? Reason,
    long FeeFen,
    Refusal? AmendmentRefusal,
    Trouble? Trouble,
    IReadOnlyList<Proposal> Proposals,
    SplitPart? Split = null,
    bool Together = false
)
{
    [JsonIgnore]
    public BookingStatus Status =>
        Outcome switch
        {
            Outcome.Cancelled or Outcome.Released => BookingStatus.Cancelled,
            Outcome.Completed => BookingStatus.Completed,
            Outcome.None when Phase == Phase.Confirmed => Next is null ? BookingStatus.Confirmed : BookingStatus.PendingAmendment,
            Outcome.None => BookingStatus.Received,
            _ => BookingStatus.Rejected,
        };

    [JsonIgnore]
    public HoldStatus HoldStatus =>
        (Booked, Outcome, Phase) switch
        {
            (true, _, _) => HoldStatus.Booked,
            (_, Outcome.Rejected, _) => HoldStatus.Refused,
            (_, Outcome.Expired, _) => HoldStatus.Expired,
            (_, Outcome.Released or Outcome.Cancelled, _) => HoldStatus.Released,
            (_, _, Phase.Holding) => HoldStatus.Holding,
            _ => HoldStatus.Held,
        };

    /// <summary>A REST caller need not wait any longer: the answer is known.</summary>
    [JsonIgnore]
    public bool Decided => Outcome != Outcome.None || (Booked ? Phase == Phase.Confirmed && Next is null : Phase != Phase.Holding);

    /// <summary>Nothing is open with any leg service.</summary>
    [JsonIgnore]
    public bool Settled => Phase is Phase.Closed or Phase.Confirmed && Next is null && Leaving.Count == 0;

    [JsonIgnore]
    public IEnumerable<Room> Rooms => Next is null ? Leaving.Prepend(Current) : Leaving.Prepend(Next).Prepend(Current);
}
