using System.ComponentModel;
using Qujiang.Contracts.V1;

namespace Qujiang.Routing.Quotes;

/// <summary>What a forwarder wants moved, from where to where, and when.</summary>
/// <param name="DueBy">The latest moment at which the cargo may be available at the destination.</param>
public sealed record QuoteRequest(
    PlaceRequest Origin,
    PlaceRequest Destination,
    [property: Description("When the cargo is ready at the origin: RFC 3339 with offset, such as 2026-12-01T08:00:00+08:00.")]
        string ReadyAt,
    [property: Description("Latest moment at the destination: RFC 3339 with offset.")] string? DueBy = null,
    [property: Description("Containers. Exactly one of equipment, pieces and bulk is given; containers of several types may be mixed.")]
        IReadOnlyList<EquipmentRequest?>? Equipment = null,
    [property: Description("Loose or palletised pieces.")] IReadOnlyList<PiecesRequest?>? Pieces = null,
    [property: Description("Bulk by the tonne.")] BulkRequest? Bulk = null,
    DangerousGoodsRequest? DangerousGoods = null,
    ReeferRequest? Reefer = null,
    LimitsRequest? Limits = null,
    [property: Description("At most so many options, 1 to 20; 6 unless told.")] int? MaxOptions = null,
    [property: Description(
        "Whether the shipment may be split over several departures. Unless told it is, when no single way has room for all of it; true: also when that is sooner or cheaper; false: never."
    )]
        bool? AllowSplit = null,
    [property: Description("What the CO2e counts besides carrying, handling and cooling the cargo.")] Co2eRequest? Co2e = null
);

/// <summary>A terminal by its code, or every terminal that shares a UN/LOCODE, or a door by its coordinates.</summary>
public sealed record PlaceRequest(
    string? Terminal = null,
    string? Unlocode = null,
    double? Lat = null,
    double? Lon = null,
    [property: Description("How to call the door; only with coordinates.")] string? Name = null
);

/// <summary>Containers of one type.</summary>
public sealed record EquipmentRequest(
    [property: Description("ISO 6346 size-type code, such as 45G1.")] string Type,
    [property: Description("How many, 1 to 500.")] int Count,
    [property: Description("Cargo in each, kilograms, without the tare.")] decimal CargoKg,
    [property: Description(
        "Cargo in or on each as stowed, all three or none; without them it is taken to be within the container's gauge."
    )]
        decimal? CargoLengthCm = null,
    decimal? CargoWidthCm = null,
    decimal? CargoHeightCm = null
);

/// <summary>Pieces of one size.</summary>
public sealed record PiecesRequest(
    [property: Description("How many, 1 to 10,000.")] int Count,
    [property: Description("Each, kilograms.")] decimal Kg,
    decimal LengthCm,
    decimal WidthCm,
    decimal HeightCm
);

/// <summary>Bulk cargo.</summary>
public sealed record BulkRequest([property: Description("In a word, such as PULP.")] string Commodity, decimal Kg);

/// <summary>Dangerous goods.</summary>
public sealed record DangerousGoodsRequest(
    [property: Description("Four digits, such as 1203.")] string UnNumber,
    [property: Description("Class or division, such as 3 or 2.1.")] string Class,
    [property: Description("I, II or III.")] string? PackingGroup = null,
    [property: Description("Dangerous goods in the same containers or pieces; up to 9.")]
        IReadOnlyList<PackedDangerousGoodsRequest?>? PackedWith = null
);

/// <summary>Dangerous goods packed with others.</summary>
public sealed record PackedDangerousGoodsRequest(string UnNumber, string Class, string? PackingGroup = null);

/// <summary>The cargo is kept at a temperature on the way.</summary>
public sealed record ReeferRequest([property: Description("Degrees Celsius, -70 to 40.")] decimal SetPointC);

/// <summary>What the CO2e of the options counts in.</summary>
public sealed record Co2eRequest(
    [property: Description(
        "The empty containers' return the same way, by weight of the boxes and once more through each terminal. Not in the price."
    )]
        bool EmptyReturn = false
);

/// <summary>What the way may be like.</summary>
public sealed record LimitsRequest(
    [property: Description("Most vehicles used, trucks from and to a door included: 1 to 8; 5 unless told.")] int? MaxBoardings = null,
    [property: Description("Modes that may be used; all unless told.")] IReadOnlyList<Mode>? Modes = null,
    [property: Description("Terminals at which the cargo is set down on the way, in this order; at most 3.")]
        IReadOnlyList<ViaRequest?>? Via = null
);

/// <summary>A stop on the way.</summary>
public sealed record ViaRequest(string Terminal, [property: Description("ISO 8601 duration, such as PT6H.")] string? MinimumStay = null);
