using System.Text;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Xunit.TestCollectionOrderer(typeof(Qujiang.Testing.TestOrder))]
[assembly: Xunit.TestClassOrderer(typeof(Qujiang.Testing.TestOrder))]
[assembly: Xunit.TestMethodOrderer(typeof(Qujiang.Testing.TestOrder))]
[assembly: Xunit.TestCaseOrderer(typeof(Qujiang.Testing.TestOrder))]

namespace Qujiang.Testing;

/// <summary>
/// Shuffles the tests by <c>QJ_TEST_ORDER</c>, a number, 1 unless set. xunit's own order hangs on the folder the tests were built in, so a test
/// that lives by what another left behind passes here and fails there, and nobody can play it again.
/// </summary>
internal sealed class TestOrder : ITestCollectionOrderer, ITestClassOrderer, ITestMethodOrderer, ITestCaseOrderer
{
    private static readonly string Seed = Environment.GetEnvironmentVariable("QJ_TEST_ORDER") ?? "1";

    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection => Shuffled(testCollections, c => c.TestCollectionDisplayName.Split(" (id: ")[0]);

    public IReadOnlyCollection<T?> OrderTestClasses<T>(IReadOnlyCollection<T?> testClasses)
        where T : ITestClass => Shuffled(testClasses, c => c?.TestClassName);

    public IReadOnlyCollection<T?> OrderTestMethods<T>(IReadOnlyCollection<T?> testMethods)
        where T : ITestMethod => Shuffled(testMethods, m => m?.MethodName);

    public IReadOnlyCollection<T> OrderTestCases<T>(IReadOnlyCollection<T> testCases)
        where T : ITestCase => Shuffled(testCases, c => c.TestCaseDisplayName);

    private static List<T> Shuffled<T>(IEnumerable<T> items, Func<T, string?> name) => [.. items.OrderBy(i => Rank(name(i)))];

    private static ulong Rank(string? name)
    {
        // FNV-1a: the same in every process, which string.GetHashCode is not.
        var hash = 14_695_981_039_346_656_037;
        foreach (var b in Encoding.UTF8.GetBytes($"{Seed}/{name}/{Seed}"))
        {
            hash = (hash ^ b) * 1_099_511_628_211;
        }
        return hash;
    }
}
