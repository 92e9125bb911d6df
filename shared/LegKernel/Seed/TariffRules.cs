namespace Qujiang.LegKernel.Seed;

/// <summary>Whether a tariff can be evaluated by everybody who will read it.</summary>
internal static class TariffRules
{
    /// <summary>What is wrong, and where: a JSON Pointer into <c>charges</c> or <c>emissions</c>, or empty for the tariff as a whole.</summary>
    public static IReadOnlyList<(string Pointer, string Detail)> Problems(TariffSpec spec)
    {
        var problems = new List<(string, string)>();
        Parse(spec.Charges, "charges", rule => rule.ToTypedRule(), problems);
        Parse(spec.Emissions, "emissions", rule => rule.ToTypedRule(), problems);
        if (problems.Count > 0)
            return problems;
        foreach (var problem in spec.ToTyped(1).Validate())
        {
            var at = problem.StartsWith("charges/", StringComparison.Ordinal) || problem.StartsWith("emissions/", StringComparison.Ordinal);
            problems.Add((at ? "/" + problem[..problem.IndexOfAny([' ', ':'])] : "", problem));
        }
        return problems;
    }

    private static void Parse<T>(IReadOnlyList<T> rules, string member, Func<T, object> parse, List<(string, string)> problems)
    {
        foreach (var (i, rule) in rules.Index())
        {
            try
            {
                parse(rule);
            }
            catch (Exception wrong) when (wrong is FormatException or OverflowException)
            {
                problems.Add(($"/{member}/{i}", wrong.Message));
            }
        }
    }
}
