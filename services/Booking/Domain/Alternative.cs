namespace Qujiang.Booking.Domain;

/// <summary>A way out as found: a whole plan, and what it needs that others may want too.</summary>
/// <param name="Needs">Room on the new legs only.</param>
public sealed record Alternative(Plan Plan, DateTimeOffset ValidUntil, IReadOnlyList<Need> Needs);

/// <summary>So much of one dimension of one resource: a segment of a movement, a lane's pool on a day.</summary>
/// <param name="Free">What was free when it was quoted.</param>
public sealed record Need(string Resource, int Amount, int Free);

/// <summary>Puts new legs between those that stay, and says how good the result is. Pure.</summary>
public static class Replanning
{
    /// <summary>The most proposals that are made for one booking.</summary>
    public const int MostProposals = 5;

    /// <summary>
    /// One plan out of the legs before, an offered plan, and the legs after it. What stays keeps its price; the charges on the shipment as a whole are
    /// not charged again.
    /// </summary>
    public static Plan Compose(Room old, IReadOnlyList<PlanLeg> before, Plan middle, IReadOnlyList<PlanLeg> after, DateTimeOffset now)
    {
        var plan = old.Plan;
        var legs = new List<PlanLeg>();
        var charges = new List<PlanCharge>(plan.Charges.Where(c => c.Leg is null));
        foreach (
            var (source, leg) in before
                .Select(l => (plan, l))
                .Concat(middle.Legs.Select(l => (middle, l)))
                .Concat(after.Select(l => (plan, l)))
        )
        {
            var sequence = legs.Count + 1;
            charges.AddRange(source.Charges.Where(c => c.Leg == leg.Sequence).Select(c => c with { Leg = sequence }));
            legs.Add(leg with { Sequence = sequence });
        }

        return plan with
        {
            OfferId = middle.OfferId,
            Legs = WithoutRoomForWhatIsAboard(old, legs, now),
            Charges = charges,
            PriceFen = charges.Sum(c => c.AmountFen),
            Co2eGrams = legs.Sum(l => l.Co2eGrams),
        };
    }

    /// <summary>Best first: deadline kept, least extra cost, least extra CO2e, fewest boxes worked again, earliest.</summary>
    /// <param name="chosen">The one that planning all bookings together has chosen for this one: it comes first.</param>
    public static IReadOnlyList<Proposal> Rank(Plan old, IEnumerable<Alternative> alternatives, Alternative? chosen = null) =>
        [
            .. alternatives
                .Select(a => (Found: a, Proposal: Assess(old, a)))
                .OrderByDescending(p => p.Found == chosen)
                .ThenByDescending(p => p.Proposal.InTime)
                .ThenBy(p => p.Proposal.ExtraFen)
                .ThenBy(p => p.Proposal.ExtraCo2eGrams)
                .ThenBy(p => p.Proposal.ReHandled)
                .ThenBy(p => p.Proposal.Plan.Arrival)
                .DistinctBy(p => string.Join('|', p.Proposal.Plan.Legs.Select(l => $"{l.Carrier} {l.From} {l.To} {l.Departure:O}")))
                .Take(MostProposals)
                .Select((p, i) => p.Proposal with { Number = i + 1 }),
        ];

    public static Proposal Assess(Plan old, Alternative alternative)
    {
        var plan = alternative.Plan;
        return new Proposal(
            0,
            plan,
            plan.PriceFen - old.PriceFen,
            plan.Co2eGrams - old.Co2eGrams,
            old.Shipment.Units * Math.Max(0, plan.Legs.Count - old.Legs.Count),
            plan.DueBy is null || plan.Arrival <= plan.DueBy,
            alternative.ValidUntil
        );
    }

    /// <summary>
    /// Legs that have departed need no room any more - unless the hold they are part of serves the new plan unchanged and is carried over.
    /// </summary>
    private static List<PlanLeg> WithoutRoomForWhatIsAboard(Room old, List<PlanLeg> legs, DateTimeOffset now)
    {
        foreach (var group in legs.Where(l => l.NeedsRoom).GroupBy(l => l.Service!, StringComparer.Ordinal).ToArray())
        {
            var holdLegs = group.Select(l => l.ToHoldLeg()).ToArray();
            if (old.Parts.Any(p => p.Service == group.Key && p.Status == PartStatus.Confirmed && old.LegsOf(p).SequenceEqual(holdLegs)))
            {
                continue;
            }

            foreach (var leg in group.Where(l => l.Departure <= now))
            {
                legs[leg.Sequence - 1] = leg with { Service = null };
            }
        }

        return legs;
    }
}
