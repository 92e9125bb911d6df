using Qujiang.Booking.Domain;
using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Offers;

/// <summary>The payload of an offer, as far as a booking needs it. It is this service's own record of what Routing signs.</summary>
/// <param name="Jti">The option's id.</param>
/// <param name="Exp">Void from then on (seconds since 1970).</param>
/// <param name="DueBy">The deadline of the request, where it had one.</param>
/// <param name="Wish">The places and limits of the request; null in offers made before they said so.</param>
/// <param name="Split">Which part of a split it is; null when it takes the whole shipment.</param>
public sealed record Offer(
    Guid Jti,
    long Exp,
    Guid QuoteId,
    string Tenant,
    OfferedShipment Shipment,
    string Origin,
    string Destination,
    DateTimeOffset ReadyAt,
    IReadOnlyList<OfferedLeg> Legs,
    IReadOnlyList<OfferedCharge> Charges,
    long AmountFen,
    string Currency,
    long Co2eGrams,
    DateTimeOffset? DueBy = null,
    Wish? Wish = null,
    OfferedSplit? Split = null
)
{
    public DateTimeOffset ValidUntil => DateTimeOffset.FromUnixTimeSeconds(Exp);

    public Plan ToPlan() =>
        new(
            Jti.ToString("N"),
            Origin,
            Destination,
            ReadyAt.ToUniversalTime(),
            [
                .. Legs.Select(l => new PlanLeg(
                    l.Sequence,
                    l.Mode,
                    l.Service,
                    l.MovementId,
                    l.FromCall,
                    l.ToCall,
                    l.LaneId,
                    l.Day,
                    l.From,
                    l.To,
                    l.Cutoff.ToUniversalTime(),
                    l.Departure.ToUniversalTime(),
                    l.Arrival.ToUniversalTime(),
                    l.Available.ToUniversalTime(),
                    l.Demand,
                    l.Co2eGrams
                )),
            ],
            AmountFen,
            [.. Charges.Select(c => new PlanCharge(c.Code, c.Leg, c.AmountFen))],
            Co2eGrams,
            DueBy?.ToUniversalTime(),
            Shipment,
            Wish
        );
}

/// <summary>One of several offers that together move a shipment.</summary>
/// <param name="Part">From 1 to <paramref name="Of"/>.</param>
public sealed record OfferedSplit(Guid SplitId, int Part, int Of);

/// <param name="Service">The leg service that holds the room; null for a door trip, which none holds.</param>
public sealed record OfferedLeg(
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
    DateTimeOffset Cutoff,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    DateTimeOffset Available,
    CapacityVector Demand,
    long Co2eGrams
);

public sealed record OfferedCharge(string Code, int? Leg, long AmountFen);
