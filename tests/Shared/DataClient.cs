using System.Globalization;
using System.Net;
using System.Net.Http.Json;
#pragma warning disable IDE0005 // one of the projects it is linked into has two of these for all its files
using System.Text.Json.Nodes;
using Qujiang.Network;
using Shouldly;
#pragma warning restore IDE0005

namespace Qujiang.Tests.Shared;

/// <summary>Reads and changes the reference data of a leg service by REST, as an operator does. Compiled by link into the tests of each mode that needs it.</summary>
public sealed class DataClient(HttpClient client)
{
    /// <summary>Today at the hub.</summary>
    public static DateOnly Today => HubTime.DayOf(TimeProvider.System.GetUtcNow());

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(string path)
    {
        using var response = await client.GetAsync(path);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    /// <summary>The row of today, to be changed and put; where none holds yet, the first that will.</summary>
    public async Task<JsonNode> RowAsync(string path)
    {
        var sheet = (await GetAsync(path)).Body;
        return (sheet["current"] ?? sheet["rows"]![0])!["data"]!;
    }

    public async Task<int> RevisionAsync(string path) => (await GetAsync(path)).Body["revision"]!.GetValue<int>();

    /// <summary>Puts a row on the present revision, the first one where there is none; without a day from today on.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Body)> PutAsync(string path, JsonNode row, DateOnly? from = null)
    {
        var body = new JsonObject { ["data"] = row.DeepClone(), ["reason"] = "test" };
        if (from is { } day)
        {
            body["from"] = Text(day);
        }

        return await SendAsync(HttpMethod.Put, path, body, await PresentAsync(path));
    }

    /// <summary>Puts a row that is taken.</summary>
    /// <returns>What it did, and the revision before, 0 where there was none.</returns>
    public async Task<(JsonNode Effect, int Before)> ChangeAsync(string path, JsonNode row, DateOnly? from = null)
    {
        var before = await PresentAsync(path) ?? 0;
        var (status, answer) = await PutAsync(path, row, from);
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return (answer["effect"]!, before);
    }

    /// <summary>Puts the row of today with something changed.</summary>
    /// <returns>What it did, and the revision before.</returns>
    public async Task<(JsonNode Effect, int Before)> ChangeAsync(string path, Action<JsonNode> change, DateOnly? from = null)
    {
        var row = await RowAsync(path);
        change(row);
        return await ChangeAsync(path, row, from);
    }

    /// <summary>The row of today with something changed is refused, and what is wrong with it is named.</summary>
    public async Task ShouldRefuseAsync(string path, Action<JsonNode> change, string pointer)
    {
        var row = await RowAsync(path);
        change(row);
        var (status, problem) = await PutAsync(path, row);
        status.ShouldBe(HttpStatusCode.BadRequest, problem.ToJsonString());
        problem["errors"]!.AsArray().ShouldContain(e => e!["pointer"]!.ToString() == pointer, problem.ToJsonString());
    }

    /// <summary>The rows of a former version hold again: those of the first one unless said.</summary>
    /// <returns>What it did.</returns>
    public async Task<JsonNode> RestoreAsync(string path, int revision = 1)
    {
        var body = new JsonObject { ["revision"] = revision, ["reason"] = "back" };
        var (status, answer) = await SendAsync(HttpMethod.Post, $"{path}/restore", body, await RevisionAsync(path));
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return answer["effect"]!;
    }

    /// <summary>Puts what has no revisions, such as a closure, as it is written.</summary>
    public Task<(HttpStatusCode Status, JsonNode Body)> SetAsync(string path, string json) =>
        SendAsync(HttpMethod.Put, path, JsonNode.Parse(json)!);

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

    private async Task<int?> PresentAsync(string path)
    {
        var (status, sheet) = await GetAsync(path);
        return status == HttpStatusCode.OK ? sheet["revision"]!.GetValue<int>() : null;
    }
}
