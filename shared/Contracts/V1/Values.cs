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
/// <param name="Aircraft">What kind of flight it is: some dangerous goods fly on one kind and not on the other; null: none, or it is not known.</param>
/// <param name="Ulds">What stands on the positions of an aircraft (<see cref="CapacityVector.Uld"/>); null: pieces take no positions.</param>
/// <param name="Wagons">The wagons of a train, which must each carry what stands on them; null: boxes are counted by slots and mass alone.</param>
/// <param name="SpecialCutoffMinutes">
/// Cargo of special care (dangerous goods, or kept at a temperature) must be there so many minutes before the cut-off of its call; null: as all other cargo.
/// </param>
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
    IReadOnlyList<PieceGauge>? PieceGauges = null,
    AircraftKind? Aircraft = null,
    UldRules? Ulds = null,
    WagonRules? Wagons = null,
    int? SpecialCutoffMinutes = null
);

/// <summary>A space that a piece may stand in: a door, a hold, a unit load device up to some height of its contour.</summary>
/// <param name="Name">Such as <c>AKH</c>.</param>
/// <param name="LengthCm">Longer side of the base.</param>
/// <param name="WidthCm">Shorter side of the base.</param>
/// <param name="HeightCm">Height.</param>
/// <param name="Kg">Heaviest piece.</param>
public sealed record PieceGauge(string Name, int LengthCm, int WidthCm, int HeightCm, int Kg);

/// <summary>Who else is aboard an aircraft.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AircraftKind>))]
public enum AircraftKind
{
    /// <summary>Passengers: cargo rides below them.</summary>
    [JsonStringEnumMemberName("PASSENGER")]
    Passenger,

    /// <summary>Nobody but the crew.</summary>
    [JsonStringEnumMemberName("CARGO")]
    Cargo,
}

/// <summary>How an aircraft takes pieces: built up on unit load devices, of which each of its positions takes one, or loose.</summary>
/// <param name="Devices">The kinds of device its positions take.</param>
/// <param name="Loose">A hold without devices; null: there is none.</param>
public sealed record UldRules(IReadOnlyList<UldDevice> Devices, LooseHold? Loose = null);

/// <summary>A unit load device.</summary>
/// <param name="Name">IATA type code, such as <c>PAG</c>.</param>
/// <param name="WidthCm">Usable width of its base, the side that the contour does not narrow.</param>
/// <param name="Contour">Up to each height how much of its length is usable: heights ascending, lengths not.</param>
/// <param name="Kg">What it carries, kilograms, its own weight not counted.</param>
/// <param name="Litres">What it carries of small pieces, litres: its volume less the gaps between them.</param>
public sealed record UldDevice(string Name, int WidthCm, IReadOnlyList<ContourStep> Contour, int Kg, int Litres);

/// <summary>A step of a contour.</summary>
/// <param name="HeightCm">Up to this height above the base.</param>
/// <param name="LengthCm">This much of the length is usable.</param>
public sealed record ContourStep(int HeightCm, int LengthCm);

/// <summary>A hold that is loaded by hand, piece by piece.</summary>
/// <param name="Piece">The largest and heaviest piece.</param>
/// <param name="Kg">Most kilograms of one shipment.</param>
/// <param name="Litres">Most litres of one shipment.</param>
public sealed record LooseHold(PieceGauge Piece, int Kg, int Litres);

/// <summary>The wagons of a train.</summary>
/// <param name="Teu100">Slots of a wagon in one tier, in hundredths of a TEU.</param>
/// <param name="Kg">What a wagon carries, kilograms, boxes included.</param>
/// <param name="Tiers">2 where its wagons take a box on top of another.</param>
/// <param name="TrainTeu100">Slots of the whole train in one tier: where it offers more, it runs in two.</param>
public sealed record WagonRules(int Teu100, int Kg, int Tiers, int TrainTeu100);

/// <summary>Where a figure comes from and how good it is.</summary>
/// <param name="Source">A citation a reader can follow.</param>
/// <param name="Quality">Its grade.</param>
public sealed record Provenance(string Source, Quality Quality);
