using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Qujiang.ServiceDefaults.Tests;

/// <summary>Tokens made by another library than ours, so that the two agree on the format.</summary>
internal static class ForeignTokens
{
    public static string Sign(DevelopmentKeys keys, string issuer, string audience)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(keys.PrivatePath));
        return new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = issuer,
                Audience = audience,
                Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["tenant"] = "acme", ["scope"] = "quotes:write" },
                // The handler caches signers by key; the key does not outlive this call.
                SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key), "ES256")
                {
                    CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
                },
            }
        );
    }
}
