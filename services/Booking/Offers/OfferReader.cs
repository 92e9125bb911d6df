using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Qujiang.Contracts;

namespace Qujiang.Booking.Offers;

/// <summary>Reads signed offers (JWS compact, ES256).</summary>
public sealed class OfferReader(OfferKeys keys, TimeProvider time)
{
    private const string TokenType = "qj-offer+jwt";
    private const string Issuer = "qujiang-routing";

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>The offer in a token, or why it cannot be taken.</summary>
    /// <exception cref="HttpRequestException">Routing's keys are needed and it does not answer.</exception>
    public async Task<(Offer? Offer, string? Refusal)> ReadAsync(string token, CancellationToken cancellation)
    {
        if (Parse(token) is not { } unread)
        {
            return (null, "This is not an offer.");
        }

        var key = await keys.FindAsync(unread.Kid, cancellation);
        if (key is null)
        {
            return (null, "The offer is signed by a key that Routing does not use.");
        }

        var result = await _handler.ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = Issuer,
                ValidateAudience = false,
                ValidTypes = [TokenType],
                ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
                IssuerSigningKey = key,
                ValidateLifetime = false, // below, by the injected clock
            }
        );
        if (!result.IsValid)
        {
            return (null, "The offer was not signed by Routing, or was altered.");
        }

        Offer offer;
        try
        {
            var payload = Base64UrlEncoder.DecodeBytes(((JsonWebToken)result.SecurityToken).EncodedPayload);
            offer = JsonSerializer.Deserialize<Offer>(payload, ContractJson.Options)!;
        }
        catch (JsonException)
        {
            return (null, "The offer has a form that this version does not know.");
        }

        return offer.ValidUntil > time.GetUtcNow()
            ? (offer, null)
            : (null, $"The offer lapsed at {offer.ValidUntil:O}: ask for a new quote.");
    }

    private JsonWebToken? Parse(string token)
    {
        try
        {
            return token.Length is > 0 and <= 64 * 1024 ? _handler.ReadJsonWebToken(token) : null;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or FormatException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>The public keys that offers may be signed with: one from a file, or Routing's own, asked for when an unknown one appears.</summary>
public sealed class OfferKeys(IHttpClientFactory clients, IOptions<OfferOptions> options, TimeProvider time) : IDisposable
{
    public const string Client = "routing";

    /// <summary>Forged key ids must not become a flood of requests.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile IReadOnlyList<SecurityKey>? _known;
    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;

    public async ValueTask<SecurityKey?> FindAsync(string? keyId, CancellationToken cancellation)
    {
        if (options.Value.PublicKeyPath is { Length: > 0 } path)
        {
            _known ??= [FromPem(await File.ReadAllTextAsync(path, cancellation))];
            return _known[0];
        }

        if (Known(keyId) is { } known)
        {
            return known;
        }

        await _one.WaitAsync(cancellation);
        try
        {
            if (Known(keyId) is null && time.GetUtcNow() - _askedAt >= AskAgainAfter)
            {
                using var client = clients.CreateClient(Client);
                var json = await client.GetStringAsync("/.well-known/offer-keys", cancellation);
                _known = [.. new JsonWebKeySet(json).GetSigningKeys()];
                _askedAt = time.GetUtcNow();
            }

            return Known(keyId);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private SecurityKey? Known(string? keyId) => _known?.FirstOrDefault(k => k.KeyId == keyId);

    private static ECDsaSecurityKey FromPem(string pem)
    {
        var key = ECDsa.Create(); // lives as long as this does
        key.ImportFromPem(pem);
        return new ECDsaSecurityKey(key);
    }
}
