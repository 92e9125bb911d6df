#:property RestorePackagesWithLockFile=false
#:property TieredPGO=false
#:property PublishAot=false
#:property AssemblyName=Runner

// Tries mutants that Stryker made and compiled, each against all tests, the quickest first, in one warm process: a module test takes microseconds here, where a
// process of its own per mutant takes seconds. A test that uses far more processor time than without a mutant has run into an endless loop; the
// process ends, as it does when a mutant makes it read past its memory, and whoever started it starts it again for the rest.
//   Runner PROGRAM REPORT RESULTS [FILE...]     PROGRAM: folder of the test program with the mutants; REPORT: Stryker's JSON;
//                                               RESULTS: a line per mutant is added, and one with a verdict is not tried again
// Exits with 0 when every mutant has a verdict, with 2 when a test fails without any mutant.
#pragma warning disable MA0047 // A program of one file needs no namespace.
#pragma warning disable CA1852 // A proxy's type is derived from.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Loader;

var (program, report, results, files) = (Path.GetFullPath(args[0]), args[1], args[2], args[3..]);
AssemblyLoadContext.Default.Resolving += (context, name) =>
    File.Exists(Path.Combine(program, name.Name + ".dll")) ? context.LoadFromAssemblyPath(Path.Combine(program, name.Name + ".dll")) : null;

using var mutant = new ActiveMutant();
using var verdicts = new Verdicts(results);
var tests = Tests.Of(
    AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(program, "Qujiang.Routing.Engine.Tests.dll")),
    Environment.GetEnvironmentVariable("QJ_MUTATION_SKIP") ?? ""
);
var usual = new Usual(results + ".usual");
if (!usual.Known)
{
    // The second time nothing has to be compiled any more.
    foreach (var _ in new[] { 1, 2 })
    {
        if (Failing(usual.Measure) is { } broken)
        {
            Console.Error.WriteLine($"{broken} fails without a mutant.");
            return 2;
        }
    }

    usual.Write();
}

Turn? current = null;
new Thread(Watch) { IsBackground = true, Priority = ThreadPriority.Highest }.Start();
tests.Sort((a, b) => usual.Of(a.Name).CompareTo(usual.Of(b.Name)));
var mutants = Report.Mutants(report).Where(m => files.Length == 0 || files.Contains(m.File)).OrderBy(m => Array.IndexOf(files, m.File));
foreach (var (id, file) in mutants)
{
    if (verdicts.Begin(id, file))
    {
        mutant.Activate(id);
        var killer = Failing(Watched(id));
        mutant.Activate(ActiveMutant.None);
        var last = current;
        current = null;
        verdicts.Add(
            id,
            last!.IsEndless ? "Timeout"
                : killer is null ? "Survived"
                : "Killed",
            last.IsEndless ? last.Test : killer ?? ""
        );
    }
}

return 0;

string? Failing(Action<Test> run)
{
    foreach (var test in tests)
    {
        try
        {
            run(test);
        }
#pragma warning disable CA1031 // Whatever a mutant makes a test throw has killed it.
        catch (Exception)
#pragma warning restore CA1031
        {
            return test.Name;
        }
    }

    return null;
}

Action<Test> Watched(int id) =>
    test =>
    {
        var turn = new Turn(id, test.Name, Process.GetCurrentProcess().TotalProcessorTime);
        current = turn;
        test.Run();
        if (turn.IsEndless)
        {
            throw new TimeoutException();
        }
    };

void Watch()
{
    using var never = new ManualResetEventSlim();
    while (true)
    {
        never.Wait(TimeSpan.FromSeconds(0.2));
        using var process = Process.GetCurrentProcess();
        var turn = current;
        var used = turn is null ? 0 : (process.TotalProcessorTime - turn.Since).TotalSeconds - (4 * usual.Of(turn.Test));
        if (used > 1.5)
        {
            // Without the mutant most loops come to an end after all.
            turn!.IsEndless = true;
            mutant.Activate(ActiveMutant.None);
        }

        if (used > 3)
        {
            verdicts.Add(turn!.Mutant, "Timeout", turn.Test);
            mutant.Dispose();
            process.Kill();
        }
    }
}

/// <summary>Tells the mutated program which of its mutants is to live: a number in a file that it has mapped.</summary>
internal sealed class ActiveMutant : IDisposable
{
    public const int None = -1;

    private readonly string path = Path.GetTempFileName();
    private readonly System.IO.MemoryMappedFiles.MemoryMappedViewAccessor view;

    public ActiveMutant()
    {
        File.WriteAllBytes(path, BitConverter.GetBytes(None));
        Environment.SetEnvironmentVariable("STRYKER_MUTANT_FILE", path);
        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        view = System
            .IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(file, null, sizeof(int), default, default, false)
            .CreateViewAccessor();
    }

    public void Activate(int id)
    {
        view.Write(0, id);
        view.Flush();
    }

    public void Dispose() => File.Delete(path);
}

/// <summary>What became of each mutant: number, verdict, and what killed it, a line each. One that was begun and has no verdict ended the process.</summary>
internal sealed class Verdicts : IDisposable
{
    private readonly HashSet<int> known = [];
    private readonly StreamWriter log;

