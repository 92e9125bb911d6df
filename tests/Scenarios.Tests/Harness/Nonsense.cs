using System.Net.Http.Headers;
using System.Text;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>
/// Writes requests that nobody should send, out of a service's own OpenAPI document: mostly of the right shape, with values seen in its answers, so
/// that they come far, and then something in them that is wrong.
/// </summary>
/// <param name="document">The document of the service.</param>
/// <param name="random">Every request follows from it, but for times, which are near the present.</param>
/// <param name="seen">Values met in answers, by the name of their property.</param>
public sealed class Nonsense(JsonObject document, Random random, IReadOnlyDictionary<string, List<JsonNode>> seen)
{
    private static readonly string[] Strings =
    [
        "",
        " ",
        "\0",
        "x\0y",
        "%00",
        "..",
        "../../etc/passwd",
        "'; DROP TABLE movement; --",
        "\"",
        "{}",
        "衢江港区",
        "\u202eabc",
        "😀",
        new('x', 300),
        new('9', 40),
        "-1",
        "0",
        "1e400",
        "NaN",
        "true",
        "0.0000000000000000000000000001",
        "79228162514264337593543950336",
        "0001-01-01",
        "9999-12-31",
        "2026-02-30",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59.9999999-14:00",
        "2026-12-01T08:00:00",
        "2026-12-01T08:00:00+99:00",
        "P1D",
        "-PT1H",
        "PT99999999999999H",
        "00000000-0000-0000-0000-000000000000",
        "01a20d9c-fea1-7409-a002-5f37e17ec945",
        "RAIL",
        "rail",
        "BLG-PRT",
        "CNNBG",
        "45G1",
        "*",
    ];

    // Written as they stand: most of them are no number a .NET type holds.
    private static readonly string[] Numbers =
    [
        "0",
        "-1",
        "1",
        "-0.0",
        "0.5",
        "2147483647",
        "2147483648",
        "-2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "1e308",
        "1e-320",
        "1e400",
        "79228162514264337593543950335",
        "99999999999999999999999999999999",
        "null",
        "\"12\"",
        "[]",
        "{}",
        "true",
    ];

    private int oneIn = 14;

