namespace Qujiang.Contracts.Tests;

/// <summary>Compares what the records say with what the repository promises.</summary>
internal static class ContractFiles
{
    public static void ShouldHold(string relativePath, string expected)
    {
        var path = Path.Combine(ContractCatalogue.Folder, relativePath);
        if (Environment.GetEnvironmentVariable("QJ_UPDATE_CONTRACTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, expected);
        }
        File.Exists(path).ShouldBeTrue($"{relativePath} is missing: run the tests once with QJ_UPDATE_CONTRACTS=1 and commit it");
        File.ReadAllText(path).ReplaceLineEndings("\n").ShouldBe(expected.ReplaceLineEndings("\n"));
    }
}
