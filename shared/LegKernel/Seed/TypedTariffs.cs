using Qujiang.Contracts.V1;
using Typed = Qujiang.Tariffs;

namespace Qujiang.LegKernel.Seed;

/// <summary>From a tariff as it is stored and published, all text, to the one that can be evaluated.</summary>
public static class TypedTariffs
{
    /// <summary>Parses a tariff. What is then still wrong with it: <see cref="Typed.Tariff.Validate"/>.</summary>
    /// <exception cref="FormatException">A rate, basis, place or condition is malformed.</exception>
    public static Typed.Tariff ToTyped(this TariffSpec spec, long version) =>
        new(
            spec.TariffId,
            version,
            spec.ValidFrom,
            spec.ValidTo,
            spec.Currency,
            [.. spec.Charges.Select(ToTypedRule)],
            [.. spec.Emissions.Select(ToTypedRule)],
            ToTyped(spec.Provenance)
        );

    internal static Typed.ChargeRule ToTypedRule(this ChargeRule rule) =>
        Typed.ChargeRule.Parse(
            rule.Code,
            rule.Basis,
            rule.At,
            rule.Rate,
            rule.When,
            rule.Minimum,
            rule.Breaks?.Select(b => (b.FromKg, b.Rate)),
            rule.PercentOf,
            ToTyped(rule.Provenance),
            rule.FreeDays
        );

    internal static Typed.EmissionRule ToTypedRule(this EmissionRule rule) =>
        Typed.EmissionRule.Parse(
            rule.Basis,
            rule.At,
            rule.Grams,
            rule.When,
            rule.AddKm,
            rule.DistanceFactor,
            rule.DistanceType,
            rule.DataType,
            ToTyped(rule.Provenance)
        );

    private static Typed.Provenance ToTyped(Provenance p) => new(p.Source, Enum.Parse<Typed.Quality>(p.Quality.ToString()));
}
