using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;

namespace Qujiang.Routing.Quotes;

/// <summary>The answer to a quote request: a few options that differ in substance, or the reasons why there is none.</summary>
/// <param name="AsOf">Per mode the last moment at which its timetable is known to have been complete; a mode that never was is missing.</param>
/// <param name="ValidUntil">The earliest end of an option's validity.</param>
/// <param name="Splits">The shipment in parts on several departures; see <see cref="QuoteRequest.AllowSplit"/>.</param>
/// <param name="Warnings">What to know about the answer as a whole, such as a mode that is stale.</param>
public sealed record QuoteResponse(
    Guid QuoteId,
    DateTimeOffset CreatedAt,
    IReadOnlyDictionary<Mode, DateTimeOffset> AsOf,
    DateTimeOffset ValidUntil,
    IReadOnlyList<OptionResponse> Options,
    IReadOnlyList<ReasonResponse> Reasons,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<SplitResponse> Splits
);

/// <summary>The whole shipment in parts that travel apart. Booking takes the offers of all parts together: room for each or for none.</summary>
/// <param name="Labels">CHEAPEST or FASTEST, or both, of the splits.</param>
/// <param name="Departure">Of the first part.</param>
/// <param name="Arrival">When the last part is available at the destination.</param>
/// <param name="Amount">The sum of the parts' prices; each part has documents of its own.</param>
public sealed record SplitResponse(
    Guid SplitId,
    IReadOnlyList<OptionLabel> Labels,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    string Amount,
    string Currency,
    string Co2eKg,
    DateTimeOffset ValidUntil,
    IReadOnlyList<SplitPartResponse> Parts
);

/// <param name="Part">From 1.</param>
/// <param name="Shipment">What of the shipment goes this way.</param>
public sealed record SplitPartResponse(int Part, OfferedShipment Shipment, OptionResponse Option);

/// <summary>One way to move the shipment.</summary>
/// <param name="Offer">The signed offer (JWS): what booking takes. It holds everything that honouring it needs.</param>
/// <param name="Arrival">When the cargo is available at the destination.</param>
/// <param name="Quality">Grade of the worst figure behind it: S sourced, X two sources, D derived, R recalled, E estimate.</param>
/// <param name="Estimate">True when some figure behind it is an estimate.</param>
public sealed record OptionResponse(
    Guid OptionId,
    string Offer,
    IReadOnlyList<OptionLabel> Labels,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    int Boardings,
    PriceResponse Price,
    string Co2eKg,
    IReadOnlyList<LegResponse> Legs,
    CapacityResponse Capacity,
    DateTimeOffset ValidUntil,
    Quality Quality,
    bool Estimate,
    IReadOnlyList<string> Warnings
);

/// <param name="Amount">The sum of the charges, to the fen.</param>
public sealed record PriceResponse(string Amount, string Currency, IReadOnlyList<ChargeResponse> Charges);

/// <param name="Leg">Sequence of the leg it belongs to; missing for a charge on the shipment.</param>
/// <param name="Tariff">Tariff and version.</param>
/// <param name="MinimumApplied">The tariff's minimum was more than quantity times rate.</param>
public sealed record ChargeResponse(
    string Code,
    int? Leg,
    string Basis,
    string Quantity,
    string UnitPrice,
    string Amount,
    string Tariff,
    bool? MinimumApplied,
    string Source,
    Quality Quality
);

/// <param name="Line">The line, or the lane; <c>door</c> for a truck from or to a door.</param>
/// <param name="MovementId">Of a ride; missing for a truck.</param>
/// <param name="LaneId">Of a truck on a lane.</param>
/// <param name="Cutoff">Last moment to deliver the cargo for this departure.</param>
/// <param name="Available">When the cargo can be taken over after the leg.</param>
/// <param name="Co2eFactor">The factor of the transport itself.</param>
/// <param name="Co2e">Transport and hub operations one by one.</param>
/// <param name="Free">The least room along the way; missing where none is counted.</param>
/// <param name="Calls">Of a ride: where the vehicle calls or passes between boarding and alighting, both included.</param>
/// <param name="Notes">Of a truck on a lane: what it waits for and why it takes longer than at other times; missing where there is nothing to say.</param>
public sealed record LegResponse(
    int Sequence,
    Mode Mode,
    string Line,
    string? MovementId,
    string? LaneId,
    string? Vehicle,
    string From,
    string To,
    DateTimeOffset Cutoff,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    DateTimeOffset Available,
    string Km,
    string Co2eKg,
    Co2eFactorResponse? Co2eFactor,
    IReadOnlyList<Co2eLineResponse> Co2e,
    FreeResponse? Free,
    IReadOnlyList<CallResponse>? Calls,
    ProvenanceResponse Provenance,
    IReadOnlyList<string>? Notes
);

