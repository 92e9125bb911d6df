using System.Collections.Frozen;

namespace Qujiang.Network;

/// <summary>How much of some dangerous goods may be in one package on an aircraft.</summary>
/// <param name="UnNumber">Four digits.</param>
/// <param name="PackingGroup">I, II or III; null: of any.</param>
/// <param name="Name">Proper shipping name.</param>
/// <param name="Classes">Class, or classes where the number has several.</param>
/// <param name="Passenger">Most in a package on a passenger aircraft, in words; null: forbidden there.</param>
/// <param name="Cargo">The same on a cargo aircraft.</param>
/// <param name="Source">Where it is from.</param>
/// <param name="Quality">S, X, D, R or E.</param>
public sealed record AirLimit(
    string UnNumber,
    string? PackingGroup,
    string Name,
    IReadOnlyList<string> Classes,
    string? Passenger,
    string? Cargo,
    string Source,
    char Quality
);

/// <summary>Which dangerous goods fly, and on which aircraft, by UN number.</summary>
public static class DangerousGoodsByAir
{
    private static readonly FrozenDictionary<string, AirLimit[]> Limits = CsvTable
        .Embedded(typeof(DangerousGoodsByAir).Assembly, "dg-air.csv")
        .Rows.Select(r => new AirLimit(
            r["un_number"],
            r.Optional("packing_group"),
            r["name"],
            r.List("class"),
            AirQuantity.OrNull(r["passenger"]),
            AirQuantity.OrNull(r["cargo"]),
            r["source"],
            r["quality"][0]
        ))
        .GroupBy(l => l.UnNumber, StringComparer.Ordinal)
        .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);

    /// <summary>Every row.</summary>
    public static IEnumerable<AirLimit> All => Limits.Values.SelectMany(l => l);

    /// <summary>The row of a UN number and packing group; where the group is not told, or has no row, the strictest of the number's. Null: the number is not in the data.</summary>
    public static AirLimit? Find(string unNumber, string? packingGroup) =>
        Limits.TryGetValue(unNumber, out var limits) ? Pick(limits, packingGroup) : null;

    /// <summary>Of the rows of one UN number that of a packing group; where the group is not told, or has no row, the strictest. Null: there are no rows.</summary>
    public static AirLimit? Pick(IReadOnlyList<AirLimit> limits, string? packingGroup) =>
        limits.FirstOrDefault(l => packingGroup is not null && l.PackingGroup == packingGroup)
        ?? limits.MinBy(l => (l.Passenger is null ? 0 : 1) + (l.Cargo is null ? 0 : 1));

    /// <summary>Whether goods may fly with passengers, or without; true where the number is not in the data: then its class decides alone.</summary>
    public static bool MayFly(string unNumber, string? packingGroup, bool passengers) => MayFly(Find(unNumber, packingGroup), passengers);

    /// <summary>Likewise by the row that was found for them; null: none was.</summary>
    public static bool MayFly(AirLimit? limit, bool passengers) =>
        limit is null || (passengers ? limit.Passenger : limit.Cargo) is not null;
}
