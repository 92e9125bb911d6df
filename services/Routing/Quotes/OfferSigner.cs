using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Qujiang.Routing.Quotes;

/// <summary>
/// Signs offers (JWS compact, ES256) and reads them back. An offer says everything that honouring it needs, so it holds after a restart, at any
/// replica, and without this service's database.
/// </summary>
public sealed class OfferSigner : IDisposable
{
    /// <summary>The <c>typ</c> header, so that no other token is ever taken for an offer.</summary>
    public const string TokenType = "qj-offer+jwt";

    public const string Issuer = "qujiang-routing";

    private readonly InMemoryCryptoProviderCache cache = new();
    private readonly ECDsa key;
    private readonly ECDsaSecurityKey signingKey;
    private readonly SigningCredentials credentials;
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private readonly TimeProvider time;

    public OfferSigner(IOptions<OffersOptions> options, TimeProvider time)
        : this(File.ReadAllText(options.Value.SigningKeyPath), time) { }

    /// <exception cref="CryptographicException">Not a P-256 private key.</exception>
    public OfferSigner(string pem, TimeProvider time)
    {
        this.time = time;
        key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("The offer signing key is not a private key in PEM form.", e);
        }
        if (key.KeySize != 256)
        {
            throw new CryptographicException("The offer signing key must be an ECDSA P-256 private key.");
        }
        // A cache of its own: the shared one would hand out this key after it was disposed.
        signingKey = new ECDsaSecurityKey(key) { CryptoProviderFactory = new CryptoProviderFactory(cache) };
        signingKey.KeyId = Base64UrlEncoder.Encode(signingKey.ComputeJwkThumbprint());
        credentials = new SigningCredentials(signingKey, SecurityAlgorithms.EcdsaSha256);
    }

    /// <summary>The public key as a JSON Web Key Set (RFC 7517).</summary>
    public string PublicKeys()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return JsonSerializer.Serialize(
            new
            {
                keys = new[]
                {
                    new
                    {
                        kty = "EC",
                        crv = "P-256",
                        use = "sig",
                        alg = "ES256",
                        kid = signingKey.KeyId,
                        x = Base64UrlEncoder.Encode(point.X),
                        y = Base64UrlEncoder.Encode(point.Y),
                    },
                },
            }
        );
    }

    public string Sign(Offer offer) =>
        handler.CreateToken(
            JsonSerializer.Serialize(offer, Offer.Json),
            credentials,
            new Dictionary<string, object>(StringComparer.Ordinal) { ["typ"] = TokenType }
        );

    /// <summary>The offer in a token: only if this service signed it and it has not lapsed.</summary>
    /// <returns>The offer, or null and the reason in words.</returns>
    public async Task<(Offer? Offer, string? Refusal)> ReadAsync(string token)
    {
        var result = await handler.ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = Issuer,
                ValidateAudience = false,
                ValidTypes = [TokenType],
                ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
                IssuerSigningKey = signingKey,
                ValidateLifetime = false, // below, by the injected clock
            }
        );
        if (!result.IsValid)
        {
            return (null, "The offer was not signed by this service, or was altered.");
        }
        var payload = Base64UrlEncoder.DecodeBytes(((JsonWebToken)result.SecurityToken).EncodedPayload);
        var offer = JsonSerializer.Deserialize<Offer>(payload, Offer.Json)!;
        return offer.ValidUntil > time.GetUtcNow() ? (offer, null) : (null, $"The offer lapsed at {offer.ValidUntil:O}.");
    }

    public void Dispose()
    {
        cache.Dispose();
        key.Dispose();
    }
}
