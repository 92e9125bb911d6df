using System.Text.Json;

namespace Qujiang.Cli.Api;

/// <summary>Lists that come in pages, and reading what this client only shows.</summary>
internal static class Pages
{
    private const int Most = 100;

    /// <summary>All items of a list: follows the opaque cursor until there is none.</summary>
    public static async Task<List<JsonElement>> AllAsync(
        ApiClient api,
        string path,
        CancellationToken cancellation,
        int most = int.MaxValue
    )
    {
        var items = new List<JsonElement>();
        var next = path;
        for (var page = 0; page < Most && next is not null && items.Count < most; page++)
        {
            var answer = ApiClient.Read<JsonDocument>(await api.GetAsync(next, cancellation)).RootElement;
            var list = answer.ValueKind == JsonValueKind.Array ? answer : FirstArray(answer);
            items.AddRange(list.EnumerateArray());
            var cursor = answer.ValueKind == JsonValueKind.Object ? answer.Text("nextCursor", "next", "cursor") : "";
            next =
                cursor.Length > 0
                    ? $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={Uri.EscapeDataString(cursor)}"
                    : null;
        }
        return items.Count > most ? items[..most] : items;
    }

    /// <summary>The first of these members that is there, as text; an array as its elements with commas; else nothing.</summary>
    public static string Text(this JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value))
            {
                return value.ValueKind switch
                {
                    JsonValueKind.String => value.GetString()!,
                    JsonValueKind.Null => "",
                    JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(v => v.ToString())),
                    _ => value.GetRawText(),
                };
            }
        }
        return "";
    }

    public static DateTimeOffset? Instant(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.TryGetDateTimeOffset(out var instant)
            ? instant
            : null;

    private static JsonElement FirstArray(JsonElement answer)
    {
        foreach (var member in answer.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Array)
            {
                return member.Value;
            }
        }
        throw new CliException(ExitCode.Unavailable, "The service gave an answer without a list.");
    }
}
