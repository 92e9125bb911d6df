namespace Qujiang.Tariffs;

/// <summary>The one evaluator of tariffs, pure, used by whoever quotes and whoever sells.</summary>
public static class Evaluator
{
    internal const decimal HoursPerDay = 24;

    /// <summary>The charges of a leg, one per rule that applies and comes to something, in the tariff's order.</summary>
    public static IReadOnlyList<Charge> Price(Tariff tariff, Cargo cargo, LegFacts leg)
    {
        var whole = leg.Whole;
        var amounts = new decimal[tariff.Charges.Count];
        var charges = new Charge?[tariff.Charges.Count];
        for (var i = 0; i < amounts.Length; i++)
        {
            var rule = tariff.Charges[i];
            var quantities = Quantities.Of(rule.Basis, rule.When, cargo);
            if (rule.Basis == Basis.Percent || quantities.Counted == 0 || !HoldsAtEnd(rule.When, rule.At, leg))
            {
                continue;
            }

            var quantity =
                quantities.Units * (rule.At == At.Wait ? WaitDays(rule.Basis, rule.FreeDays, leg.WaitHours) : Along(rule.Basis, whole));
            amounts[i] = UnroundedFen(rule, quantities, quantity);
            charges[i] = amounts[i] == 0 ? null : Line(tariff, rule, quantity, amounts[i]);
        }

        for (var i = 0; i < amounts.Length; i++)
        {
            var rule = tariff.Charges[i];
            if (rule.Basis == Basis.Percent && rule.When.Holds(cargo))
            {
                var fen = 0m;
                for (var j = 0; j < amounts.Length; j++)
                {
                    fen += rule.PercentOf.Contains(tariff.Charges[j].Code, StringComparer.Ordinal) ? amounts[j] : 0;
                }

                charges[i] = fen * rule.Rate == 0 ? null : Line(tariff, rule, fen / 100, fen * rule.Rate / 100);
            }
        }

        return [.. charges.OfType<Charge>()];
    }

    /// <summary>
    /// The CO2e of a leg, one line per rule that applies, in the tariff's order; then the empty return of the boxes over the same leg, where it is counted
    /// (<see cref="Cargo.Return"/>), by the same rules with the ends exchanged.
    /// </summary>
    public static IReadOnlyList<EmissionLine> Emissions(Tariff tariff, Cargo cargo, LegFacts leg)
    {
        var lines = new List<EmissionLine>(tariff.Emissions.Count);
        Add(cargo, leg, activity: null);
        if (cargo.Return is { } empties)
        {
            Add(empties, new LegFacts(leg.AlightKind, leg.BoardKind, leg.Segments), Activity.EmptyReturn);
        }

        return lines;

        void Add(Cargo carried, LegFacts facts, Activity? activity)
        {
            var whole = facts.Whole;
            foreach (var rule in tariff.Emissions)
            {
                var units = Quantities.Of(rule.Basis, rule.When, carried).Units;
                if (units == 0 || !HoldsAtEnd(rule.When, rule.At, facts))
                {
                    continue;
                }

                var quantity =
                    rule.Basis == Basis.PlugDay ? units * (rule.At == At.Wait ? facts.WaitHours : whole.Hours) / HoursPerDay
                    : rule.At == At.Distance ? units * (whole.Km + rule.AddKm) * rule.DistanceFactor
                    : units;
                if (quantity > 0)
                {
                    lines.Add(Line(rule, quantity, activity ?? rule.Activity));
                }
            }
        }
    }

