using Qujiang.Routing.Timetables;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>
/// Adds to the plans what it costs and emits while the cargo stands between two legs: storage beyond the free days, the plug of a refrigerated box. The search
/// does not know it, since it depends on the leg before; so it is added to every plan found, before any is picked, and what is then worse than another in
/// everything is left out. A plan that the search left out because another came sooner, for no more, is not looked at again; <see cref="HoldBack"/> searches for
/// those that leave later.
/// </summary>
public sealed class Waiting(Pricing pricing)
{
    /// <summary>From the end of the handling after the leg before until the departure; 0 before the first leg.</summary>
    public static decimal HoursBefore(PlannedOption plan, int leg) =>
        leg > 0 && plan.Legs[leg].Departure - plan.Legs[leg - 1].Available is { Ticks: > 0 } wait ? Hours.Of(wait) : 0;

    /// <summary>The plans with what waiting adds to them.</summary>
    public IReadOnlyList<PlannedOption> AddTo(IReadOnlyList<PlannedOption> plans, Cargo cargo)
    {
        PlannedOption[]? dearer = null;
        for (var i = 0; i < plans.Count; i++)
        {
            var (fen, grams) = Of(plans[i], cargo);
            if (fen == 0 && grams == 0)
            {
                continue;
            }
            dearer ??= [.. plans];
            var outcome = plans[i].Outcome;
            dearer[i] = plans[i] with
            {
                Outcome = outcome with
                {
                    Price = ToInt(outcome.Price + Evaluator.Round(fen)),
                    Co2 = ToInt(outcome.Co2 + Evaluator.Round(grams)),
                },
            };
        }
        return dearer is null ? plans : Best(dearer);
    }

    /// <summary>The plans than which no other is as good in everything.</summary>
    public static IReadOnlyList<PlannedOption> Best(IReadOnlyList<PlannedOption> plans) =>
        [.. plans.Where((plan, i) => !plans.Where((other, j) => j != i && IsBetter(other, plan, j < i)).Any())];

    /// <summary>What standing before a leg adds, not rounded.</summary>
    public Part Of(PlannedOption plan, Cargo cargo, int leg) =>
        HoursBefore(plan, leg) is > 0 and var hours && pricing.TariffOf(plan.Legs[leg]) is { } tariff
            ? Evaluator.Waiting(tariff, cargo, Pricing.BoardKindOf(plan.Legs[leg]), hours)
            : default;

    private Part Of(PlannedOption plan, Cargo cargo)
    {
        var sum = default(Part);
        for (var i = 1; i < plan.Legs.Count; i++)
        {
            sum += Of(plan, cargo, i);
        }
        return sum;
    }

    /// <summary>As good in everything; of two that are equal in everything the first is kept.</summary>
    private static bool IsBetter(PlannedOption other, PlannedOption plan, bool first)
    {
        var (a, b) = (other.Outcome, plan.Outcome);
        return a.Arrival <= b.Arrival && a.Price <= b.Price && a.Co2 <= b.Co2 && a.Boardings <= b.Boardings && (first || a != b);
    }

    private static int ToInt(long amount) => (int)Math.Min(amount, int.MaxValue);
}
