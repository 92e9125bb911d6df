using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Quotes;

/// <summary>Dangerous goods on flights, each judged by the rules of its own day.</summary>
public static class Flights
{
    /// <summary>No timetable reaches further ahead.</summary>
    private const int LookAheadDays = 60;

    /// <summary>Each change of a rule on the way costs a search: more than so many are not looked at.</summary>
    private const int MostChanges = 4;

    /// <summary>The day by whose rules a flight is judged: that on which it sets out.</summary>
    public static DateOnly DayOf(RideLeg flight) => HubTime.DayOf(flight.Slot.Movement.Calls[0].Departure ?? flight.Departure);

    /// <summary>
    /// Every plan on which the goods may fly. A search knows one rule alone. Where the rule becomes another while the cargo may be on its way, it is searched by the strictest of all,
    /// whose plans hold on any day, and once by each as if the cargo were ready when it begins to hold; of these those plans are kept all of whose flights take the goods on their day.
    /// </summary>
    /// <param name="search">By a wish, and the kinds of aircraft on which the goods may not fly as traits.</param>
    public static IReadOnlyList<PlannedOption> Find(
        RouteSpecification wish,
        Dangerous goods,
        AirRules rules,
        Func<RouteSpecification, ulong, IReadOnlyList<PlannedOption>> search
    )
    {
        var ready = HubTime.DayOf(wish.ReadyAt);
        var last = wish.DueBy is { } due ? HubTime.DayOf(due) : ready.AddDays(LookAheadDays);
        var changes = wish.Modes.Contains(Mode.Air) ? rules.ChangesBetween(goods, ready, last) : [];
        if (changes.Count == 0)
        {
            return search(wish, Traits.GroundedOf(goods, rules, ready));
        }
        List<DateOnly> days = [ready, .. changes];
        var plans = search(wish, days.Aggregate(0UL, (mask, day) => mask | Traits.GroundedOf(goods, rules, day))).ToList();
        foreach (var day in days.Take(MostChanges + 1))
        {
            var from = HubTime.InstantOf(day, TimeOnly.MinValue);
            plans.AddRange(
                search(wish with { ReadyAt = from > wish.ReadyAt ? from : wish.ReadyAt }, Traits.GroundedOf(goods, rules, day))
                    .Where(plan => plan.Legs.All(leg => leg is not RideLeg ride || Refusal(ride, goods, rules) is null))
            );
        }
        return Waiting.Best(plans);
    }

    /// <summary>Which goods may not fly on this leg, by which limit, and whether that is because of passengers; null when all may, or it is no flight.</summary>
    public static (Dangerous Goods, AirLimit Limit, bool Passengers)? Refusal(RideLeg leg, Dangerous? goods, AirRules rules)
    {
        if (leg.Mode != Mode.Air || goods is null)
        {
            return null;
        }
        foreach (var passengers in new[] { true, false })
        {
            if (leg.Slot.Rules.Aircraft is { } kind && (kind == AircraftKind.Passenger) != passengers)
            {
                continue;
            }
            foreach (var each in goods.All())
            {
                if (rules.Find(each, DayOf(leg)) is { } limit && !DangerousGoodsByAir.MayFly(limit, passengers))
                {
                    return (each, limit, passengers);
                }
            }
        }
        return null;
    }
}
