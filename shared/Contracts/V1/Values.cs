using System.Text.Json.Serialization;

namespace Qujiang.Contracts.V1;

/// <summary>The way a leg is carried. A sea feeder is <see cref="Waterway"/>: the same service runs it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Mode>))]
public enum Mode
{
    /// <summary>Barge, river-sea vessel or sea feeder.</summary>
    [JsonStringEnumMemberName("WATERWAY")]
    Waterway,

    /// <summary>Train.</summary>
    [JsonStringEnumMemberName("RAIL")]
    Rail,

    /// <summary>Truck.</summary>
    [JsonStringEnumMemberName("ROAD")]
    Road,

    /// <summary>Aircraft, belly or freighter.</summary>
    [JsonStringEnumMemberName("AIR")]
    Air,
}

/// <summary>The state of a movement.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MovementStatus>))]
public enum MovementStatus
{
    /// <summary>It will run, or is running.</summary>
    [JsonStringEnumMemberName("SCHEDULED")]
    Scheduled,

    /// <summary>It will not run; nothing can be held on it.</summary>
    [JsonStringEnumMemberName("CANCELLED")]
    Cancelled,
}

/// <summary>What happens at a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallKind>))]
public enum CallKind
{
    /// <summary>Cargo may be loaded and unloaded.</summary>
    [JsonStringEnumMemberName("CARGO")]
    Cargo,

    /// <summary>The vehicle only passes (a lock, a junction): nobody boards or alights.</summary>
    [JsonStringEnumMemberName("PASS")]
    Pass,
}

/// <summary>What a line or lane carries.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CargoKind>))]
public enum CargoKind
{
    /// <summary>ISO containers.</summary>
    [JsonStringEnumMemberName("CONTAINER")]
    Container,

    /// <summary>Loose or palletised pieces.</summary>
    [JsonStringEnumMemberName("PIECES")]
    Pieces,

    /// <summary>Bulk by the tonne.</summary>
    [JsonStringEnumMemberName("BULK")]
    Bulk,
}

/// <summary>How good a figure is, as the sources of the hub's data grade it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Quality>))]
public enum Quality
{
    /// <summary>Read in the named source.</summary>
    S,

    /// <summary>Two independent sources agree.</summary>
    X,

    /// <summary>Derived by arithmetic from sourced figures.</summary>
    D,

    /// <summary>Recalled, not re-read.</summary>
    R,

    /// <summary>An estimate.</summary>
    E,
}

/// <summary>
/// Room in the five dimensions the system counts. A dimension that a vehicle does not offer is 0, and one that a shipment does not need is 0.
/// </summary>
/// <param name="Teu100">Hundredths of a TEU: a 20 ft box is 100, a 40 ft box 200, a 45 ft box 225.</param>
/// <param name="Kg">Gross mass in kilograms.</param>
/// <param name="Litres">Volume in litres.</param>
/// <param name="ReeferPlugs">Sockets for refrigerated containers.</param>
/// <param name="Uld">Unit load device positions of an aircraft.</param>
public sealed record CapacityVector(int Teu100 = 0, int Kg = 0, int Litres = 0, int ReeferPlugs = 0, int Uld = 0);

/// <summary>A movement at a terminal.</summary>
/// <param name="Index">Position in the movement, from 0.</param>
/// <param name="Terminal">Terminal code, such as <c>QJP-DLZ</c>.</param>
/// <param name="Kind">Whether cargo may be worked here.</param>
/// <param name="Arrival">Null at the first call.</param>
/// <param name="Departure">Null at the last call.</param>
/// <param name="Cutoff">Last moment to deliver cargo to the terminal for this departure; null at the last call and where nobody boards.</param>
/// <param name="HandlingMinutes">Minutes from arrival until discharged cargo is available at the terminal.</param>
public sealed record Call(
    int Index,
    string Terminal,
    CallKind Kind,
    DateTimeOffset? Arrival,
    DateTimeOffset? Departure,
    DateTimeOffset? Cutoff,
    int HandlingMinutes
);

