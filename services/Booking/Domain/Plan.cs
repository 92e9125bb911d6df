using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Domain;

/// <summary>What a booking rides and what it costs, as the signed offer said it. The price is the offer's: a tariff that changes later does not touch it.</summary>
/// <param name="OfferId">Identity of the offer it was made from.</param>
/// <param name="Origin">As the asker named it.</param>
/// <param name="PriceFen">Total of <paramref name="Charges"/>.</param>
/// <param name="Shipment">What is moved.</param>
/// <param name="Wish">The places and limits it was asked for with; null when the offer did not say.</param>
public sealed record Plan(
    string OfferId,
    string Origin,
    string Destination,
    DateTimeOffset ReadyAt,
    IReadOnlyList<PlanLeg> Legs,
    long PriceFen,
    IReadOnlyList<PlanCharge> Charges,
    long Co2eGrams,
    DateTimeOffset? DueBy,
    OfferedShipment Shipment,
    Wish? Wish = null
)
{
    public DateTimeOffset Departure => Legs[0].Departure;

    /// <summary>When the cargo is available at its destination.</summary>
    public DateTimeOffset Arrival => Legs[^1].AvailableAt;

    /// <summary>The last moment to give the cargo to the first carrier: a cancellation before it is free.</summary>
    public DateTimeOffset FirstCutoff => Legs[0].Cutoff ?? Legs[0].Departure;
}

/// <summary>Places and limits of a quote request, in the form in which Routing takes them: they are handed back to it and not looked into here.</summary>
public sealed record Wish(JsonObject Origin, JsonObject Destination, JsonObject? Limits = null);

/// <summary>One leg: a stretch of a movement, a lane on a day, or a stretch that needs no room set aside (a door leg, or one already travelled).</summary>
/// <param name="Sequence">From 1.</param>
/// <param name="Service">The leg service that owns the room; null when no room is to be set aside.</param>
/// <param name="AvailableAt">Arrival plus handling: from then on the cargo can go on.</param>
public sealed record PlanLeg(
    int Sequence,
    Mode Mode,
    string? Service,
    string? MovementId,
    int? FromCall,
    int? ToCall,
    string? LaneId,
    DateOnly? Day,
    string From,
    string To,
    DateTimeOffset? Cutoff,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    DateTimeOffset AvailableAt,
    CapacityVector Demand,
    long Co2eGrams
)
{
    /// <summary>The movement or lane that carries it.</summary>
    public string Carrier => MovementId ?? LaneId ?? "door";

    public bool NeedsRoom => Service is not null;

    public HoldLeg ToHoldLeg() =>
        MovementId is not null
            ? new HoldLeg(Demand, MovementId: MovementId, FromCall: FromCall, ToCall: ToCall)
            : new HoldLeg(Demand, LaneId: LaneId, Day: Day, Departure: Departure, Arrival: Arrival);

    public BookedLeg ToBookedLeg() => new(Sequence, Mode, Carrier, From, To, Departure, Arrival);
}

/// <summary>One line of the price.</summary>
/// <param name="Leg">Sequence of the leg it arises on; null for the shipment as a whole.</param>
public sealed record PlanCharge(string Code, int? Leg, long AmountFen);
