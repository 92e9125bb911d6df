using System.Globalization;
using Xunit.Sdk;
using Xunit.v3;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>
/// Classes by name, everywhere the same: xunit's own order hangs on the folder that the assembly lies in, so that a proof which trips over what another left
/// fails in one clone and in no other. <c>QJ_TEST_ORDER=7</c> shuffles them by that seed, <c>QJ_TEST_ORDER='P7 P2'</c> plays those first, in that order.
/// </summary>
public sealed class ClassOrder : ITestClassOrderer
{
    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : notnull, ITestClass
    {
        var byName = testClasses.OrderBy(Name, StringComparer.Ordinal).ToArray();
        var wish = Environment.GetEnvironmentVariable("QJ_TEST_ORDER") ?? "";
        if (int.TryParse(wish, CultureInfo.InvariantCulture, out var seed))
        {
            new Random(seed).Shuffle(byName);
            return byName;
        }

        var first = wish.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. byName.OrderBy(c =>
                Array.FindIndex(first, w => Name(c).StartsWith(w, StringComparison.Ordinal)) is var at and >= 0 ? at : first.Length
            ),
        ];
    }

    private static string Name<TTestClass>(TTestClass? testClass)
        where TTestClass : notnull, ITestClass => testClass?.TestClassName.Split('.')[^1] ?? "";
}