    /// <summary>
    /// What arises while the cargo waits where it boards, not rounded: the same as the lines of <see cref="At.Wait"/> in <see cref="Price"/> and
    /// <see cref="Emissions"/>, without making them.
    /// </summary>
    /// <param name="boardKind">Kind of the terminal where it waits.</param>
    /// <param name="hours">As <see cref="LegFacts.WaitHours"/>.</param>
    public static Part Waiting(Tariff tariff, Cargo cargo, string boardKind, decimal hours)
    {
        if (!cargo.Reefer && hours <= tariff.FreeWaitHours && tariff.WaitEmissions.Count == 0)
        {
            return default; // nearly always, and asked for every leg of every plan
        }

        var (fen, grams) = (0m, 0m);
        foreach (var rule in tariff.WaitCharges)
        {
            if (WaitDays(rule.Basis, rule.FreeDays, hours) is > 0 and var days && rule.When.HoldsAt(boardKind))
            {
                fen += Quantities.Of(rule.Basis, rule.When, cargo).Units * days * rule.Rate * 100;
            }
        }

        foreach (var rule in tariff.WaitEmissions)
        {
            grams += rule.When.HoldsAt(boardKind)
                ? Quantities.Of(rule.Basis, rule.When, cargo).Units * hours / HoursPerDay * rule.Grams
                : 0;
        }

        return new Part(fen, grams);
    }

    /// <summary>Rounds half away from zero, as each charge and each CO2e line is.</summary>
    public static long Round(decimal amount) => (long)Math.Round(amount, MidpointRounding.AwayFromZero);

    private static EmissionLine Line(EmissionRule rule, decimal quantity, Activity activity)
    {
        var grams = quantity * rule.Grams;
        return new(
            rule.At,
            rule.Basis,
            quantity,
            rule.Grams,
            Round(grams),
            grams,
            rule.DistanceType,
            rule.DataType,
            rule.Provenance,
            activity
        );
    }

    internal static decimal UnroundedFen(ChargeRule rule, Quantities quantities, decimal quantity)
    {
        var amount = rule.Basis == Basis.ChargeableKg ? CheaperBreak(rule.Breaks, quantity) : quantity * rule.Rate;
        return Math.Max(amount, (rule.Minimum ?? 0) * quantities.Counted) * 100;
    }

    // The weight at its own rate, or a higher break's least weight at that break's rate, whichever is cheaper.
    private static decimal CheaperBreak(IReadOnlyList<RateBreak> breaks, decimal kg)
    {
        var cheapest = decimal.MaxValue;
        foreach (var b in breaks)
        {
            var next = Math.Max(kg, b.FromKg) * b.Rate;
            cheapest = b.FromKg <= kg ? next : Math.Min(cheapest, next);
        }

        return cheapest;
    }

    private static decimal Along(Basis basis, LegSegment whole) =>
        basis switch
        {
            Basis.BoxKm or Basis.TonneKm or Basis.TruckKm or Basis.LostTeuKm => whole.Km,
            Basis.TruckTollKm => whole.TollKm,
            Basis.TonnePass => whole.Passes,
            Basis.PlugDay => whole.Hours / HoursPerDay,
            _ => 1,
        };

    // Storage is sold by the day, a plug by the time it runs.
    private static decimal WaitDays(Basis basis, int freeDays, decimal hours)
    {
        var days = Math.Max(0, (hours / HoursPerDay) - freeDays);
        return basis == Basis.PlugDay ? days : Math.Ceiling(days);
    }

    private static bool HoldsAtEnd(Condition when, At at, LegFacts leg) =>
        at switch
        {
            At.Board or At.Wait => when.HoldsAt(leg.BoardKind),
            At.Alight => when.HoldsAt(leg.AlightKind),
            _ => true,
        };

    private static Charge Line(Tariff tariff, ChargeRule rule, decimal quantity, decimal fen)
    {
        var plain = rule.Basis switch
        {
            Basis.ChargeableKg => CheaperBreak(rule.Breaks, quantity) * 100,
            Basis.Percent => fen,
            _ => quantity * rule.Rate * 100,
        };
        var minimumApplied = fen > plain;
        var unitPrice =
            rule.Basis != Basis.ChargeableKg && !minimumApplied ? rule.Rate
            : quantity == 0 ? 0
            : fen / 100 / quantity;
        return new(rule.Code, rule.Basis, quantity, unitPrice, Round(fen), fen, minimumApplied, tariff.Id, tariff.Version, rule.Provenance);
    }
}
