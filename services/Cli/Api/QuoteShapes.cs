using System.Text.Json;
using System.Text.Json.Serialization;

namespace Qujiang.Cli.Api;

// The wire shapes of POST /v1/quotes as this client sees them. Amounts stay the strings they are on the wire.

internal sealed record QuoteRequest(
    PlaceRequest Origin,
    PlaceRequest Destination,
    string ReadyAt,
    string? DueBy,
    IReadOnlyList<EquipmentRequest>? Equipment,
    IReadOnlyList<PiecesRequest>? Pieces,
    BulkRequest? Bulk,
    DangerousGoodsRequest? DangerousGoods,
    ReeferRequest? Reefer,
    LimitsRequest? Limits,
    int? MaxOptions,
    Co2eRequest? Co2e = null
);

internal sealed record PlaceRequest(string? Terminal, string? Unlocode, decimal? Lat, decimal? Lon, string? Name);

internal sealed record EquipmentRequest(
    string Type,
    int Count,
    decimal CargoKg,
    decimal? CargoLengthCm = null,
    decimal? CargoWidthCm = null,
    decimal? CargoHeightCm = null
);

internal sealed record PiecesRequest(int Count, decimal Kg, decimal LengthCm, decimal WidthCm, decimal HeightCm);

internal sealed record BulkRequest(string Commodity, decimal Kg);

internal sealed record DangerousGoodsRequest(
    string UnNumber,
    string Class,
    string? PackingGroup,
    IReadOnlyList<DangerousGoodsRequest>? PackedWith = null
);

internal sealed record ReeferRequest(decimal SetPointC);

internal sealed record Co2eRequest(bool EmptyReturn);

internal sealed record LimitsRequest(int? MaxBoardings, IReadOnlyList<string>? Modes, IReadOnlyList<ViaRequest>? Via);

internal sealed record ViaRequest(string Terminal, string? MinimumStay);

internal sealed record Quote(
    string QuoteId,
    IReadOnlyDictionary<string, DateTimeOffset?>? AsOf,
    DateTimeOffset? ValidUntil,
    IReadOnlyList<QuoteOption>? Options,
    IReadOnlyList<QuoteReason>? Reasons,
    JsonElement? Warnings
);

internal sealed record QuoteOption(
    string OptionId,
    IReadOnlyList<string>? Labels,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    int Boardings,
    QuotePrice Price,
    string Co2eKg,
    IReadOnlyList<QuoteLeg> Legs,
    QuoteCapacity? Capacity,
    string? Quality,
    IReadOnlyList<string>? Warnings
);

internal sealed record QuotePrice(string Amount, string Currency, IReadOnlyList<QuoteCharge>? Charges);

internal sealed record QuoteCharge(
    string Code,
    int? Leg,
    string? Basis,
    string? Quantity,
    string? UnitPrice,
    string Amount,
    string? Tariff,
    bool? MinimumApplied
);

internal sealed record QuoteLeg(
    int Sequence,
    string Mode,
    string? Line,
    string? MovementId,
    string? LaneId,
    string? Vehicle,
    string From,
    string To,
    DateTimeOffset? Cutoff,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    DateTimeOffset? Available,
    string? Km,
    string? Co2eKg,
    QuoteFactor? Co2eFactor,
    QuoteCapacity? Free,
    IReadOnlyList<QuoteEmission>? Co2e = null,
    QuoteProvenance? Provenance = null
);

internal sealed record QuoteProvenance(string? Source, string? Quality);

internal sealed record QuoteEmission(string? Activity, string? At, string? Kg);

internal sealed record QuoteFactor(string? GPerTkm, string? Source, string? Quality);

internal sealed record QuoteCapacity(string? Teu, decimal? Kg, int? Trucks, int? ScarcestLeg);

internal sealed record QuoteReason(string Constraint, string? Where, string? Detail, string? Relaxation);

/// <summary>JSON as this client reads and writes it.</summary>
internal static class WireJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // never put into HTML
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new TextConverter() },
    };

    public static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Takes a number or a structure where a text is expected: within v1 servers may only add, and this client only shows.</summary>
    private sealed class TextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return reader.GetString();
            }
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.GetRawText();
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
