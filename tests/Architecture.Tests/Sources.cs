using System.Text.RegularExpressions;
using System.Xml.Linq;
using Qujiang.Testing;

namespace Qujiang.Architecture.Tests;

/// <summary>A project of this repository as its own file describes it.</summary>
internal sealed record Project(string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages, string Sdk)
{
    /// <summary>E.g. <c>services/Rail</c>.</summary>
    public string Folder { get; } = System.IO.Path.GetDirectoryName(Path)!;

    public string Name { get; } = System.IO.Path.GetFileNameWithoutExtension(Path);

    public bool IsService => Path.StartsWith("services/", StringComparison.Ordinal);

    public bool IsShared => Path.StartsWith("shared/", StringComparison.Ordinal);

    public bool IsDeployable => IsService && Sdk == "Microsoft.NET.Sdk.Web";

    public override string ToString() => Path;
}

/// <summary>What there is to look at: projects, sources, documents. Build output and local state are no part of it.</summary>
internal static partial class Sources
{
    private static readonly string[] NotOurs = ["bin", "obj", ".git", ".run", "node_modules", "artifacts", "TestResults"];

    public static IReadOnlyList<Project> Projects { get; } =
    [.. Files("services", "*.csproj").Concat(Files("shared", "*.csproj")).Concat(Files("tests", "*.csproj")).Select(Read)];

    public static Project ProjectNamed(string name) => Projects.Single(project => project.Name == name);

    /// <summary>Every project that this one reaches over references, itself not included.</summary>
    public static IReadOnlySet<string> Reach(Project project)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(project.References);
        while (open.TryPop(out var path))
        {
            if (reached.Add(path))
            {
                foreach (var next in Projects.Single(other => other.Path == path).References)
                {
                    open.Push(next);
                }
            }
        }
        return reached;
    }

    /// <summary>Paths relative to the repository, with forward slashes.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var root = new DirectoryInfo(Repository.PathOf(folder));
        return root.Exists ? Walk(root, pattern).Order(StringComparer.Ordinal) : [];
    }

    public static string Text(string path) => File.ReadAllText(Repository.PathOf(path));

    /// <summary>The text of a C# or SQL file without its comments.</summary>
    public static string Code(string path) =>
        (path.EndsWith(".sql", StringComparison.Ordinal) ? SqlComment() : CSharpComment()).Replace(Text(path), " ");

    private static IEnumerable<string> Walk(DirectoryInfo directory, string pattern)
    {
        foreach (var file in directory.EnumerateFiles(pattern))
        {
            yield return Path.GetRelativePath(Repository.Root, file.FullName);
        }
        foreach (var child in directory.EnumerateDirectories().Where(child => !NotOurs.Contains(child.Name)))
        {
            foreach (var file in Walk(child, pattern))
            {
                yield return file;
            }
        }
    }

    private static Project Read(string path)
    {
        var xml = XDocument.Load(Repository.PathOf(path));
        var folder = Path.GetDirectoryName(Repository.PathOf(path))!;
        return new Project(
            path,
            [
                .. xml.Descendants("ProjectReference")
                    .Select(reference => Path.GetFullPath(Path.Combine(folder, reference.Attribute("Include")!.Value.Replace('\\', '/'))))
                    .Select(full => Path.GetRelativePath(Repository.Root, full)),
            ],
            [.. xml.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value)],
            xml.Root!.Attribute("Sdk")!.Value
        );
    }

    // "http://" is no comment.
    [GeneratedRegex(@"(?<!:)//[^\n]*|/\*.*?\*/", RegexOptions.Singleline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CSharpComment();

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/", RegexOptions.Singleline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex SqlComment();
}
