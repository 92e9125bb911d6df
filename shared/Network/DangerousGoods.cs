using System.Collections.Frozen;

namespace Qujiang.Network;

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

    /// <summary>Whether it is a packing group: I, II or III.</summary>
    public static bool IsPackingGroup(string? text) => text is "I" or "II" or "III";
}
