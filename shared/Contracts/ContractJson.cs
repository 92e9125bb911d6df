using System.Text.Json;
using System.Text.Json.Serialization;

namespace Qujiang.Contracts;

/// <summary>How a message looks as JSON: the one serialization that golden samples and schemas are made with.</summary>
public static class ContractJson
{
    /// <summary>camelCase members, enums by their published names, strict numbers, instants in RFC 3339; members a reader does not know are tolerated.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.Strict,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
