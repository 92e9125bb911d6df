using System.Globalization;

namespace Qujiang.Testing;

/// <summary>Where private instances live that are started without Docker: one temporary directory a test process, removed when the process ends, however it ends.</summary>
internal static class NativeInstances
{
    private static readonly Lazy<string> LazyRoot = new(MakeRoot);

    public static string Script { get; } = Repository.PathOf("deploy", "lib", "instance");

    public static string Root => LazyRoot.Value;

    public static async Task<bool> AvailableAsync() =>
        (await Shell.TryAsync(Script, ["available"], null, CancellationToken.None)).ExitCode == 0;

    private static string MakeRoot()
    {
        var id = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var root = Path.Combine(Path.GetTempPath(), $"qj-test-{id}-{Guid.NewGuid().ToString("N")[..6]}");
        // The broker and the database run as their own users and have to pass through.
        Directory.CreateDirectory(root);
        Shell.RunAsync("chmod", "711", root).GetAwaiter().GetResult();
        Shell.RunAsync(Script, "guard", id, root).GetAwaiter().GetResult();
        return root;
    }
}
