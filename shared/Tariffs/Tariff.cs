namespace Qujiang.Tariffs;

/// <summary>A version of a tariff: what a leg costs and emits, as data. Immutable.</summary>
/// <param name="Id">Such as <c>RL-2026</c>.</param>
/// <param name="Version">From 1; shown with every charge.</param>
/// <param name="ValidFrom">First moment of loading it applies to.</param>
/// <param name="ValidTo">First moment it no longer applies to; null while open-ended.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Charges">In the order they are shown.</param>
/// <param name="Emissions">In the order they are shown.</param>
/// <param name="Provenance">Of the tariff as a whole.</param>
public sealed record Tariff(
    string Id,
    long Version,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidTo,
    string Currency,
    IReadOnlyList<ChargeRule> Charges,
    IReadOnlyList<EmissionRule> Emissions,
    Provenance Provenance
)
{
    /// <summary>
    /// Whether it can only price a leg as a whole: a minimum on a charge along the way does not split over segments. Such a tariff is for lanes and
    /// for lines of a single segment.
    /// </summary>
    public bool WholeLegOnly { get; } = Charges.Any(r => r is { At: At.Distance, Minimum: not null });

    /// <summary>The charges that arise while the cargo waits.</summary>
    internal IReadOnlyList<ChargeRule> WaitCharges { get; } = [.. Charges.Where(r => r.At == At.Wait)];

    /// <summary>Hours of waiting that cost nothing unless the cargo is refrigerated: the least of the free days.</summary>
    internal decimal FreeWaitHours { get; } =
        Charges
            .Where(r => r.At == At.Wait && !r.When.Reefer)
            .Select(r => r.FreeDays * Evaluator.HoursPerDay)
            .DefaultIfEmpty(decimal.MaxValue)
            .Min();

    /// <summary>What is emitted while the cargo waits.</summary>
    internal IReadOnlyList<EmissionRule> WaitEmissions { get; } = [.. Emissions.Where(r => r.At == At.Wait)];

    /// <summary>Whether it applies to cargo loaded at that moment.</summary>
    public bool AppliesAt(DateTimeOffset loading) => loading >= ValidFrom && (ValidTo is null || loading < ValidTo);

    /// <summary>The tariff for one cargo: everything that does not depend on the leg worked out once.</summary>
    public PricedTariff For(Cargo cargo) => new(this, cargo);

    /// <summary>
    /// What is wrong with it; empty when it can be evaluated. The rules keep every charge a sum over boarding, segments and alighting, none of them negative, which the
    /// search needs; what waiting costs stands apart (<see cref="Evaluator.Waiting"/>).
    /// </summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (ValidTo <= ValidFrom)
        {
            problems.Add("validTo is not after validFrom");
        }

        var codes = Charges.Where(r => r.Basis != Basis.Percent && r.At != At.Wait).Select(r => r.Code).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < Charges.Count; i++)
        {
            problems.AddRange(Problems(Charges[i], codes).Select(p => $"charges/{i} ({Charges[i].Code}): {p}"));
        }

        for (var i = 0; i < Emissions.Count; i++)
        {
            problems.AddRange(Problems(Emissions[i]).Select(p => $"emissions/{i}: {p}"));
        }

        return problems;
    }

    private static IEnumerable<string> Problems(ChargeRule rule, HashSet<string> codes)
    {
        if (string.IsNullOrWhiteSpace(rule.Code))
        {
            yield return "has no code";
        }

        if (rule.Rate < 0 || rule.Minimum < 0)
        {
            yield return "is negative";
        }

        if (!Fits(rule.Basis, rule.At))
        {
            yield return $"{rule.Basis.Code()} cannot arise at {rule.At.Code()}";
        }

        if (rule.FreeDays < 0 || (rule.FreeDays > 0 && rule.At != At.Wait))
        {
            yield return "free days, 0 or more, go with WAIT";
        }

        if (rule.At == At.Wait && rule.Minimum is not null)
        {
            yield return "WAIT takes no minimum";
        }

        if (rule.When.HasTerminal && rule.At == At.Distance)
        {
            yield return "a terminal condition needs BOARD, ALIGHT or WAIT";
        }

        if (rule is { Basis: Basis.TruckTollKm, Minimum: not null })
        {
            yield return "TRUCK_TOLL_KM takes no minimum";
        }

        if (
            rule.When.PicksBoxes
            && rule.Basis
                is not (
                    Basis.Box
                    or Basis.BoxKm
                    or Basis.LostTeuKm
                    or Basis.BoxDay
                    or Basis.Tonne
                    or Basis.TonneKm
                    or Basis.TonnePass
                    or Basis.TonneDay
                    or Basis.PlugDay
                )
        )
        {
            yield return $"{rule.Basis.Code()} cannot be restricted to boxes of a length, weight or size";
        }

        foreach (
            var problem in rule.Basis == Basis.ChargeableKg ? BreakProblems(rule.Breaks)
            : rule.Breaks.Count > 0 ? ["only CHARGEABLE_KG has breaks"]
            : []
        )
        {
            yield return problem;
        }

        if ((rule.Basis == Basis.Percent) != (rule.PercentOf.Count > 0))
        {
            yield return "PERCENT and percentOf go together";
        }

        if (rule.Basis == Basis.Percent && rule.Minimum is not null)
        {
            yield return "PERCENT takes no minimum";
        }

        foreach (var code in rule.PercentOf.Where(c => !codes.Contains(c)))
        {
            yield return $"there is no charge {code} to take a percentage of";
        }
    }

    private static bool Fits(Basis basis, At at) =>
        basis switch
        {
            Basis.PlugDay => at is At.Distance or At.Wait,
            Basis.BoxDay or Basis.TonneDay => at == At.Wait,
            Basis.BoxKm or Basis.TonneKm or Basis.TruckKm or Basis.TruckTollKm or Basis.LostTeuKm or Basis.TonnePass or Basis.Percent => at
                == At.Distance,
            _ => at is At.Board or At.Alight,
        };

    private static IEnumerable<string> BreakProblems(IReadOnlyList<RateBreak> breaks)
    {
        if (breaks.Count == 0 || breaks[0].FromKg != 0)
        {
            yield return "breaks start at 0 kg";
        }

        for (var i = 1; i < breaks.Count; i++)
        {
            if (breaks[i].FromKg <= breaks[i - 1].FromKg || breaks[i].Rate > breaks[i - 1].Rate)
            {
                yield return "breaks ascend and their rates do not";
            }
        }

        if (breaks.Any(b => b.Rate < 0))
        {
            yield return "a break's rate is negative";
        }
    }

    private static IEnumerable<string> Problems(EmissionRule rule)
    {
        if (rule.Grams < 0 || rule.AddKm < 0 || rule.DistanceFactor <= 0)
        {
            yield return "is negative";
        }

        var fits = rule.Basis switch
        {
            Basis.TonneKm => rule.At == At.Distance,
            Basis.Box or Basis.Tonne => rule.At is At.Board or At.Alight,
            Basis.PlugDay => rule.At is At.Distance or At.Wait,
            _ => false,
        };
        if (!fits)
        {
            yield return $"{rule.Basis.Code()} cannot arise at {rule.At.Code()}";
        }

        if (rule.When.HasTerminal && rule.At == At.Distance)
        {
            yield return "a terminal condition needs BOARD, ALIGHT or WAIT";
        }
    }
}
