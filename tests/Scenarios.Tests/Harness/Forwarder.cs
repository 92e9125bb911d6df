using System.Globalization;
using System.Net;
using System.Net.Http.Json;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>A forwarder at the REST interface of routing.</summary>
public sealed class Forwarder(Hub hub, string tenant = "acme") : IDisposable
{
    private readonly HttpClient client = hub.Client("routing", tenant, "quotes:write");

    /// <summary>Asks for a quote that must be answered; ready tomorrow at 08:00 hub time unless told.</summary>
    public async Task<JsonObject> QuoteAsync(string from, string to, JsonObject cargo, Action<JsonObject>? with = null)
    {
        var request = Request(from, to, cargo);
        with?.Invoke(request);
        using var answer = await client.PostAsJsonAsync("/v1/quotes", request);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, body);
        return JsonNode.Parse(body)!.AsObject();
    }

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(path);

    public static JsonObject Request(string from, string to, JsonObject cargo)
    {
        var request = new JsonObject
        {
            ["origin"] = new JsonObject { ["terminal"] = from },
            ["destination"] = new JsonObject { ["terminal"] = to },
            ["readyAt"] = Tomorrow(8).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in cargo)
        {
            request[name] = value?.DeepClone();
        }
        return request;
    }

    /// <summary>So many containers of a type, with the cargo mass in each.</summary>
    public static JsonObject Boxes(int count, string type, int cargoKg) =>
        new()
        {
            ["equipment"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = type,
                    ["count"] = count,
                    ["cargoKg"] = cargoKg,
                }
            ),
        };

    /// <summary>An hour of tomorrow in the hub's time zone.</summary>
    public static DateTimeOffset Tomorrow(int hour)
    {
        var now = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8));
        return new DateTimeOffset(now.Date.AddDays(1).AddHours(hour), TimeSpan.FromHours(8));
    }

    public void Dispose() => client.Dispose();
}

/// <summary>Reading quotes.</summary>
public static class QuoteReading
{
    public static IEnumerable<JsonObject> Options(this JsonObject quote) =>
        quote["options"]!.AsArray().Select(option => option!.AsObject());

    public static IEnumerable<JsonObject> Legs(this JsonObject option) => option["legs"]!.AsArray().Select(leg => leg!.AsObject());

    public static IEnumerable<JsonObject> Charges(this JsonObject option) =>
        option["price"]!["charges"]!.AsArray().Select(charge => charge!.AsObject());

    public static string Text(this JsonObject node, string name) => node[name]!.GetValue<string>();

    public static decimal Money(this JsonObject node, string name = "amount") =>
        decimal.Parse(node.Text(name), CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(this JsonObject node, string name) =>
        DateTimeOffset.Parse(node.Text(name), CultureInfo.InvariantCulture);

    public static string Modes(this JsonObject option) => string.Join('>', option.Legs().Select(leg => leg.Text("mode")));

    public static bool Rides(this JsonObject option, string movementId) =>
        option.Legs().Any(leg => leg["movementId"] is { } id && id.GetValue<string>() == movementId);
}