/// <summary>The stretch between call <paramref name="Index"/> and the next one, and the room on it.</summary>
/// <param name="Index">From 0; a movement of n calls has n-1 segments.</param>
/// <param name="Km">Distance in kilometres.</param>
/// <param name="Offered">What the operator offers, overbooking included: never less than what is held and sold.</param>
/// <param name="Held">Set aside by holds that have not expired.</param>
/// <param name="Confirmed">Sold.</param>
/// <param name="OverbookingPercent">By the line's policy, so many per cent more than there is room for are offered; null: none.</param>
public sealed record Segment(
    int Index,
    decimal Km,
    CapacityVector Offered,
    CapacityVector Held,
    CapacityVector Confirmed,
    int? OverbookingPercent = null
);

/// <summary>Where less fits than is held and sold.</summary>
/// <param name="Segment">Index of the segment; null on a pool day.</param>
/// <param name="Dimension"><c>teu100</c>, <c>kg</c>, <c>litres</c>, <c>reeferPlugs</c>, <c>uld</c>.</param>
/// <param name="Fits">What fits, overbooking included.</param>
/// <param name="Taken">What is held and sold.</param>
public sealed record CapacityShortfall(int? Segment, string Dimension, int Fits, int Taken);

/// <summary>A leg of a hold that no longer fits. The oldest holds are kept first, as far as they fit.</summary>
/// <param name="Leg">Index of the leg within the hold, from 0.</param>
public sealed record DisplacedHold(Guid HoldId, int Leg);

/// <summary>What a line or lane takes aboard besides having room for it. Null means no limit.</summary>
/// <param name="Accepts">Kinds of cargo carried.</param>
/// <param name="DangerousGoods">IMDG/ADR/RID/IATA classes accepted (<c>3</c>, <c>2.1</c>, ...); empty: none.</param>
/// <param name="Reefer">Whether refrigerated cargo is carried.</param>
/// <param name="MaxGrossKgPerBox">Heaviest container, tare included.</param>
/// <param name="MaxPieceKg">Heaviest single piece.</param>
/// <param name="MaxPieceLengthCm">Longest side of a piece.</param>
/// <param name="MaxPieceWidthCm">Second side.</param>
/// <param name="MaxPieceHeightCm">Height as loaded.</param>
/// <param name="MaxOverLengthCm">Out of gauge: how far cargo may reach beyond its flat rack lengthwise, both ends together. Here and below null means not at all.</param>
/// <param name="MaxOverWidthCm">Out of gauge: how far beyond it sideways, both sides together.</param>
/// <param name="MaxOverHeightCm">Out of gauge: how far above the posts of its flat rack or open top.</param>
/// <param name="PieceGauges">Spaces of which each piece must fit at least one, within the limits above; null: there are no other limits.</param>
public sealed record CargoRules(
    IReadOnlyList<CargoKind> Accepts,
    IReadOnlyList<string> DangerousGoods,
    bool Reefer,
    int? MaxGrossKgPerBox = null,
    int? MaxPieceKg = null,
    int? MaxPieceLengthCm = null,
    int? MaxPieceWidthCm = null,
    int? MaxPieceHeightCm = null,
    int? MaxOverLengthCm = null,
    int? MaxOverWidthCm = null,
    int? MaxOverHeightCm = null,
    IReadOnlyList<PieceGauge>? PieceGauges = null
);

/// <summary>A space that a piece may stand in: a door, a hold, a unit load device up to some height of its contour.</summary>
/// <param name="Name">Such as <c>AKH</c>.</param>
/// <param name="LengthCm">Longer side of the base.</param>
/// <param name="WidthCm">Shorter side of the base.</param>
/// <param name="HeightCm">Height.</param>
/// <param name="Kg">Heaviest piece.</param>
public sealed record PieceGauge(string Name, int LengthCm, int WidthCm, int HeightCm, int Kg);

/// <summary>Where a figure comes from and how good it is.</summary>
/// <param name="Source">A citation a reader can follow.</param>
/// <param name="Quality">Its grade.</param>
public sealed record Provenance(string Source, Quality Quality);
