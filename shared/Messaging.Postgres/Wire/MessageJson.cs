using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit.Serialization.JsonConverters;
using Qujiang.Contracts;

namespace Qujiang.Messaging.Postgres;

/// <summary>How envelopes, messages and saga state are written as JSON.</summary>
public static class MessageJson
{
    /// <summary>
    /// <see cref="ContractJson.Options"/>, and for what Contracts does not own: enumerations as UPPER_SNAKE_CASE strings, and MassTransit's
    /// converters, which read its envelope.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(ContractJson.Options);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper));
        options.Converters.Add(new SystemTextJsonConverterFactory());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
