namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>Bodies in which everything is there and of the right shape, but for a null in one place; out of a service's own OpenAPI document.</summary>
/// <param name="document">The document of the service.</param>
public sealed class Nulls(JsonObject document)
{
    private const int Deepest = 8;

    /// <summary>A body with a null.</summary>
    /// <param name="At">JSON Pointer to the null.</param>
    /// <param name="Allowed">Whether the document lets it be null.</param>
    public sealed record Nulled(string Body, string At, bool Allowed);

    /// <summary>The body of an operation, once for each place in it.</summary>
    public IEnumerable<Nulled> Of(JsonObject operation)
    {
        var schema = operation["requestBody"]
            ?["content"]?.AsObject()
            .FirstOrDefault(c => c.Key.Contains("json", StringComparison.Ordinal))
            .Value?["schema"];
        if (schema is null || Whole(schema, 0) is not JsonObject whole)
        {
            yield break;
        }
        foreach (var (at, allowed) in Places(schema, "", 0))
        {
            var body = whole.DeepClone();
            var steps = at.Split('/')[1..];
            var holder = steps[..^1].Aggregate(body, (node, step) => node is JsonArray items ? items[0]! : node[step]!);
            if (holder is JsonArray list)
            {
                list[0] = null;
            }
            else
            {
                holder[steps[^1]] = null;
            }
            yield return new Nulled(body.ToJsonString(), at, allowed);
        }
    }

    private IEnumerable<(string At, bool Allowed)> Places(JsonNode schema, string at, int depth)
    {
        var of = Resolve(schema, out _);
        var parts =
            of["properties"] is JsonObject properties ? properties.Select(p => (At: $"{at}/{p.Key}", Schema: p.Value!))
            : of["items"] is { } items ? [(At: $"{at}/0", Schema: items)]
            : [];
        foreach (var part in depth < Deepest ? parts : [])
        {
            Resolve(part.Schema, out var allowed);
            yield return (part.At, allowed);
            foreach (var place in Places(part.Schema, part.At, depth + 1))
            {
                yield return place;
            }
        }
    }

    private JsonNode? Whole(JsonNode schema, int depth)
    {
        var of = Resolve(schema, out _);
        if (of["enum"] is JsonArray values)
        {
            return values.First(v => v is not null)!.DeepClone();
        }
        if (of["properties"] is JsonObject properties)
        {
            return new JsonObject(
                properties.Where(_ => depth < Deepest).Select(p => KeyValuePair.Create(p.Key, Whole(p.Value!, depth + 1)))
            );
        }
        var type = of["type"] is JsonArray types ? types.First(t => (string?)t != "null") : of["type"];
        return (string?)type switch
        {
            "array" => new JsonArray([.. Enumerable.Range(0, 2).Select(_ => Whole(of["items"]!, depth + 1))]),
            "integer" or "number" => 1,
            "boolean" => true,
            "object" => new JsonObject(),
            _ => (string?)of["format"] switch
            {
                "date-time" => "2026-12-01T08:00:00+08:00",
                "date" => "2026-12-01",
                "time" => "08:00:00",
                "uuid" => "01a20d9c-fea1-7409-a002-5f37e17ec945",
                _ => "x",
            },
        };
    }

    private JsonObject Resolve(JsonNode schema, out bool mayBeNull)
    {
        var types = schema["type"] as JsonArray;
        mayBeNull = types?.Any(t => (string?)t == "null") == true;
        if (schema["oneOf"] is JsonArray choices)
        {
            mayBeNull = choices.Any(c => (string?)c!["type"] == "null");
            schema = choices.First(c => (string?)c!["type"] != "null")!;
        }
        return (string?)schema["$ref"] is { } reference
            ? reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode)document, (at, step) => at[step]!).AsObject()
            : schema.AsObject();
    }
}
