using System.Text.RegularExpressions;

namespace Qujiang.LegKernel.Tests;

/// <summary>The kernel knows no mode: what it would have to say about one belongs to that mode's service.</summary>
public sealed partial class NamesNoModeTests
{
    [Fact]
    public void No_file_of_the_kernel_names_a_mode_or_a_vehicle()
    {
        var files = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "shared", "LegKernel"), "*.*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".cs" or ".sql" or ".md" or ".csproj")
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToList();
        files.Count.ShouldBeGreaterThan(40);
        var named =
            from file in files
            from line in File.ReadLines(file).Index()
            where Mode().IsMatch(line.Item)
            select $"{Path.GetFileName(file)}:{line.Index + 1}: {line.Item.Trim()}";
        named.ShouldBeEmpty();
    }

    [GeneratedRegex(
        @"(?<![a-z_])(lock|ship|vessel|barge|train|wagon|rail|railway|flight|aircraft|airport|truck|lorry|waterway|river)s?(?![a-z_])|Mode\.(Rail|Road|Air|Waterway)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Mode();
}
