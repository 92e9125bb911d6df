using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Qujiang.ServiceDefaults;

namespace Qujiang.Benchmarks;

/// <summary>The house that deploy/up has started, or another one that QJ_DEV_KEY, QJ_RAIL_URL and QJ_ROUTING_URL name.</summary>
internal sealed class RunningHouse : IDisposable
{
    private readonly TokenMinter minter = TokenMinter.FromFile(Setting("QJ_DEV_KEY", ".run/keys/dev-signing.pem"), TimeProvider.System);

    public RunningHouse()
    {
        Rail = Client(Setting("QJ_RAIL_URL", "http://127.0.0.1:7402"), "schedules:write");
        Routing = Client(Setting("QJ_ROUTING_URL", "http://127.0.0.1:7405"), "quotes:write");
    }

    public HttpClient Rail { get; }

    public HttpClient Routing { get; }

    /// <summary>A quote for one 20 ft box of 18 t, ready in six hours.</summary>
    public async Task<(JsonNode Quote, string Timing)> QuoteAsync(string from, string to, Action<JsonObject>? with = null)
    {
        var ready = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).AddHours(6);
        var request = new JsonObject
        {
            ["origin"] = new JsonObject { ["terminal"] = from },
            ["destination"] = new JsonObject { ["terminal"] = to },
            ["readyAt"] = ready.ToString("yyyy-MM-ddTHH:mm:sszzz"),
            ["equipment"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "22G1",
                    ["count"] = 1,
                    ["cargoKg"] = 18_000,
                }
            ),
        };
        with?.Invoke(request);
        using var answer = await PatientlyAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? (JsonNode.Parse(body)!, answer.Headers.GetValues("Server-Timing").Single())
            : throw new InvalidOperationException(body);
    }

    /// <summary>The house limits each tenant's rate: waits as long as it says, and asks again.</summary>
    private async Task<HttpResponseMessage> PatientlyAsync(JsonObject request)
    {
        while (true)
        {
            var answer = await Routing.PostAsJsonAsync("/v1/quotes", request);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests)
            {
                return answer;
            }
            var pause = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
            answer.Dispose();
            await Task.Delay(pause, TimeProvider.System);
        }
    }

    public void Dispose()
    {
        Rail.Dispose();
        Routing.Dispose();
        minter.Dispose();
    }

    private static string Setting(string name, string otherwise) => Environment.GetEnvironmentVariable(name) ?? otherwise;

    private HttpClient Client(string url, string scope)
    {
#pragma warning disable RS0030 // a program's own root: there is no container to inject from
        var client = new HttpClient { BaseAddress = new Uri(url) };
#pragma warning restore RS0030
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", minter.Mint("benchmark", [scope]));
        return client;
    }
}
