namespace Qujiang.ServiceDefaults.Tests;

/// <summary>A key pair in files of its own, and tokens from it.</summary>
internal sealed class DevelopmentKeys : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("qj-keys-");

    public DevelopmentKeys()
    {
        var (privatePem, publicPem) = TokenMinter.CreateKeyPair();
        File.WriteAllText(PrivatePath, privatePem);
        File.WriteAllText(PublicPath, publicPem);
    }

    public string PrivatePath => Path.Combine(directory.FullName, "private.pem");

    public string PublicPath => Path.Combine(directory.FullName, "public.pem");

    public string Token(string tenant = "acme", string scopes = "quotes:write", TimeSpan? lifetime = null, TimeProvider? time = null)
    {
        using var minter = TokenMinter.FromFile(PrivatePath, time ?? TimeProvider.System);
        return minter.Mint(tenant, scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries), lifetime);
    }

    public void Dispose() => directory.Delete(recursive: true);
}
