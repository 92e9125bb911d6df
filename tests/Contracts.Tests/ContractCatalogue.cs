using System.Reflection;

namespace Qujiang.Contracts.Tests;

/// <summary>Every named message of the contract, and where its golden sample and schema live.</summary>
internal static class ContractCatalogue
{
    public static IReadOnlyList<Type> Messages { get; } =
    [
        .. typeof(MessageNameAttribute)
            .Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<MessageNameAttribute>() is not null)
            .OrderBy(NameOf, StringComparer.Ordinal),
    ];

    public static string NameOf(Type type) => type.GetCustomAttribute<MessageNameAttribute>()!.Name;

    public static TheoryData<string> Names => [.. Messages.Select(NameOf)];

    public static Type Find(string name) => Messages.Single(type => NameOf(type) == name);

    /// <summary>The folder shared/Contracts of the checkout the tests were built from.</summary>
    public static string Folder { get; } = Path.Combine(RepositoryRoot(), "shared", "Contracts");

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Qujiang.Logistics.sln")))
        {
            directory = directory.Parent;
        }
        return directory?.FullName ?? throw new InvalidOperationException("The tests must run inside the checkout.");
    }
}