    /// <summary>A request for an operation, and how to tell it to a person. Some hold much that is wrong, some little, some only what does not go together.</summary>
    public (HttpRequestMessage Request, string Told) Next(string path, string method, JsonObject operation)
    {
        oneIn = random.Next(4) switch
        {
            0 => 14,
            1 => 1_000_000,
            _ => 60,
        };
        var query = new StringBuilder();
        foreach (var parameter in operation["parameters"]?.AsArray().Select(p => Resolve(p!)) ?? [])
        {
            var name = (string)parameter["name"]!;
            if ((string?)parameter["in"] == "path")
            {
                path = path.Replace($"{{{name}}}", Uri.EscapeDataString(PathText(Named(path, name))), StringComparison.Ordinal);
            }
            else if ((string?)parameter["in"] == "query" && random.Next(3) == 0)
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(Text(name)));
            }
        }

        var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), path + query);
        var body = operation["requestBody"]
            ?["content"]?.AsObject()
            .FirstOrDefault(c => c.Key.Contains("json", StringComparison.Ordinal))
            .Value;
        var text = body is null ? null : Body(body["schema"]);
        if (text is not null)
        {
            request.Content = new ByteArrayContent(Bytes(text));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(random.Next(oneIn * 2) == 0 ? "text/plain" : "application/json");
        }
        Header("Idempotency-Key", () => random.Next(4) == 0 ? Pick(Strings) : NewGuid().ToString(), 2);
        Header("If-Match", () => Pick(["*", "\"1\"", "\"2\"", "1", "W/\"1\"", "\"x\"", "\"9223372036854775808\""]), 3);
        Header("If-None-Match", () => Pick(["*", "\"1\""]), 10);
        Header("Prefer", () => Pick(["wait=0", "wait=-1", "wait=99999999999", "respond-async", "=", ""]), 10);
        return (request, $"{request.Method} {path}{query} {request.Headers.ToString().ReplaceLineEndings(" ")}{text}");

        void Header(string name, Func<string> value, int oneIn)
        {
            if (random.Next(oneIn) == 0)
            {
                // What no header can carry stays unsent.
                request.Headers.TryAddWithoutValidation(name, new string([.. value().Where(c => c is >= ' ' and < '\u007f')]));
            }
        }
    }

    private string Body(JsonNode? schema)
    {
        var text = Value(schema, "", 0)?.ToJsonString() ?? "null";
        return random.Next(oneIn * 2) switch
        {
            0 => text[..random.Next(text.Length)],
            1 when text.Length > 2 => text.Insert(
                random.Next(1, text.Length),
                Pick(["\\ud800", "\0", "\"", ",", "}", "9", "\\u0000", "é"])
            ),
            2 when random.Next(10) == 0 => string.Concat(Enumerable.Repeat("[", 5_000)),
            _ => Unquoted(text),
        };
    }

    private byte[] Bytes(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > 0 && random.Next(30) == 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }
        return bytes;
    }

    private JsonNode? Value(JsonNode? schema, string name, int depth)
    {
        var resolved = Resolve(schema ?? new JsonObject());
        if (random.Next(oneIn) == 0)
        {
            return random.Next(3) == 0 ? null : Odd();
        }
        if (resolved["enum"] is JsonArray values)
        {
            return values[random.Next(values.Count)]?.DeepClone();
        }
        if (resolved["oneOf"] is JsonArray choices)
        {
            return Value(choices.FirstOrDefault(c => c?["$ref"] is not null) ?? choices[0], name, depth);
        }
        if (resolved["properties"] is JsonObject properties)
        {
            var required = resolved["required"]?.AsArray().Select(r => (string)r!).ToHashSet() ?? [];
            var made = new JsonObject();
            foreach (var (property, of) in properties)
            {
                if (depth < 6 && (required.Contains(property) ? random.Next(oneIn) > 0 : random.Next(2) == 0))
                {
                    made[property] = Value(of, property, depth + 1);
                }
            }
            if (random.Next(oneIn) == 0)
            {
                made["surplus"] = Odd();
            }
            return made;
        }
        if (seen.TryGetValue(name, out var known) && random.Next(5) > 0)
        {
            return known[random.Next(known.Count)].DeepClone();
        }
        var type = resolved["type"] is JsonArray types
            ? (string?)types.FirstOrDefault(t => (string?)t != "null")
            : (string?)resolved["type"];
        return type switch
        {
            "array" => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(resolved["items"], name, depth + 1))]),
            "integer" or "number" => JsonValue.Create(random.Next(3) == 0 ? random.Next(3) : random.Next(1, 30_000)),
            "boolean" => JsonValue.Create(random.Next(2) == 0),
            "object" => new JsonObject { [Pick(Strings)] = Odd() },
            _ => (string?)resolved["format"] switch
            {
                "date-time" => JsonValue.Create(
                    DateTimeOffset.UtcNow.AddHours(random.Next(-500, 1_000)).ToString("yyyy-MM-ddTHH:mm:sszzz")
                ),
                "date" => JsonValue.Create(DateTimeOffset.UtcNow.AddDays(random.Next(-20, 50)).ToString("yyyy-MM-dd")),
                "uuid" => JsonValue.Create(NewGuid().ToString()),
                _ => JsonValue.Create(Pick(Strings)),
            },
        };
    }

    /// <summary>A value of a wrong kind or size. A number is marked and stands bare in the body: see <see cref="Unquoted"/>.</summary>
    private JsonValue Odd() => JsonValue.Create(random.Next(2) == 0 ? Pick(Strings) : $"@{Pick(Numbers)}@")!;

    private static string Unquoted(string json)
    {
        foreach (var number in Numbers)
        {
            json = json.Replace(JsonValue.Create($"@{number}@").ToJsonString(), number, StringComparison.Ordinal);
        }
        return json;
    }

    /// <summary>As <see cref="Text"/>, but for what the server itself turns away or resolves in a path, in no words of ours: a NUL, a step up.</summary>
    private string PathText(string name)
    {
        var value = Text(name);
        return value is "" or "." or ".." ? "x" : value.Replace('\0', '_');
    }

    /// <summary>A value for a place that takes text: mostly one that was seen under the name.</summary>
    private string Text(string name) =>
        seen.TryGetValue(name, out var known) && random.Next(4) > 0 ? known[random.Next(known.Count)].ToString() : Pick(Strings);

    /// <summary>The property under which answers show what stands in a path: <c>/v1/movements/{id}</c> wants a <c>movementId</c>.</summary>
    public static string Named(string path, string name)
    {
        var before = path.Split('/').TakeWhile(s => s != $"{{{name}}}").LastOrDefault(s => !s.StartsWith('{')) ?? "";
        return name == "id" ? $"{before.TrimEnd('s')}Id" : name;
    }

    private JsonObject Resolve(JsonNode schema) =>
        (string?)schema["$ref"] is { } reference
            ? reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode)document, (at, step) => at[step]!).AsObject()
            : schema.AsObject();

    private Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private string Pick(string[] values) => values[random.Next(values.Length)];
}
