using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Qujiang.Network;
using Shouldly;

namespace Qujiang.Air.Tests;

/// <summary>What operators change by REST, and what becomes of the flights.</summary>
public sealed class HouseClient(HttpClient client)
{
    /// <summary>Some day on which flights are made already, and of which none has set out.</summary>
    public static DateOnly Day { get; } = HubTime.DayOf(TimeProvider.System.GetUtcNow()).AddDays(4);

    public async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(string path)
    {
        using var response = await client.GetAsync(path);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    /// <summary>The row of today.</summary>
    public async Task<JsonNode> RowAsync(string path) => (await GetAsync(path)).Body["current"]!["data"]!;

    public async Task<(HttpStatusCode Status, JsonNode Body)> TryPutAsync(string path, JsonNode row, DateOnly? from = null)
    {
        var body = new JsonObject { ["data"] = row.DeepClone(), ["reason"] = "test" };
        if (from is { } day)
        {
            body["from"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        var (status, sheet) = await GetAsync(path);
        return await SendAsync(HttpMethod.Put, path, body, status == HttpStatusCode.OK ? sheet["revision"]!.GetValue<int>() : null);
    }

    /// <summary>Changes it, and answers the effect on the flights and the way back.</summary>
    public async Task<(JsonNode Effect, Func<Task<JsonNode>> Restore)> PutAsync(string path, JsonNode row, DateOnly? from = null)
    {
        var (known, before) = await GetAsync(path);
        var (status, answer) = await TryPutAsync(path, row, from);
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        var revision = known == HttpStatusCode.OK ? before["revision"]!.GetValue<int>() : 0;
        return (answer["effect"]!, async () => await RestoreAsync(path, revision));
    }

    public async Task<JsonNode> RestoreAsync(string path, int revision)
    {
        var (status, answer) = await SendAsync(
            HttpMethod.Post,
            $"{path}/restore",
            new JsonObject { ["revision"] = revision, ["reason"] = "back" },
            (await GetAsync(path)).Body["revision"]!.GetValue<int>()
        );
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return answer["effect"]!;
    }

    /// <summary>The flights of a line that have not set out, by id.</summary>
    public async Task<Dictionary<string, Flight>> FlightsAsync(string line)
    {
        var soon = TimeProvider.System.GetUtcNow().AddMinutes(2);
        var page = await client.GetFromJsonAsync<JsonNode>($"/v1/movements?line={line}&limit=200");
        return page!["items"]!
            .AsArray()
            .Select(m => new Flight(m!))
            .Where(f => f.Departs > soon)
            .ToDictionary(f => f.Id, StringComparer.Ordinal);
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string path, JsonNode body, int? revision)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        if (revision is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{revision}\"");
        }

        using var response = await client.SendAsync(request);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }
}

/// <summary>A flight of two airports.</summary>
public sealed class Flight(JsonNode movement)
{
    public string Id { get; } = movement["movementId"]!.ToString();

    public string Status { get; } = movement["status"]!.ToString();

    public string Tariff { get; } = movement["tariffId"]!.ToString();

    public DateTimeOffset Departs { get; } = movement["calls"]![0]!["departure"]!.GetValue<DateTimeOffset>();

    public DateTimeOffset Arrives { get; } = movement["calls"]![1]!["arrival"]!.GetValue<DateTimeOffset>();

    public TimeSpan CutOff { get; } =
        movement["calls"]![0]!["departure"]!.GetValue<DateTimeOffset>() - movement["calls"]![0]!["cutoff"]!.GetValue<DateTimeOffset>();

    public decimal Km { get; } = decimal.Parse(movement["segments"]![0]!["km"]!.ToString(), CultureInfo.InvariantCulture);

    public JsonNode Offered { get; } = movement["segments"]![0]!["offered"]!;

    public JsonNode Held { get; } = movement["segments"]![0]!["held"]!;

    public JsonNode Rules { get; } = movement["rules"]!;

    /// <summary>The day on which it is counted.</summary>
    public DateOnly Day => HubTime.DayOf(Departs);

    /// <summary>All that a change of data may have changed of it.</summary>
    public string Text { get; } =
        $"{movement["status"]} {movement["tariffId"]} {movement["vehicle"]} {movement["calls"]!.ToJsonString()} {movement["rules"]!.ToJsonString()} "
        + $"{movement["segments"]![0]!["km"]} {movement["segments"]![0]!["offered"]!.ToJsonString()}";
}
