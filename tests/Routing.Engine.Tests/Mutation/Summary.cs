#:property RestorePackagesWithLockFile=false
#:property PublishAot=false
#:property AssemblyName=Summary

// Writes what Runner.cs found: the table of README.md to the console, and every mutant that no test killed to a file.
//   Summary REPORT SURVIVORS VERDICTS...     a mutant that is killed in one of the files of verdicts is killed
using System.Globalization;
using System.Text.Json;

var (report, survivors, verdicts) = (args[0], args[1], args[2..].SelectMany(File.ReadLines));
var found = verdicts
    .Select(l => l.Split('\t'))
    .Where(w => w[1] != "Begun")
    .GroupBy(w => int.Parse(w[0], CultureInfo.InvariantCulture))
    .ToDictionary(
        g => g.Key,
        g => g.Select(w => w[1]).Order(Comparer<string>.Create((a, b) => (a == "Survived").CompareTo(b == "Survived"))).First()
    );
var total = new Dictionary<string, int>();
using var list = new StreamWriter(survivors);
using var json = JsonDocument.Parse(File.ReadAllText(report));
Console.WriteLine("| file | killed | time ran out | process ended | survived | score |");
Console.WriteLine("|---|--:|--:|--:|--:|--:|");
foreach (var file in json.RootElement.GetProperty("files").EnumerateObject().OrderBy(f => Path.GetFileName(f.Name), StringComparer.Ordinal))
{
    var source = file.Value.GetProperty("source").GetString()!.Split('\n');
    var counts = new Dictionary<string, int>();
    foreach (var mutant in file.Value.GetProperty("mutants").EnumerateArray().OrderBy(Line))
    {
        if (!found.TryGetValue(int.Parse(mutant.GetProperty("id").GetString()!, CultureInfo.InvariantCulture), out var verdict))
        {
            continue;
        }

        counts[verdict] = counts.GetValueOrDefault(verdict) + 1;
        total[verdict] = total.GetValueOrDefault(verdict) + 1;
        if (verdict == "Survived")
        {
            var text = string.Join(
                ' ',
                mutant.GetProperty("replacement").GetString()!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            );
            list.WriteLine($"{Path.GetFileName(file.Name)}:{Line(mutant)}  {source[Line(mutant) - 1].Trim()}");
            list.WriteLine($"    {mutant.GetProperty("id").GetString()} {mutant.GetProperty("mutatorName").GetString()}: {text}");
        }
    }

    if (counts.Count > 0)
    {
        Write(Path.GetFileName(file.Name), counts);
    }
}

Write("all", total);

static int Line(JsonElement mutant) => mutant.GetProperty("location").GetProperty("start").GetProperty("line").GetInt32();

static void Write(string name, Dictionary<string, int> counts)
{
    int Of(string verdict) => counts.GetValueOrDefault(verdict);
    var caught = Of("Killed") + Of("Timeout") + Of("Crash");
    var score = 100.0 * caught / (caught + Of("Survived"));
    Console.WriteLine(
        FormattableString.Invariant($"| {name} | {Of("Killed")} | {Of("Timeout")} | {Of("Crash")} | {Of("Survived")} | {score:0.0} % |")
    );
}
