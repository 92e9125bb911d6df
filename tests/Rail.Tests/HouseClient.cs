using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Qujiang.Network;
using Shouldly;

namespace Qujiang.Rail.Tests;

/// <summary>Reads and changes house data by REST, and looks at what has become of the trains.</summary>
internal sealed class HouseClient(HttpClient client)
{
    /// <summary>Today at the hub.</summary>
    public static DateOnly Today => HubTime.DayOf(TimeProvider.System.GetUtcNow());

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(string path)
    {
        using var response = await client.GetAsync(path);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    /// <summary>Puts the present data of a sheet with other members, from a day on.</summary>
    /// <returns>What it did, and the revision before.</returns>
    public async Task<(JsonNode Effect, int Before)> ChangeAsync(
        string path,
        DateOnly from,
        params (string Member, JsonNode? Value)[] members
    )
    {
        var before = (await GetAsync(path)).Body["revision"]!.GetValue<int>();
        var (status, answer) = await PutAsync(path, from, members);
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return (answer["effect"]!, before);
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> PutAsync(
        string path,
        DateOnly from,
        params (string Member, JsonNode? Value)[] members
    )
    {
        var sheet = (await GetAsync(path)).Body;
        var row = sheet["rows"]!.AsArray()[0]!["data"]!.DeepClone();
        foreach (var (member, value) in members)
        {
            row[member] = value?.DeepClone();
        }

        return await SendAsync(
            HttpMethod.Put,
            path,
            new JsonObject
            {
                ["data"] = row,
                ["reason"] = "test",
                ["from"] = Text(from),
            },
            sheet["revision"]!.GetValue<int>()
        );
    }

    /// <summary>The rows of a former revision hold again.</summary>
    public async Task<JsonNode> RestoreAsync(string path, int revision)
    {
        var present = (await GetAsync(path)).Body["revision"]!.GetValue<int>();
        var (status, answer) = await SendAsync(
            HttpMethod.Post,
            $"{path}/restore",
            new JsonObject { ["revision"] = revision, ["reason"] = "back" },
            present
        );
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return answer["effect"]!;
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string path, JsonNode body, int? revision = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        if (revision is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{revision}\"");
        }

        using var response = await client.SendAsync(request);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    /// <summary>The runs of a line by id.</summary>
    public async Task<Dictionary<string, Train>> TrainsAsync(string line)
    {
        var page = await client.GetFromJsonAsync<JsonNode>($"/v1/movements?line={line}&limit=200");
        return page!["items"]!.AsArray().ToDictionary(m => m!["movementId"]!.GetValue<string>(), m => Train.Of(m!));
    }

    /// <summary>A train of an operator from Quzhou, with what a body may leave out left out.</summary>
    public Task<(HttpStatusCode Status, JsonNode Body)> PutTrainAsync(
        string id,
        DateOnly day,
        string to,
        string accepts = "CONTAINER",
        string vehicle = "manifest-50teu"
    ) =>
        SendAsync(
            HttpMethod.Put,
            $"/v1/movements/{id}",
            JsonNode.Parse(
                $$"""
                {"lineId": "EXTRA", "vehicle": "{{vehicle}}", "tariffId": "RL-2026",
                 "calls": [{"terminal": "QZR-EST", "kind": "CARGO", "departure": "{{Text(day)}}T04:00:00+08:00", "handlingMinutes": 0},
                           {"terminal": "{{to}}", "kind": "CARGO", "arrival": "{{Text(day)}}T15:00:00+08:00", "handlingMinutes": 180}],
                 "segments": [{"km": "379", "offered": {"teu": "50", "kg": 1500000} }],
                 "rules": {"accepts": ["{{accepts}}"], "dangerousGoods": [], "reefer": false} }
                """
            )!
        );

    public async Task CancelAsync(string id) =>
        (await SendAsync(HttpMethod.Post, $"/v1/movements/{id}/cancel", new JsonObject { ["reason"] = "test" })).Status.ShouldBe(
            HttpStatusCode.OK
        );
}

/// <summary>A movement as far as these tests look at it.</summary>
/// <param name="Times">Of arrival and departure, in order.</param>
/// <param name="Teu">Offered on each segment.</param>
/// <param name="Kg">Offered on each segment.</param>
internal sealed record Train(
    string Status,
    string Vehicle,
    string Times,
    string Teu,
    string Kg,
    string Rules,
    DateTimeOffset Departs,
    DateTimeOffset Arrives
)
{
    /// <summary>Day of the hub on which it starts.</summary>
    public DateOnly Day => HubTime.DayOf(Departs);

    /// <summary>Whether it starts on a day or later, and has not set out: not even in the minute in which a test runs.</summary>
    public bool IsFrom(DateOnly day) => Day >= day && Departs > TimeProvider.System.GetUtcNow().AddMinutes(1);

    public static Train Of(JsonNode m)
    {
        var (calls, segments) = (m["calls"]!.AsArray(), m["segments"]!.AsArray());
        return new(
            m["status"]!.GetValue<string>(),
            m["vehicle"]!.GetValue<string>(),
            string.Join(' ', calls.Select(c => $"{c!["arrival"]}/{c["departure"]}")),
            string.Join(' ', segments.Select(s => s!["offered"]!["teu"]!.ToString())),
            string.Join(' ', segments.Select(s => s!["offered"]!["kg"]!.ToString())),
            m["rules"]!.ToJsonString(),
            calls[0]!["departure"]!.GetValue<DateTimeOffset>(),
            calls[^1]!["arrival"]!.GetValue<DateTimeOffset>()
        );
    }
}