public sealed record Co2eFactorResponse(string GPerTkm, string Source, Quality Quality, string DistanceType, string DataType);

/// <param name="At"><c>DISTANCE</c> for the transport, <c>BOARD</c> and <c>ALIGHT</c> for hub operations, <c>WAIT</c> between two legs.</param>
/// <param name="Activity"><c>TRANSPORT</c>, <c>HUB_OPERATION</c>, <c>REFRIGERATION</c> or, where it was asked for, <c>EMPTY_RETURN</c>.</param>
/// <param name="DistanceType"><c>SFD</c> shortest feasible, <c>GCD</c> great circle, <c>ACTUAL</c>.</param>
/// <param name="DataType"><c>DEFAULT</c>, <c>MODELLED</c> or <c>PRIMARY</c>.</param>
/// <param name="Version">Tariff and version that holds the factor.</param>
public sealed record Co2eLineResponse(
    string At,
    string Basis,
    string Quantity,
    string GramsPerUnit,
    string Kg,
    string Source,
    Quality Quality,
    string Activity,
    string DistanceType,
    string DataType,
    string Version
);

/// <param name="Trucks">Of a lane: trucks left that day.</param>
/// <param name="Uld">Of a flight: unit load device positions.</param>
/// <param name="OverbookingPercent">By the policy of the line, so many per cent more than there is room for are sold; missing where none are.</param>
public sealed record FreeResponse(
    string? Teu,
    int? Kg,
    int? Litres,
    int? ReeferPlugs,
    int? Trucks,
    int? OverbookingPercent = null,
    int? Uld = null
);

public sealed record CallResponse(string Terminal, CallKind Kind, DateTimeOffset? Arrival, DateTimeOffset? Departure);

/// <param name="Teu">For containers: TEU free on the whole way.</param>
/// <param name="Kg">For other cargo: kilograms free on the whole way.</param>
/// <param name="ScarcestLeg">Sequence of the leg with the least room for this shipment; missing where no leg counts room.</param>
public sealed record CapacityResponse(string? Teu, int? Kg, int? ScarcestLeg);

public sealed record ProvenanceResponse(string Source, Quality Quality);

/// <summary>Why there is no option.</summary>
/// <param name="Constraint">
/// <c>capacity</c>, <c>closure</c>, <c>cutoff</c>, <c>deadline</c>, <c>dangerousGoods</c>, <c>segregation</c>, <c>reefer</c>, <c>outOfGauge</c>, <c>weight</c>, <c>modes</c>, <c>boardings</c>, <c>via</c> or
/// <c>unreachable</c>.
/// </param>
/// <param name="Where">The movement, lane or terminal that is in the way; missing where it is the request itself.</param>
/// <param name="Relaxation">The nearest change of the request that gives an option, in words.</param>
/// <param name="Change">The same as a JSON merge patch of the request.</param>
/// <param name="Dimension">
/// What of it is in the way, where that has a name, as in a refused hold: <c>teu100</c>, <c>kg</c>, <c>litres</c>, <c>reeferPlugs</c>, <c>uld</c>, <c>wagons</c>,
/// <c>wagonKg</c>, <c>trucks</c>; <c>passengerAircraft</c>, <c>cargoAircraft</c>, a class of dangerous goods.
/// </param>
public sealed record ReasonResponse(
    string Constraint,
    string? Where,
    string Detail,
    string? Relaxation,
    JsonObject? Change,
    string? Dimension = null
);
