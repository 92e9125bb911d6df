using Qujiang.Booking.Domain;

namespace Qujiang.Booking.Disruptions;

/// <summary>What was found for one booking.</summary>
/// <param name="Nothing">Why nothing was found.</param>
public sealed record Search(IReadOnlyList<Alternative> Found, string? Nothing);

/// <summary>
/// Looks for ways around the trouble of one booking: from where the cargo is, or will be, to the destination; and around the broken leg alone, back
/// to the rest of the plan, whose room the booking has already.
/// </summary>
public sealed class AlternativeSearch(RoutingClient routing, LegServices legs, TimeProvider time)
{
    /// <summary>Nobody can turn a truck round at once (estimate).</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromMinutes(30);

    /// <param name="later">So long after the first moment at which the cargo could go: what leaves first may be too little for all who need it.</param>
    public async Task<Search> FindAsync(BookingState state, TimeSpan later, Asked asked, CancellationToken cancellation)
    {
        var trouble = state.Trouble!;
        var room = state.Current;
        var plan = room.Plan;
        var now = time.GetUtcNow();
        var starts = Whereabouts.Before(plan, trouble.Leg, now).ToList();
        if (starts.Count == 0)
        {
            var leg = plan.Legs.First(l => l.Sequence == trouble.Leg);
            var calls = leg.MovementId is null ? null : await legs.CallsAsync(leg.Service!, leg.MovementId, cancellation);
            if (calls is null || Whereabouts.Aboard(plan, trouble.Leg, calls, trouble.Obstacle, now) is not { } stop)
            {
                return new Search(
                    [],
                    $"the cargo is aboard {leg.Carrier} and there is no call before {trouble.Obstacle ?? "its end"} to unload it"
                );
            }

            starts.Add(stop);
        }

        var last = plan.Legs[^1];
        IReadOnlyList<PlanLeg> door = last.To == "door" ? [last] : [];
        var destination = door.Count > 0 ? last.From : last.To;
        var found = new List<Alternative>();
        var reasons = new List<string>();
        foreach (var start in starts)
        {
            var ready = (start.ReadyAt > now + Notice ? start.ReadyAt : now + Notice) + later;
            await AskAsync(start, ready, destination, null, door);
            if (
                start.Before.Count == trouble.Leg - 1
                && plan.Legs.ElementAtOrDefault(trouble.Leg) is { From: not "door" } next
                && next.From != destination
            )
            {
                await AskAsync(start, ready, next.From, next.Cutoff ?? next.Departure, [.. plan.Legs.Skip(trouble.Leg)]);
            }
        }

        // Whoever is late only, and would be later still, is better off as it is.
        var useful = found
            .Where(a => Connections.Broken(a.Plan) is not { Constraint: "connection" })
            .Where(a => trouble.Constraint != "deadline" || a.Plan.Arrival < plan.Arrival)
            .ToArray();
        return new Search(useful, useful.Length > 0 ? null : Why(reasons, found.Count));

        async Task AskAsync(StartPoint start, DateTimeOffset ready, string to, DateTimeOffset? dueBy, IReadOnlyList<PlanLeg> after)
        {
            if (start.Terminal == to)
            {
                return;
            }

            var (options, reason) = await routing.QuoteAsync(asked, start.Terminal, to, ready, dueBy, plan.Shipment, cancellation);
            foreach (var option in options)
            {
                var composed = Replanning.Compose(room, start.Before, option.Plan, after, now);
                found.Add(new Alternative(Follow(composed), option.ValidUntil, option.Needs));
            }

            if (reason is { Length: > 0 })
            {
                reasons.Add($"{start.Terminal} to {to}: {reason}");
            }
        }
    }

    /// <summary>A truck at the end waits for the cargo: its times follow.</summary>
    private static Plan Follow(Plan plan) =>
        plan.Legs.Count < 2 ? plan : Connections.Retime(plan, plan.Legs[0].Sequence, LegTimes.Of(plan.Legs[0]));

    private static string Why(List<string> reasons, int found) =>
        found > 0 ? "what runs arrives no earlier than the present plan"
        : reasons.Count > 0 ? string.Join("; ", reasons.Distinct(StringComparer.Ordinal))
        : "there is nowhere to go from";
}