    public Verdicts(string path)
    {
        var begun = -1;
        foreach (var words in File.Exists(path) ? File.ReadLines(path).Select(l => l.Split('\t')) : [])
        {
            begun = int.Parse(words[0], CultureInfo.InvariantCulture);
            if (words[1] != "Begun")
            {
                known.Add(begun);
                begun = -1;
            }
        }

        log = new StreamWriter(path, append: true) { AutoFlush = true };
        if (begun >= 0 && known.Add(begun))
        {
            Add(begun, "Crash", "");
        }
    }

    public bool Begin(int id, string file)
    {
        if (known.Contains(id))
        {
            return false;
        }

        Add(id, "Begun", file);
        return true;
    }

    public void Add(int id, string verdict, string by)
    {
        lock (log)
        {
            log.WriteLine(FormattableString.Invariant($"{id}\t{verdict}\t{by}"));
        }
    }

    public void Dispose() => log.Dispose();
}

/// <summary>Seconds of processor time that each test uses when nothing is mutated.</summary>
internal sealed class Usual(string path)
{
    private readonly Dictionary<string, double> seconds = File.Exists(path)
        ? File.ReadLines(path).Select(l => l.Split('\t')).ToDictionary(w => w[0], w => double.Parse(w[1], CultureInfo.InvariantCulture))
        : [];

    public bool Known { get; } = File.Exists(path);

    public double Of(string test) => seconds.GetValueOrDefault(test);

    public void Measure(Test test)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        test.Run();
        seconds[test.Name] = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
    }

    public void Write() => File.WriteAllLines(path, seconds.Select(s => FormattableString.Invariant($"{s.Key}\t{s.Value:0.000}")));
}

/// <summary>The mutants that compiled.</summary>
internal static class Report
{
    public static IEnumerable<(int Id, string File)> Mutants(string path)
    {
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(path));
        foreach (var file in json.RootElement.GetProperty("files").EnumerateObject())
        {
            foreach (var mutant in file.Value.GetProperty("mutants").EnumerateArray())
            {
                var status = mutant.GetProperty("status").GetString();
                var left = status == "Ignored" && mutant.GetProperty("statusReason").GetString() != "Removed by mutate filter";
                if (status != "CompileError" && !left)
                {
                    yield return (
                        int.Parse(mutant.GetProperty("id").GetString()!, CultureInfo.InvariantCulture),
                        Path.GetFileNameWithoutExtension(file.Name)
                    );
                }
            }
        }
    }
}

/// <summary>A test that runs with a mutant, and how much processor time the process had used before.</summary>
internal sealed record Turn(int Mutant, string Test, TimeSpan Since)
{
    /// <summary>Set by the watching thread.</summary>
    public volatile bool IsEndless;
}

/// <summary>One fact, or one row of a theory.</summary>
internal sealed record Test(string Name, Action Run);

/// <summary>The tests of an xunit assembly.</summary>
internal static class Tests
{
    public static List<Test> Of(System.Reflection.Assembly assembly, string skip) =>
        [
            .. assembly
                .GetExportedTypes()
                .Where(t => !skip.Split(' ').Contains(t.Name))
                .SelectMany(t => t.GetMethods().SelectMany(m => Of(t, m))),
        ];

    private static IEnumerable<Test> Of(Type type, System.Reflection.MethodInfo method)
    {
        var attributes = method.GetCustomAttributes(inherit: false);
        if (attributes.Any(a => a.GetType().Name == "FactAttribute"))
        {
            yield return new($"{type.Name}.{method.Name}", () => Run(type, method, []));
        }
        else if (attributes.Any(a => a.GetType().Name == "TheoryAttribute"))
        {
            foreach (var (row, number) in attributes.SelectMany(a => Rows(type, a)).Select((row, number) => (row, number)))
            {
                yield return new($"{type.Name}.{method.Name}#{number}", () => Run(type, method, row));
            }
        }
    }

    private static IEnumerable<object?[]> Rows(Type type, object attribute) =>
        attribute.GetType().Name switch
        {
            "InlineDataAttribute" => [Of<object?[]>(attribute, "Data")],
            "MemberDataAttribute" => (
                (System.Collections.IEnumerable)type.GetProperty(Of<string>(attribute, "MemberName"))!.GetValue(null)!
            )
                .Cast<object>()
                .Select(row => (object?[])row.GetType().GetInterface("ITheoryDataRow")!.GetMethod("GetData")!.Invoke(row, null)!),
            _ => [],
        };

    private static T Of<T>(object from, string property) => (T)from.GetType().GetProperty(property)!.GetValue(from)!;

    private static void Run(Type type, System.Reflection.MethodInfo method, object?[] row)
    {
        var wanted = type.GetConstructors().Single().GetParameters();
        var test = Activator.CreateInstance(type, [.. wanted.Select(p => Silent.For(p.ParameterType))]);
        var values = row.Zip(method.GetParameters())
            .Select(p =>
                p.First is IConvertible && p.Second.ParameterType.IsPrimitive
                    ? Convert.ChangeType(p.First, p.Second.ParameterType, null)
                    : p.First
            );
        method.Invoke(test, [.. values]);
        (test as IDisposable)?.Dispose();
    }
}

/// <summary>Stands in for xunit's test output, which nobody reads here.</summary>
internal class Silent : System.Reflection.DispatchProxy
{
    public static object For(Type output) => Create(output, typeof(Silent));

    protected override object? Invoke(System.Reflection.MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.ReturnType == typeof(string) ? "" : null;
}
