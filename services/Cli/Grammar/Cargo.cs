using System.Text.RegularExpressions;

namespace Qujiang.Cli.Grammar;

/// <summary>
/// Containers: <c>2x45G1@20t</c> is two 45G1 with 20 t of cargo in each; <c>1x42P1@15t/1100x300x190cm</c> says how large the cargo is, which matters on flat
/// racks and open tops.
/// </summary>
internal sealed record BoxSpec(int Count, string Type, decimal CargoKg, CargoSize? Size = null)
{
    public const string Form = "COUNTxTYPE@WEIGHT[/LxWxHcm], e.g. 2x45G1@20t (weight, and size where it matters, of the cargo in each box)";

    public static BoxSpec? Parse(string text)
    {
        ReadOnlySpan<char> rest = text;
        if (!Amounts.TryTakeCount(ref rest, out var count) || rest.IndexOf('@') is not 4)
        {
            return null;
        }
        var type = rest[..4].ToString().ToUpperInvariant();
        var cargo = rest[5..];
        var slash = cargo.IndexOf('/');
        var size = slash < 0 ? null : CargoSize.Parse(cargo[(slash + 1)..].ToString());
        var weight = slash < 0 ? cargo : cargo[..slash];
        return type.All(char.IsAsciiLetterOrDigit) && Amounts.TryKilograms(weight, out var kilograms) && (slash < 0 || size is not null)
            ? new BoxSpec(count, type, kilograms, size)
            : null;
    }

    public override string ToString() => FormattableString.Invariant($"{Count}x{Type}@{CargoKg}kg") + (Size is null ? "" : $"/{Size}");
}

/// <summary>Length, width and height in centimetres.</summary>
internal sealed record CargoSize(decimal LengthCm, decimal WidthCm, decimal HeightCm)
{
    public static CargoSize? Parse(string text)
    {
        var body = text.EndsWith("cm", StringComparison.OrdinalIgnoreCase) ? text[..^2] : text;
        return
            body.Split('x', 'X') is [var l, var w, var h]
            && Amounts.TryNumber(l, out var length)
            && Amounts.TryNumber(w, out var width)
            && Amounts.TryNumber(h, out var height)
            && length > 0
            && width > 0
            && height > 0
            ? new CargoSize(length, width, height)
            : null;
    }

    public override string ToString() => FormattableString.Invariant($"{LengthCm}x{WidthCm}x{HeightCm}cm");
}

/// <summary>Loose pieces: <c>3x120x80x100cm@250kg</c> is three of 120 x 80 x 100 cm and 250 kg each.</summary>
internal sealed record PieceSpec(int Count, decimal LengthCm, decimal WidthCm, decimal HeightCm, decimal Kg)
{
    public const string Form = "COUNTxLxWxHcm@WEIGHT, e.g. 3x120x80x100cm@250kg (weight of each piece)";

    public static PieceSpec? Parse(string text)
    {
        if (text.Split('@') is not [var body, var weight] || !Amounts.TryKilograms(weight, out var kilograms))
        {
            return null;
        }
        if (body.EndsWith("cm", StringComparison.OrdinalIgnoreCase))
        {
            body = body[..^2];
        }
        var parts = body.Split('x', 'X');
        var count = 1;
        if (parts.Length == 4 && !Amounts.TryCount(parts[0], out count))
        {
            return null;
        }
        return
            parts.Length is 3 or 4
            && Amounts.TryNumber(parts[^3], out var length)
            && Amounts.TryNumber(parts[^2], out var width)
            && Amounts.TryNumber(parts[^1], out var height)
            && length > 0
            && width > 0
            && height > 0
            ? new PieceSpec(count, length, width, height, kilograms)
            : null;
    }

    public override string ToString() => FormattableString.Invariant($"{Count}x{LengthCm}x{WidthCm}x{HeightCm}cm@{Kg}kg");
}

/// <summary>Bulk: <c>PULP@700t</c>.</summary>
internal sealed record BulkSpec(string Commodity, decimal Kg)
{
    public const string Form = "COMMODITY@WEIGHT, e.g. PULP@700t";

    public static BulkSpec? Parse(string text) =>
        text.Split('@') is [{ Length: > 0 } commodity, var weight] && Amounts.TryKilograms(weight, out var kilograms)
            ? new BulkSpec(commodity.Trim().ToUpperInvariant(), kilograms)
            : null;

    public override string ToString() => FormattableString.Invariant($"{Commodity}@{Kg}kg");
}

/// <summary>Dangerous goods: <c>1203/3/II</c> is UN 1203, class 3, packing group II.</summary>
internal sealed partial record DangerousGoodsSpec(string UnNumber, string Class, string? PackingGroup)
{
    public const string Form = "UN/CLASS[/GROUP], e.g. 1203/3/II";

    public static DangerousGoodsSpec? Parse(string text) =>
        Pattern().Match(text.Trim()) is { Success: true } match
            ? new DangerousGoodsSpec(
                match.Groups["un"].Value,
                match.Groups["class"].Value.ToUpperInvariant(),
                match.Groups["group"] is { Success: true } group ? group.Value.ToUpperInvariant() : null
            )
            : null;

    public override string ToString() => PackingGroup is null ? $"{UnNumber}/{Class}" : $"{UnNumber}/{Class}/{PackingGroup}";

    // Whether such a class exists is the service's business; here only the form counts.
    [GeneratedRegex(
        @"\A(UN)?(?<un>[0-9]{4})/(?<class>[0-9](\.[0-9])?[A-Z]?)(/(?<group>I{1,3}))?\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Pattern();
}
