using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Qujiang.Testing;

/// <summary>Asking over HTTP and reading what comes.</summary>
public static class Asking
{
    /// <summary>The status and the body of the answer; an empty object where it has none.</summary>
    public static async Task<(int Status, JsonObject Body)> AskAsync(
        this HttpClient client,
        HttpMethod method,
        string path,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        var (response, answer) = await client.SendAsync(method, path, body, headers);
        using (response)
        {
            return ((int)response.StatusCode, answer);
        }
    }

    /// <summary>The same, for who reads headers as well.</summary>
    public static async Task<(HttpResponseMessage Response, JsonObject Body)> SendAsync(
        this HttpClient client,
        HttpMethod method,
        string path,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType());
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }
}
