using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Domain;

/// <summary>A way out as found: a whole plan, and what it needs that others may want too.</summary>
/// <param name="Needs">Room on the new legs only.</param>
public sealed record Alternative(Plan Plan, DateTimeOffset ValidUntil, IReadOnlyList<Need> Needs);

/// <summary>So much of one dimension of one resource: a segment of a movement, a lane's pool on a day.</summary>
/// <param name="Free">What was free when it was quoted.</param>
public sealed record Need(string Resource, int Amount, int Free)
{
    public static string Teu(string movement, int segment) => $"{movement}/{segment}/teu100";

    public static string Mass(string movement, int segment) => $"{movement}/{segment}/kg";

    /// <summary>Trucks of one pool serve many lanes; by origin is as near as a quote tells.</summary>
    public static string Trucks(string from, DateOnly day) => $"{from}/{day:O}/trucks";

    /// <summary>Trucks for so much: one at least, and two TEU on each.</summary>
    public static int TrucksFor(CapacityVector demand) => Math.Max(1, demand.Teu100 / 200);

    /// <summary>All that a leg takes, in the dimensions that a quote counts.</summary>
    public static IEnumerable<(string Resource, int Amount)> Of(PlanLeg leg)
    {
        if (leg is { MovementId: { } movement, FromCall: { } from, ToCall: { } to })
        {
            return Enumerable
                .Range(from, to - from)
                .SelectMany(s => new[] { (Teu(movement, s), leg.Demand.Teu100), (Mass(movement, s), leg.Demand.Kg) });
        }

        return leg is { LaneId: not null, Day: { } day } ? [(Trucks(leg.From, day), TrucksFor(leg.Demand))] : [];
    }
}

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
                .DistinctBy(p => WayOf(p.Proposal.Plan))
                .Take(MostProposals)
                .Select((p, i) => p.Proposal with { Number = i + 1 }),
        ];

    /// <summary>The same for plans that ride the same.</summary>
    public static string WayOf(Plan plan) => string.Join('|', plan.Legs.Select(l => $"{l.Carrier} {l.From} {l.To} {l.Departure:O}"));

    /// <summary>
    /// Room that a booking is asking for and has no answer about. It may be set aside already, and quotes then show it as taken: this lasts for as long as an
    /// answer takes.
    /// </summary>
    public static IEnumerable<(string Resource, int Amount)> AskedBy(BookingState state)
    {
        var asked =
            state.Next?.Parts.Where(p => p is { Status: PartStatus.Asked, Carried: false }).SelectMany(p => p.Legs).ToHashSet() ?? [];
        return state.Next?.Plan.Legs.Where(l => asked.Contains(l.Sequence)).SelectMany(Need.Of) ?? [];
    }

    /// <summary>Room of the way that was planned for a booking in trouble and waits for a person's word: quotes show it as free.</summary>
    public static IEnumerable<(string Resource, int Amount)> PromisedTo(BookingState state, DateTimeOffset now)
    {
        if (state is { Next: null, Trouble.Unplannable: null, Proposals: [{ } best, ..] } && best.ValidUntil > now)
        {
            var had = state.Current.Plan.Legs.Select(l => l.ToHoldLeg()).ToHashSet();
            return best.Plan.Legs.Where(l => l.NeedsRoom && !had.Contains(l.ToHoldLeg())).SelectMany(Need.Of);
        }

        return [];
    }

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
