using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;

namespace Qujiang.Routing.Quotes;

/// <summary>
/// What is promised, in full. The payload of the signed token, with the registered claims <c>iss</c>, <c>jti</c>, <c>iat</c> and <c>exp</c>, instants
/// there in seconds.
/// </summary>
/// <param name="Iat">Made at (seconds since 1970).</param>
/// <param name="Exp">Void from then on (seconds since 1970).</param>
/// <param name="Jti">The option's id.</param>
/// <param name="Tariffs">Version of each tariff that it is priced by.</param>
/// <param name="DueBy">The deadline of the request; null when it had none.</param>
/// <param name="Split">Which part of a split it is; null when it takes the whole shipment.</param>
/// <param name="Wish">What else was asked for, so that whoever finds the offer taken can ask again for the same.</param>
public sealed record Offer(
    string Iss,
    Guid Jti,
    long Iat,
    long Exp,
    Guid QuoteId,
    string Tenant,
    OfferedShipment Shipment,
    string Origin,
    string Destination,
    DateTimeOffset ReadyAt,
    DateTimeOffset Arrival,
    IReadOnlyList<OfferedLeg> Legs,
    IReadOnlyList<OfferedCharge> Charges,
    long AmountFen,
    string Currency,
    long Co2eGrams,
    IReadOnlyDictionary<string, long> Tariffs,
    DateTimeOffset? DueBy = null,
    OfferedWish? Wish = null,
    OfferedSplit? Split = null
)
{
    public static JsonSerializerOptions Json => ContractJson.Options;

    [JsonIgnore]
    public DateTimeOffset ValidUntil => DateTimeOffset.FromUnixTimeSeconds(Exp);
}

/// <summary>One of several offers that together move a shipment.</summary>
/// <param name="Part">From 1 to <paramref name="Of"/>.</param>
public sealed record OfferedSplit(Guid SplitId, int Part, int Of);

/// <summary>The places and limits of a quote request, in the form in which a request takes them.</summary>
public sealed record OfferedWish(PlaceRequest Origin, PlaceRequest Destination, LimitsRequest Limits)
{
    public static OfferedWish Of(RouteSpecification wish) =>
        new(
            Of(wish.Origin),
            Of(wish.Destination),
            new LimitsRequest(
                wish.MaxBoardings,
                wish.Modes,
                [.. wish.Via.Select(v => new ViaRequest(v.Terminal.Code.Value, XmlConvert.ToString(v.MinimumStay)))]
            )
        );

    private static PlaceRequest Of(Place place) =>
        place switch
        {
            { Door: { } door } => new PlaceRequest(Lat: door.Latitude, Lon: door.Longitude, Name: door.Name),
            { Terminals: [var only] } => new PlaceRequest(Terminal: only.Code.Value),
            _ => new PlaceRequest(Unlocode: place.Name),
        };
}

public sealed record OfferedShipment(
    CargoKind Kind,
    IReadOnlyList<OfferedBoxes> Boxes,
    IReadOnlyList<Piece> Pieces,
    int BulkKg,
    string? Commodity,
    Dangerous? DangerousGoods,
    decimal? ReeferSetPointC,
    bool EmptyReturn = false
);

public sealed record OfferedBoxes(
    string Type,
    int Count,
    int CargoKg,
    int TareKg,
    int? CargoLengthCm = null,
    int? CargoWidthCm = null,
    int? CargoHeightCm = null
);

/// <summary>A leg with what a hold needs: the movement and its calls, or the lane and its day, and the demand.</summary>
/// <param name="Service">The leg service that holds the room; null for a door trip, which none holds.</param>
/// <param name="Demand">What to hold.</param>
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
    decimal Km,
    long Co2eGrams
);

public sealed record OfferedCharge(
    string Code,
    int? Leg,
    string Basis,
    decimal Quantity,
    decimal UnitPrice,
    long AmountFen,
    string Tariff,
    long Version
);
