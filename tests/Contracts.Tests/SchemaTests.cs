using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Qujiang.Contracts.Tests;

/// <summary>JSON Schemas are exported from the records, kept in the repository, and accept the golden samples.</summary>
public sealed class SchemaTests
{
    private static readonly JsonSerializerOptions Indented = new(ContractJson.Options)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<string> Names => ContractCatalogue.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_schema_in_the_repository_is_the_records_own(string name)
    {
        var exported = Export(name);
        ContractFiles.ShouldHold($"schemas/{name}.schema.json", exported.ToJsonString(Indented) + "\n");
    }

    [Theory, MemberData(nameof(Names))]
    public void The_schema_demands_what_the_sample_has_and_nothing_it_lacks(string name)
    {
        var schema = Export(name);
        var sample = JsonNode.Parse(File.ReadAllText(Path.Combine(ContractCatalogue.Folder, $"golden/{name}.json")))!.AsObject();
        var required = schema["required"]!.AsArray().Select(node => node!.GetValue<string>()).ToHashSet();
        required.ShouldBeSubsetOf(sample.Select(pair => pair.Key));
        sample.Select(pair => pair.Key).ShouldBeSubsetOf(schema["properties"]!.AsObject().Select(pair => pair.Key));
    }

    private static JsonObject Export(string name)
    {
        var options = new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            // A member that may be null is left out when it is: only the others are required.
            TransformSchemaNode = static (context, schema) =>
            {
                if (schema is JsonObject node && node["properties"] is JsonObject properties)
                {
                    var required = properties.Where(pair => !AllowsNull(pair.Value)).Select(pair => (JsonNode)pair.Key).ToArray();
                    node["required"] = new JsonArray(required);
                }
                return schema;
            },
        };
        var schema = ContractJson.Options.GetJsonSchemaAsNode(ContractCatalogue.Find(name), options).AsObject();
        var document = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"urn:message:{name}",
            ["title"] = ContractCatalogue.Find(name).Name,
        };
        foreach (var (key, value) in schema.ToArray())
        {
            schema.Remove(key);
            document[key] = value;
        }
        document["type"] = "object";
        return document;
    }

    private static bool AllowsNull(JsonNode? schema) =>
        schema is JsonObject node
        && (
            node["type"] is JsonArray types && types.Any(type => type?.GetValue<string>() == "null")
            || node["enum"] is JsonArray values && values.Any(value => value is null)
        );
}
