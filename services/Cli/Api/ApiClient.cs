using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Qujiang.ServiceDefaults;

namespace Qujiang.Cli.Api;

/// <summary>One service's REST edge. Every failure leaves as a <see cref="CliException"/> with its exit code.</summary>
internal sealed class ApiClient(CliHost host, string service, Func<string, string>? nameOfPointer = null, string scope = "quotes:write")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public Uri Url { get; } = host.Url(service);

    public Task<string> GetAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, cancellation);

    public Task<string> PostAsync<T>(string path, T body, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body, WireJson.Options), cancellation);

    /// <summary>Sends a file as it is read, and does not wait for what is done with it.</summary>
    public async Task<string> SendFileAsync(string path, Stream file, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Post, path, null);
        request.Content = new StreamContent(file);
        request.Headers.Add("Prefer", "respond-async");
        try
        {
            using var response = await host.Http.SendAsync(request, cancellation);
            var text = await response.Content.ReadAsStringAsync(cancellation);
            // A file that was refused says line by line why: the answer holds the import.
            return response.IsSuccessStatusCode ? text : Problem.ImportOf(text) ?? throw Failure(response, text);
        }
        catch (HttpRequestException e)
        {
            throw Away(e);
        }
    }

    /// <summary>Opens a stream that goes on until it is given up.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Get, path, null);
        try
        {
            var response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                using (response)
                {
                    throw Failure(response, await response.Content.ReadAsStringAsync(cancellation));
                }
            }
            return response;
        }
        catch (HttpRequestException e)
        {
            throw Away(e);
        }
    }

    public static T Read<T>(string json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, WireJson.Options)
                ?? throw new CliException(ExitCode.Unavailable, "The service gave an empty answer.");
        }
        catch (JsonException e)
        {
            throw new CliException(ExitCode.Unavailable, $"The service gave an answer that this client does not understand ({e.Path}).");
        }
    }

    private async Task<string> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellation)
    {
        using var request = Request(method, path, body);
        using var limit = new CancellationTokenSource(Patience, host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var response = await host.Http.SendAsync(request, either.Token);
            var text = await response.Content.ReadAsStringAsync(either.Token);
            return response.IsSuccessStatusCode ? text : throw Failure(response, text);
        }
        catch (HttpRequestException e)
        {
            throw Away(e);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new CliException(
                ExitCode.Unavailable,
                $"The {service} service at {Url} did not answer within {Patience.TotalSeconds:0} s."
            );
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string? body)
    {
        var request = new HttpRequestMessage(method, new Uri(Url, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Get(host, scope));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return request;
    }

    private CliException Away(HttpRequestException e) =>
        new(
            ExitCode.Unavailable,
            $"The {service} service at {Url} cannot be reached: {e.InnerException?.Message ?? e.Message}",
            ["Is it running? deploy/status tells; deploy/up starts everything."]
        );

    private CliException Failure(HttpResponseMessage response, string body)
    {
        var problem = Problem.Read(body);
        var title = problem?.Title ?? response.ReasonPhrase ?? "The service refused";
        var details = new List<string>();
        foreach (var error in problem?.Errors ?? [])
        {
            var place = error.Pointer is { } pointer ? nameOfPointer?.Invoke(pointer) ?? pointer : error.Parameter;
            details.Add(string.IsNullOrEmpty(place) ? error.Detail : $"{place}: {error.Detail}");
        }
        if (details.Count == 0 && problem?.Detail is { Length: > 0 } detail)
        {
            details.Add(detail);
        }
        var exit = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NotAllowed,
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => ExitCode.Unavailable,
            _ => ExitCode.BadInput,
        };
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            details.Add("The token in QJ_TOKEN may have expired, or QJ_DEV_KEY is not the key that the services know.");
        }
        if (exit == ExitCode.Unavailable)
        {
            details.Add(
                $"{service} service at {Url}, status {(int)response.StatusCode}" + (problem?.TraceId is { } trace ? $", trace {trace}" : "")
            );
        }
        return new CliException(exit, title + ".", details);
    }
}

/// <summary>An RFC 9457 problem document.</summary>
internal sealed record Problem(string? Type, string? Title, string? Detail, string? TraceId, IReadOnlyList<ProblemError>? Errors)
{
    /// <summary>The import that a refusal tells of; null where it tells of none.</summary>
    public static string? ImportOf(string body)
    {
        try
        {
            return body.TrimStart().StartsWith('{') && JsonElement.Parse(body).TryGetProperty("import", out var import)
                ? import.GetRawText()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static Problem? Read(string body)
    {
        try
        {
            return body.TrimStart().StartsWith('{') ? JsonSerializer.Deserialize<Problem>(body, WireJson.Options) : null;
        }
        catch (JsonException)
        {
            return null; // not from a service of ours: a proxy, say
        }
    }
}

internal sealed record ProblemError(string? Pointer, string? Parameter, string Detail);

/// <summary>Where the bearer token comes from.</summary>
internal static class Tokens
{
    public const string DefaultTenant = "demo";

    /// <summary><c>QJ_TOKEN</c>, else one minted from <c>QJ_DEV_KEY</c> for <c>QJ_TENANT</c> that may do what the scope says, and read.</summary>
    public static string Get(CliHost host, string scope = "quotes:write")
    {
        if (host.Variable("QJ_TOKEN") is { Length: > 0 } token)
        {
            return token.Trim();
        }
        var tenant = host.Variable("QJ_TENANT") is { Length: > 0 } named ? named : DefaultTenant;
        return Mint(host, host.Variable("QJ_DEV_KEY"), tenant, [scope], TimeSpan.FromMinutes(10));
    }

    public static string Mint(CliHost host, string? keyPath, string tenant, IEnumerable<string> scopes, TimeSpan lifetime)
    {
        if (string.IsNullOrWhiteSpace(keyPath))
        {
            throw new CliException(
                ExitCode.NotAllowed,
                "There is no token: set QJ_TOKEN, or QJ_DEV_KEY to the private development key (deploy/qj does)."
            );
        }
        try
        {
            using var minter = TokenMinter.FromFile(keyPath, host.Time);
            return minter.Mint(tenant, scopes, lifetime, "qj");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CliException(ExitCode.BadInput, $"The development key {keyPath} cannot be used: {e.Message}");
        }
    }
}
