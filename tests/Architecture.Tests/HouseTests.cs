using System.Text.RegularExpressions;
using System.Xml.Linq;
using Qujiang.Testing;
using Shouldly;
using Xunit;

namespace Qujiang.Architecture.Tests;

/// <summary>Nothing is forgotten: in the solution, in the documents, in what deploys.</summary>
public sealed partial class HouseTests
{
    private const int MostLines = 400;

    /// <summary>Files that are longer than they should be, each with a length that may only shrink.</summary>
    private static readonly Dictionary<string, int> TooLong = new(StringComparer.Ordinal);

    /// <summary>Never: commercial licences, or patterns that this house does without.</summary>
    private static readonly string[] Unwanted =
    [
        "FluentAssertions",
        "MediatR",
        "AutoMapper",
        "Moq",
        "Newtonsoft.Json",
        "Microsoft.EntityFrameworkCore",
    ];

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Sources.Text("Qujiang.Logistics.sln").Replace('\\', '/');
        Sources.Projects.Where(project => !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_library_and_service_has_its_tests()
    {
        var tested = Sources.Projects.Select(project => project.Name).ToHashSet();
        Sources
            .Projects.Where(project => (project.IsService || project.IsShared) && !tested.Contains(project.Name + ".Tests"))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Package_versions_stand_in_one_place_and_are_locked()
    {
        foreach (var project in Sources.Projects)
        {
            XDocument.Parse(Sources.Text(project.Path)).Descendants("PackageReference").Attributes("Version").ShouldBeEmpty(project.Path);
            File.Exists(Repository.PathOf(project.Folder, "packages.lock.json")).ShouldBeTrue($"{project.Folder} has no lock file");
        }
    }

    [Fact]
    public void No_unwanted_package_and_no_MassTransit_9()
    {
        var versions = XDocument
            .Parse(Sources.Text("Directory.Packages.props"))
            .Descendants("PackageVersion")
            .ToDictionary(version => version.Attribute("Include")!.Value, version => version.Attribute("Version")!.Value);
        versions.Keys.Where(name => Unwanted.Any(unwanted => name.StartsWith(unwanted, StringComparison.Ordinal))).ShouldBeEmpty();
        versions
            .Where(version => version.Key.StartsWith("MassTransit", StringComparison.Ordinal))
            .ShouldAllBe(version => version.Value.StartsWith("8.", StringComparison.Ordinal));
    }

    [Fact]
    public void No_source_file_grows_past_what_one_can_read()
    {
        var lengths = new[] { "services", "shared", "tests" }
            .SelectMany(folder => Sources.Files(folder, "*.cs"))
            .Where(file => !file.EndsWith(".g.cs", StringComparison.Ordinal))
            .ToDictionary(file => file, file => File.ReadLines(Repository.PathOf(file)).Count());

        lengths
            .Where(file => file.Value > TooLong.GetValueOrDefault(file.Key, MostLines))
            .Select(file => $"{file.Key}: {file.Value} lines")
            .ShouldBeEmpty($"at most {MostLines} lines; split it");
        TooLong
            .Where(allowed => lengths.GetValueOrDefault(allowed.Key) < allowed.Value)
            .Select(allowed => $"{allowed.Key}: {lengths.GetValueOrDefault(allowed.Key)} lines")
            .ShouldBeEmpty("it has shrunk: lower its entry in the list, or take it out");
    }

    [Fact]
    public void Every_link_between_documents_leads_somewhere()
    {
        var broken =
            from file in Sources.Files(".", "*.md")
            from Match link in Link().Matches(Fence().Replace(Sources.Text(file), ""))
            let target = link.Groups["target"].Value.Split('#')[0]
            where
                target.Length > 0
                && !target.Contains("://", StringComparison.Ordinal)
                && !target.StartsWith("mailto:", StringComparison.Ordinal)
            let path = Path.Combine(Path.GetDirectoryName(Repository.PathOf(file))!, Uri.UnescapeDataString(target))
            where !File.Exists(path) && !Directory.Exists(path)
            select $"{file} -> {target}";
        broken.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("deploy/lib/house.sh", @"^{0}\s+{1}\s+\d+$")]
    [InlineData("deploy/docker/compose.yaml", @"^  {0}:$")]
    [InlineData("k8s/base/kustomization.yaml", @"^  - {0}\.yaml$")]
    public void Every_deployable_is_deployed(string file, string pattern)
    {
        var text = Sources.Text(file);
        foreach (var service in Sources.Projects.Where(project => project.IsDeployable))
        {
            var name = Dashed().Replace(service.Name, "-").ToLowerInvariant();
            var line = pattern.Replace("{0}", name, StringComparison.Ordinal).Replace("{1}", service.Name, StringComparison.Ordinal);
            Regex.IsMatch(text, line, RegexOptions.Multiline, TimeSpan.FromSeconds(1)).ShouldBeTrue($"{file} does not name {name}");
        }
    }

    [Fact]
    public void Every_service_explains_itself()
    {
        Sources
            .Projects.Where(project => project.IsService)
            .Where(project => !File.Exists(Repository.PathOf(project.Folder, "README.md")))
            .Select(project => project.Folder)
            .ShouldBeEmpty();
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)(?:\s+""[^""]*"")?\)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Fence();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dashed();
}
