using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Qujiang.ServiceDefaults;

/// <summary>Makes access tokens from the local development key (ES256), and the key itself.</summary>
/// <remarks>
/// For one machine and for tests; real installations name an OIDC authority. This file needs the BCL only: the command-line client
/// compiles it by link, so that it need not carry ASP.NET.
/// </remarks>
public sealed class TokenMinter : IDisposable
{
    /// <summary>The issuer in every development token. It is a name, nothing answers there.</summary>
    public const string Issuer = "https://qujiang.local/dev";

    /// <summary>The audience in every development token.</summary>
    public const string Audience = "qujiang";

    private readonly ECDsa key;
    private readonly TimeProvider time;

    private TokenMinter(ECDsa key, TimeProvider time)
    {
        this.key = key;
        this.time = time;
    }

    /// <summary>Reads a private key (PKCS#8 or SEC1 PEM, curve P-256).</summary>
    /// <exception cref="ArgumentException">The text holds no such key.</exception>
    public static TokenMinter FromPem(string privateKeyPem, TimeProvider time)
    {
        var imported = ECDsa.Create();
        try
        {
            imported.ImportFromPem(privateKeyPem);
            if (imported.KeySize != 256)
            {
                throw new ArgumentException(
                    $"The development key must be on curve P-256; this one has {imported.KeySize} bits.",
                    nameof(privateKeyPem)
                );
            }
            return new TokenMinter(imported, time);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            imported.Dispose();
            throw e as ArgumentException ?? new ArgumentException("Not a private key in PEM form.", nameof(privateKeyPem), e);
        }
    }

    /// <summary>Reads the private key from a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TokenMinter FromFile(string path, TimeProvider time) => FromPem(File.ReadAllText(path), time);

    /// <summary>A new key pair: the private half as PKCS#8 PEM, the public half as SubjectPublicKeyInfo PEM.</summary>
    public static (string PrivatePem, string PublicPem) CreateKeyPair()
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (fresh.ExportPkcs8PrivateKeyPem() + "\n", fresh.ExportSubjectPublicKeyInfoPem() + "\n");
    }

    /// <summary>Makes a token.</summary>
    /// <param name="tenant">The tenant it speaks for; empty makes a token that every service refuses (tests want one).</param>
    /// <param name="scopes">What it may do, e.g. <c>quotes:write</c>.</param>
    /// <param name="lifetime">How long it is valid; one hour unless told.</param>
    /// <param name="subject">Who holds it; <c>dev</c> unless told.</param>
    public string Mint(string tenant, IEnumerable<string> scopes, TimeSpan? lifetime = null, string subject = "dev")
    {
        var now = time.GetUtcNow();
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = subject,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + (lifetime ?? TimeSpan.FromHours(1))).ToUnixTimeSeconds(),
            ["jti"] = Guid.CreateVersion7(now).ToString("N"),
            ["scope"] = string.Join(' ', scopes),
        };
        if (tenant.Length > 0)
        {
            claims["tenant"] = tenant;
        }
        var content = Part("""{"alg":"ES256","typ":"JWT"}"""u8) + "." + Part(JsonSerializer.SerializeToUtf8Bytes(claims));
        // JWS wants r and s side by side (RFC 7518, 3.4), which is what SignData gives unless asked for DER.
        return content + "." + Part(key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256));
    }

    /// <inheritdoc />
    public void Dispose() => key.Dispose();

    private static string Part(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
