using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Qujiang.Tests.Shared;

/// <summary>Reads and changes the reference data of a leg service by REST, as an operator does. Compiled by link into the tests of each mode that needs it.</summary>
public sealed class DataClient(HttpClient client)
{
    public async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(string path)
    {
        using var response = await client.GetAsync(path);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    /// <summary>The row that holds today, to be changed and put.</summary>
    public async Task<JsonNode> CurrentAsync(string path) => (await GetAsync(path)).Body["current"]!["data"]!;

    public async Task<int> RevisionAsync(string path) => (await GetAsync(path)).Body["revision"]!.GetValue<int>();

    /// <summary>Puts a row on the present revision, the first one where there is none.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Body)> PutAsync(string path, JsonNode row, DateOnly? from = null)
    {
        var body = new JsonObject { ["data"] = row.DeepClone(), ["reason"] = "test" };
        if (from is { } day)
        {
            body["from"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        var (status, sheet) = await GetAsync(path);
        return await SendAsync(HttpMethod.Put, path, body, status == HttpStatusCode.OK ? sheet["revision"]!.GetValue<int>() : null);
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> RestoreAsync(string path, int revision) =>
        await SendAsync(
            HttpMethod.Post,
            $"{path}/restore",
            new JsonObject { ["revision"] = revision, ["reason"] = "back" },
            await RevisionAsync(path)
        );

    public async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string path, JsonNode body, int? revision)
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
