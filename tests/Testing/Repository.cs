namespace Qujiang.Testing;

/// <summary>Finds files of this repository from a running test.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Qujiang.Logistics.sln")))
            {
                return directory.FullName;
            }
        }
        throw new InvalidOperationException(
            $"{AppContext.BaseDirectory} is not inside the repository: tests run from their build output there."
        );
    }
}
