namespace Qujiang.Network;

/// <summary>What a terminal is.</summary>
public enum TerminalKind
{
    /// <summary>Inland port on a river or canal.</summary>
    RiverPort,

    /// <summary>Port where river and sea vessels meet (Zhapu, Zhenhai).</summary>
    SeaRiverPort,

    /// <summary>Deep-sea port.</summary>
    Seaport,

    /// <summary>A lock: vessels pass, nobody boards.</summary>
    Lock,

    /// <summary>Rail freight terminal.</summary>
    RailTerminal,

    /// <summary>Airport.</summary>
    Airport,

    /// <summary>Logistics centre or land port.</summary>
    LogisticsCentre,

    /// <summary>Bonded or customs supervision site.</summary>
    BondedZone,

    /// <summary>Warehouse or reserve.</summary>
    Warehouse,

    /// <summary>A shipper's site.</summary>
    Shipper,

    /// <summary>A town's road hub.</summary>
    RoadHub,
}

/// <summary>Spelling of <see cref="TerminalKind"/> in data, tariffs and messages.</summary>
public static class TerminalKinds
{
    private static readonly string[] Codes =
    [
        "RIVER_PORT",
        "SEA_RIVER_PORT",
        "SEAPORT",
        "LOCK",
        "RAIL_TERMINAL",
        "AIRPORT",
        "LOGISTICS_CENTRE",
        "BONDED_ZONE",
        "WAREHOUSE",
        "SHIPPER",
        "ROAD_HUB",
    ];

    /// <summary>Upper-case code such as <c>SEA_RIVER_PORT</c>, as tariff conditions (<c>terminal=SEAPORT</c>) have it.</summary>
    public static string Code(this TerminalKind kind) => Codes[(int)kind];

    /// <summary>The kind of a code; null when there is none.</summary>
    public static TerminalKind? FromCode(string? code) => Array.IndexOf(Codes, code) is >= 0 and var i ? (TerminalKind)i : null;
}

/// <summary>A place where cargo changes vehicle or enters or leaves the network; a lock is one that nobody boards at.</summary>
/// <param name="Code">The key.</param>
/// <param name="NameEn">English name.</param>
/// <param name="NameZh">Chinese name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Province">Two letters: ZJ, FJ, JX, AH, SH, JS, HB.</param>
/// <param name="Prefecture">Prefecture-level city, in Chinese.</param>
/// <param name="County">County or district in Chinese; null where not stated.</param>
/// <param name="Unlocode">UN/LOCODE, shared by several terminals; null where there is none.</param>
/// <param name="Iata">IATA airport code; airports only.</param>
/// <param name="Latitude">Degrees north, WGS 84.</param>
/// <param name="Longitude">Degrees east, WGS 84.</param>
/// <param name="CoordinateQuality">A from a data set, B within about 2 km, C within about 5 km.</param>
/// <param name="FacilityType">DCSA facility type code (POTE, INTE, RAMP, ...); null for airports.</param>
/// <param name="Status">As the source has it: operating, planned, ...</param>
/// <param name="Source">Where the row comes from.</param>
/// <param name="Notes">Free text of the source.</param>
/// <param name="Tier">1 core of the hub, 2 periphery.</param>
public sealed record Terminal(
    TerminalCode Code,
    string NameEn,
    string NameZh,
    TerminalKind Kind,
    string Province,
    string Prefecture,
    string? County,
    string? Unlocode,
    string? Iata,
    double Latitude,
    double Longitude,
    char CoordinateQuality,
    string? FacilityType,
    string Status,
    string Source,
    string Notes,
    int Tier
)
{
    /// <summary>Whether cargo can be worked here: everywhere but at a lock.</summary>
    public bool HandlesCargo => Kind != TerminalKind.Lock;

    /// <summary>Whether vessels of the sea or the river load here.</summary>
    public bool IsPort => Kind is TerminalKind.Seaport or TerminalKind.SeaRiverPort or TerminalKind.RiverPort;
}
