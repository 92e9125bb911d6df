using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Qujiang.Testing;

/// <summary>The few calls of RabbitMQ's management API that tests need. The address carries the credentials: <c>http://user:pass@host:port</c>.</summary>
public sealed class BrokerManagement
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(30) });
    private readonly Uri address;
    private readonly AuthenticationHeaderValue credentials;

    public BrokerManagement(string addressWithCredentials)
    {
        var uri = new Uri(addressWithCredentials);
        var user = Uri.UnescapeDataString(uri.UserInfo);
        credentials = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        address = new UriBuilder(uri.Scheme, uri.Host, uri.Port, "api/").Uri;
    }

    /// <summary>GET <c>/api/{path}</c>, e.g. <c>queues/{vhost}/{name}</c>; parts with slashes must be escaped by the caller.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null);
        response.EnsureSuccessStatusCode();
        return await JsonSerializer.DeserializeAsync<JsonElement>(await response.Content.ReadAsStreamAsync());
    }

    public async Task PutAsync(string path, string json = "{}")
    {
        using var response = await SendAsync(HttpMethod.Put, path, json);
        response.EnsureSuccessStatusCode();
    }

    public async Task PostAsync(string path, string json)
    {
        using var response = await SendAsync(HttpMethod.Post, path, json);
        response.EnsureSuccessStatusCode();
    }

    public async Task DeleteAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Delete, path, null);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            response.EnsureSuccessStatusCode();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path)) { Headers = { Authorization = credentials } };
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }
        return await Client.SendAsync(request);
    }
}
