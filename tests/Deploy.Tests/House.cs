using System.Text.RegularExpressions;
using Qujiang.Testing;

namespace Qujiang.Deploy.Tests;

/// <summary>What there is to deploy: every folder of services/ whose project is a web service.</summary>
internal static partial class House
{
    public static IReadOnlyList<string> Deployables { get; } =
    [
        .. Directory
            .EnumerateFiles(Repository.PathOf("services"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => File.ReadAllText(project).Contains("Microsoft.NET.Sdk.Web", StringComparison.Ordinal))
            .Select(project => Dashed().Replace(Path.GetFileNameWithoutExtension(project), "-").ToLowerInvariant())
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>EventGateway is deployed as event-gateway.</summary>
    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dashed();
}
