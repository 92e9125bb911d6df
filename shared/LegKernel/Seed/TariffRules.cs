using Qujiang.Contracts.V1;
using Rules = Qujiang.Tariffs;

namespace Qujiang.LegKernel.Seed;

/// <summary>Whether a tariff can be evaluated by everybody who will read it.</summary>
internal static class TariffRules
{
    /// <summary>What is wrong, and where: a JSON Pointer into <c>charges</c> or <c>emissions</c>, or empty for the tariff as a whole.</summary>
    public static IReadOnlyList<(string Pointer, string Detail)> Problems(TariffSpec spec)
    {
        var problems = new List<(string, string)>();
        var charges = Each(spec.Charges, "charges", Parse, problems);
        var emissions = Each(spec.Emissions, "emissions", Parse, problems);
        if (problems.Count > 0)
            return problems;

        var tariff = new Rules.Tariff(
            spec.TariffId,
            1,
            spec.ValidFrom,
            spec.ValidTo,
            spec.Currency,
            charges,
            emissions,
            new Rules.Provenance(spec.Provenance.Source, Rules.Quality.S)
        );
        foreach (var problem in tariff.Validate())
        {
            var at = problem.StartsWith("charges/", StringComparison.Ordinal) || problem.StartsWith("emissions/", StringComparison.Ordinal);
            problems.Add((at ? "/" + problem[..problem.IndexOfAny([' ', ':'])] : "", problem));
        }
        return problems;
    }

    private static List<TRule> Each<TSource, TRule>(
        IReadOnlyList<TSource> sources,
        string member,
        Func<TSource, TRule> parse,
        List<(string, string)> problems
    )
    {
        var rules = new List<TRule>(sources.Count);
        foreach (var (i, source) in sources.Index())
        {
            try
            {
                rules.Add(parse(source));
            }
            catch (Exception wrong) when (wrong is FormatException or OverflowException)
            {
                problems.Add(($"/{member}/{i}", wrong.Message));
            }
        }
        return rules;
    }

    private static Rules.ChargeRule Parse(ChargeRule r) =>
        Rules.ChargeRule.Parse(
            r.Code,
            r.Basis,
            r.At,
            r.Rate,
            r.When,
            r.Minimum,
            r.Breaks?.Select(b => (b.FromKg, b.Rate)),
            r.PercentOf,
            new Rules.Provenance(r.Provenance.Source, Rules.Quality.S)
        );

    private static Rules.EmissionRule Parse(EmissionRule r) =>
        Rules.EmissionRule.Parse(
            r.Basis,
            r.At,
            r.Grams,
            r.When,
            r.AddKm,
            r.DistanceFactor,
            r.DistanceType,
            r.DataType,
            new Rules.Provenance(r.Provenance.Source, Rules.Quality.S)
        );
}
