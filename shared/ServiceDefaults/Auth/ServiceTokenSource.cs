using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Qujiang.ServiceDefaults;

/// <summary>The token with which this service calls its neighbours.</summary>
/// <remarks>
/// From <see cref="AuthOptions.TokenEndpoint"/> (OAuth2 client credentials) where one is configured, else minted from
/// <see cref="AuthOptions.DevelopmentPrivateKeyPath"/>. Kept until a minute before it expires; concurrent callers share one request.
/// </remarks>
public sealed class ServiceTokenSource(
    IHttpClientFactory clients,
    IOptions<AuthOptions> options,
    ServiceIdentity service,
    TimeProvider time
) : IDisposable
{
    internal const string ClientName = "qujiang-token";

    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MintedLifetime = TimeSpan.FromMinutes(15);

    private readonly SemaphoreSlim one = new(1, 1);
    private volatile Kept? kept;

    /// <summary>A token that is valid for some time yet.</summary>
    /// <exception cref="InvalidOperationException">Neither a token endpoint nor a private development key is configured.</exception>
    /// <exception cref="HttpRequestException">The token endpoint refused or did not answer.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellation)
    {
        if (kept is { } fresh && time.GetUtcNow() < fresh.UseUntil)
        {
            return fresh.Token;
        }
        await one.WaitAsync(cancellation);
        try
        {
            if (kept is { } other && time.GetUtcNow() < other.UseUntil)
            {
                return other.Token;
            }
            var made = options.Value.TokenEndpoint is null ? await MintAsync(cancellation) : await RequestAsync(cancellation);
            kept = made;
            return made.Token;
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => one.Dispose();

    private async Task<Kept> MintAsync(CancellationToken cancellation)
    {
        var path =
            options.Value.DevelopmentPrivateKeyPath
            ?? throw new InvalidOperationException("Calls to other services need Auth:TokenEndpoint or Auth:DevelopmentPrivateKeyPath.");
        using var minter = TokenMinter.FromPem(await File.ReadAllTextAsync(path, cancellation), time);
        var scopes = options.Value.ServiceScope.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var token = minter.Mint(options.Value.ServiceTenant, scopes, MintedLifetime, $"service:{service.Name}");
        return new Kept(token, time.GetUtcNow() + MintedLifetime - Spare);
    }

    private async Task<Kept> RequestAsync(CancellationToken cancellation)
    {
        var auth = options.Value;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = auth.ClientId!,
            ["client_secret"] = auth.ClientSecret!,
        };
        if (auth.ServiceScope.Length > 0)
        {
            fields["scope"] = auth.ServiceScope;
        }
        using var client = clients.CreateClient(ClientName);
        using var content = new FormUrlEncodedContent(fields);
        using var response = await client.PostAsync(auth.TokenEndpoint, content, cancellation);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<TokenResponse>(cancellation);
        if (answer?.AccessToken is not { Length: > 0 } token)
        {
            throw new HttpRequestException("The token endpoint answered without an access_token.");
        }
        var lifetime = TimeSpan.FromSeconds(answer.ExpiresIn ?? 300);
        return new Kept(token, time.GetUtcNow() + (lifetime > 2 * Spare ? lifetime - Spare : lifetime / 2));
    }

    private sealed record Kept(string Token, DateTimeOffset UseUntil);

    private sealed record TokenResponse(
        [property: JsonPropertyName("access_token")] string? AccessToken,
        [property: JsonPropertyName("expires_in")] int? ExpiresIn
    );
}

/// <summary>Adds this service's token to a call that carries none.</summary>
public sealed class ServiceTokenHandler(ServiceTokenSource tokens) : DelegatingHandler
{
    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}

internal static class ServiceTokenExtensions
{
    public static void AddServiceTokens(this WebApplicationBuilder builder)
    {
        // A token request has no side effect, so it may be repeated although it is a POST.
        builder.Services.AddHttpClient(ServiceTokenSource.ClientName).AddStandardResilienceHandler();
        builder.Services.AddSingleton<ServiceTokenSource>();
        builder.Services.AddTransient<ServiceTokenHandler>();
    }
}
