using System.Globalization;
using System.Text;

namespace Qujiang.ServiceDefaults;

/// <summary>JSON Pointers (RFC 6901), and how to get one from the path in a <see cref="System.Text.Json.JsonException"/>.</summary>
public static class JsonPointer
{
    /// <summary>One step of a pointer, escaped, with its leading slash.</summary>
    public static string Segment(string member) =>
        "/" + member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>Joins steps.</summary>
    public static string Of(IEnumerable<string> segments) => string.Concat(segments.Select(Segment));

    /// <summary>The steps of a path such as <c>$.equipment[0].type</c> or <c>$['odd name'].x</c>.</summary>
    /// <remarks>Member names that hold quotes or brackets are written ambiguously by the serializer; such a path is followed as far as it is clear.</remarks>
    internal static List<string> Steps(string? path)
    {
        var steps = new List<string>();
        var text = path.AsSpan().TrimStart('$');
        while (!text.IsEmpty)
        {
            int used;
            if (text.StartsWith("['", StringComparison.Ordinal) && text.IndexOf("']", StringComparison.Ordinal) is var end and > 0)
            {
                steps.Add(Unescape(text[2..end]));
                used = end + 2;
            }
            else if (text[0] == '[' && text.IndexOf(']') is var close and > 0)
            {
                steps.Add(text[1..close].ToString());
                used = close + 1;
            }
            else if (text[0] == '.')
            {
                var rest = text[1..];
                var length = rest.IndexOfAny('.', '[') is var stop and >= 0 ? stop : rest.Length;
                steps.Add(rest[..length].ToString());
                used = length + 1;
            }
            else
            {
                break;
            }
            text = text[used..];
        }
        return steps;
    }

    private static string Unescape(ReadOnlySpan<char> text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
            }
            result.Append(text[i]);
        }
        return result.ToString();
    }

    internal static bool IsIndex(string step) => int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
