using System.Collections.Frozen;

namespace Qujiang.Network;

/// <summary>Whose rules say which dangerous goods may share a container or piece.</summary>
public enum DangerRules
{
    /// <summary>IMDG Code 7.2.4, at sea and inland; taken for rail as well, as boxes go on by sea.</summary>
    Sea,

    /// <summary>ADR 7.5.2, as the Chinese JT/T 617 follows it.</summary>
    Road,

    /// <summary>IATA DGR table 9.3.A.</summary>
    Air,
}

/// <summary>Dangerous goods: classes of the UN model regulations, UN numbers and packing groups.</summary>
public static class DangerousGoods
{
    private static readonly FrozenDictionary<string, string> Names = CsvTable
        .Embedded(typeof(DangerousGoods).Assembly, "dg-classes.csv")
        .Rows.ToFrozenDictionary(r => r["class"], r => r["name"], StringComparer.Ordinal);

    /// <summary>All classes and divisions, 1.1 to 9.</summary>
    public static IReadOnlyList<string> Classes { get; } = [.. Names.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether it is a class or division, such as <c>3</c> or <c>2.1</c>.</summary>
    public static bool IsClass(string? text) => text is not null && Names.ContainsKey(text);

    /// <summary>Name of a class; null when it does not exist.</summary>
    public static string? NameOf(string dgClass) => Names.GetValueOrDefault(dgClass);

    /// <summary>Whether the text has the form of a UN number: four digits, with or without <c>UN</c> before them.</summary>
    public static bool IsUnNumber(string? text) => NormalizeUnNumber(text) is not null;

    /// <summary>The four digits of a UN number such as <c>UN1203</c>, <c>UN 1203</c> or <c>1203</c>; null when it is none.</summary>
    public static string? NormalizeUnNumber(string? text)
    {
        var digits = text?.Trim();
        if (digits is not null && digits.StartsWith("UN", StringComparison.OrdinalIgnoreCase))
        {
            digits = digits[2..].TrimStart();
        }

        return digits is { Length: 4 } && digits.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 && digits != "0000" ? digits : null;
    }

    private static readonly FrozenDictionary<(string, string), CsvRow> Apart = CsvTable
        .Embedded(typeof(DangerousGoods).Assembly, "dg-segregation.csv")
        .Rows.SelectMany(r => new[] { ((r["class_a"], r["class_b"]), r), ((r["class_b"], r["class_a"]), r) })
        .ToFrozenDictionary(p => p.Item1, p => p.r);

    /// <summary>
    /// Why goods of two classes may not share a container or piece, in words such as <c>IMDG Code 7.2.4: separated from</c>; null when they may. Divisions of class 1
    /// among each other go by compatibility groups, which are not judged here.
    /// </summary>
    public static string? KeptApart(string a, string b, DangerRules rules) =>
        !Apart.TryGetValue((a, b), out var row)
            ? null
            : rules switch
            {
                DangerRules.Sea => row["sea"] switch
                {
                    "1" => "IMDG Code 7.2.4: away from",
                    "2" => "IMDG Code 7.2.4: separated from",
                    "3" => "IMDG Code 7.2.4: separated by a complete compartment from",
                    "4" => "IMDG Code 7.2.4: separated longitudinally by a complete compartment from",
                    _ => null,
                },
                DangerRules.Road => row["road"].Length > 0 ? "ADR 7.5.2" : null,
                _ => row["air"].Length > 0 ? "IATA DGR table 9.3.A" : null,
            };

    /// <summary>Whether it is a packing group: I, II or III.</summary>
    public static bool IsPackingGroup(string? text) => text is "I" or "II" or "III";
}
