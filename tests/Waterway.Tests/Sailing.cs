using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Qujiang.Waterway.Tests;

/// <summary>A sailing as the service shows it.</summary>
/// <param name="Kg">Offered where it is least.</param>
/// <param name="Teu100">Likewise.</param>
internal sealed record Sailing(
    string Status,
    DateTimeOffset Departs,
    DateTimeOffset Arrives,
    int Kg,
    int Teu100,
    int Segments,
    long Revision
)
{
    /// <summary>Those of a line, by id.</summary>
    public static async Task<Dictionary<string, Sailing>> AllAsync(HttpClient client, string line)
    {
        var page = await client.GetFromJsonAsync<JsonNode>($"/v1/movements?line={line}&limit=200");
        return page!["items"]!
            .AsArray()
            .ToDictionary(
                m => m!["movementId"]!.GetValue<string>(),
                m => new Sailing(
                    m!["status"]!.GetValue<string>(),
                    m["calls"]![0]!["departure"]!.GetValue<DateTimeOffset>(),
                    m["calls"]!.AsArray()[^1]!["arrival"]!.GetValue<DateTimeOffset>(),
                    m["segments"]!.AsArray().Min(s => s!["offered"]!["kg"]!.GetValue<int>()),
                    m["segments"]!
                        .AsArray()
                        .Min(s => (int)(decimal.Parse(s!["offered"]!["teu"]!.ToString(), CultureInfo.InvariantCulture) * 100)),
                    m["segments"]!.AsArray().Count,
                    m["revision"]!.GetValue<long>()
                )
            );
    }
}
