using System.Collections.Frozen;

namespace Qujiang.Tariffs;

/// <summary>What a rate is multiplied by.</summary>
public enum Basis
{
    /// <summary>Containers. At a terminal.</summary>
    Box,

    /// <summary>Containers x kilometres. Along the way.</summary>
    BoxKm,

    /// <summary>Tonnes of cargo (without tare) x kilometres. Along the way.</summary>
    TonneKm,

    /// <summary>Tonnes of cargo (without tare). At a terminal.</summary>
    Tonne,

    /// <summary>Truckloads x kilometres: whole trucks, for pieces the share of one that they fill. Along the way.</summary>
    TruckKm,

    /// <summary>Truckloads, counted likewise, x kilometres of road that takes a toll. Along the way.</summary>
    TruckTollKm,

    /// <summary>Truckloads, counted likewise. At a terminal.</summary>
    Truck,

    /// <summary>TEU of slots that cargo out of gauge takes away beside and above its own x kilometres. Along the way.</summary>
    LostTeuKm,

    /// <summary>Air freight's chargeable kilograms: max(actual, cm3 / 6000), with weight breaks. At a terminal (once per leg).</summary>
    ChargeableKg,

    /// <summary>Tonnes of cargo x locks passed. Along the way.</summary>
    TonnePass,

    /// <summary>Reefer plugs x days, to the minute. Along the way, or while waiting.</summary>
    PlugDay,

    /// <summary>Containers x days begun beyond the free ones. While waiting.</summary>
    BoxDay,

    /// <summary>Tonnes of cargo (without tare) x days begun beyond the free ones. While waiting.</summary>
    TonneDay,

    /// <summary>A percentage of other charges.</summary>
    Percent,

    /// <summary>Once. At a terminal.</summary>
    Shipment,
}

/// <summary>Where a charge or an emission arises.</summary>
public enum At
{
    /// <summary>Where the cargo boards the leg.</summary>
    Board,

    /// <summary>Along the way, segment by segment.</summary>
    Distance,

    /// <summary>Where it alights.</summary>
    Alight,

    /// <summary>While it waits, after an earlier leg, where it boards this one.</summary>
    Wait,
}

/// <summary>What emits.</summary>
public enum Activity
{
    /// <summary>Carrying the cargo.</summary>
    Transport,

    /// <summary>Handling it at a terminal.</summary>
    HubOperation,

    /// <summary>Keeping it cold, beyond what the same cargo would emit uncooled.</summary>
    Refrigeration,

    /// <summary>Carrying and handling the empty boxes the same way back.</summary>
    EmptyReturn,
}

/// <summary>What the cargo is.</summary>
public enum CargoType
{
    /// <summary>ISO containers.</summary>
    Container,

    /// <summary>Loose or palletised pieces.</summary>
    Pieces,

    /// <summary>Bulk by the tonne.</summary>
    Bulk,
}

/// <summary>Spelling of the vocabulary in data and messages.</summary>
public static class Spelling
{
    private static readonly FrozenDictionary<string, Basis> Bases = new Dictionary<string, Basis>(StringComparer.Ordinal)
    {
        ["BOX"] = Basis.Box,
        ["BOX_KM"] = Basis.BoxKm,
        ["TONNE_KM"] = Basis.TonneKm,
        ["TONNE"] = Basis.Tonne,
        ["TRUCK_KM"] = Basis.TruckKm,
        ["TRUCK_TOLL_KM"] = Basis.TruckTollKm,
        ["TRUCK"] = Basis.Truck,
        ["LOST_TEU_KM"] = Basis.LostTeuKm,
        ["CHARGEABLE_KG"] = Basis.ChargeableKg,
        ["TONNE_PASS"] = Basis.TonnePass,
        ["PLUG_DAY"] = Basis.PlugDay,
        ["BOX_DAY"] = Basis.BoxDay,
        ["TONNE_DAY"] = Basis.TonneDay,
        ["PERCENT"] = Basis.Percent,
        ["SHIPMENT"] = Basis.Shipment,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<Basis, string> BasisCodes = Bases.ToFrozenDictionary(p => p.Value, p => p.Key);

    private static readonly FrozenDictionary<string, At> Places = new Dictionary<string, At>(StringComparer.Ordinal)
    {
        ["BOARD"] = At.Board,
        ["DISTANCE"] = At.Distance,
        ["ALIGHT"] = At.Alight,
        ["WAIT"] = At.Wait,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<At, string> PlaceCodes = Places.ToFrozenDictionary(p => p.Value, p => p.Key);

    /// <summary><c>TRANSPORT</c>, <c>HUB_OPERATION</c>, <c>REFRIGERATION</c> or <c>EMPTY_RETURN</c>.</summary>
    public static string Code(this Activity activity) =>
        activity switch
        {
            Activity.Transport => "TRANSPORT",
            Activity.HubOperation => "HUB_OPERATION",
            Activity.Refrigeration => "REFRIGERATION",
            _ => "EMPTY_RETURN",
        };

    /// <summary>Such as <c>BOX_KM</c>.</summary>
    public static string Code(this Basis basis) => BasisCodes[basis];

    /// <summary><c>BOARD</c>, <c>DISTANCE</c>, <c>ALIGHT</c> or <c>WAIT</c>.</summary>
    public static string Code(this At at) => PlaceCodes[at];

    /// <summary>Parses a basis.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static Basis ParseBasis(string code) =>
        Bases.TryGetValue(code, out var basis) ? basis : throw new FormatException($"There is no basis '{code}'.");

    /// <summary>Parses a place.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static At ParseAt(string code) =>
        Places.TryGetValue(code, out var at)
            ? at
            : throw new FormatException($"There is no place '{code}': BOARD, DISTANCE, ALIGHT or WAIT.");
}
