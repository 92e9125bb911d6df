using System.Globalization;

namespace Qujiang.Cli.Grammar;

/// <summary>Numbers and weights as people type them.</summary>
internal static class Amounts
{
    /// <summary>Dividing by this drops the zeros at the end: 20.000 becomes 20.</summary>
    private const decimal Normalizer = 1.0000000000000000000000000000m;

    /// <summary>Kilograms out of <c>20t</c>, <c>20.5t</c>, <c>20000kg</c> or <c>20000</c>.</summary>
    public static bool TryKilograms(ReadOnlySpan<char> text, out decimal kilograms)
    {
        text = text.Trim();
        var factor = 1m;
        if (text.EndsWith("kg", StringComparison.OrdinalIgnoreCase))
        {
            text = text[..^2];
        }
        else if (text.EndsWith("t", StringComparison.OrdinalIgnoreCase))
        {
            text = text[..^1];
            factor = 1000m;
        }
        if (TryNumber(text, out kilograms) && kilograms is > 0 and < 1_000_000_000)
        {
            kilograms = decimal.Round(kilograms * factor, 3) / Normalizer;
            return kilograms > 0;
        }
        return false;
    }

    /// <summary>A number with a decimal point, without sign or exponent.</summary>
    public static bool TryNumber(ReadOnlySpan<char> text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    /// <summary>A count from 1.</summary>
    public static bool TryCount(ReadOnlySpan<char> text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0;

    /// <summary>Takes <c>3x</c> off the front; a count that is not written is 1.</summary>
    public static bool TryTakeCount(ref ReadOnlySpan<char> text, out int count)
    {
        count = 1;
        var x = text.IndexOfAny('x', 'X');
        if (x <= 0 || text[..x].ContainsAnyExceptInRange('0', '9'))
        {
            return true;
        }
        if (!TryCount(text[..x], out count))
        {
            return false;
        }
        text = text[(x + 1)..];
        return true;
    }
}
