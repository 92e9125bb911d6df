using Qujiang.Contracts.V1;
using Qujiang.Network;

namespace Qujiang.Booking.Domain;

/// <summary>When a leg is ridden.</summary>
/// <param name="AvailableAt">Arrival plus handling.</param>
public sealed record LegTimes(DateTimeOffset? Cutoff, DateTimeOffset Departure, DateTimeOffset Arrival, DateTimeOffset AvailableAt)
{
    public static LegTimes Of(PlanLeg leg) => new(leg.Cutoff, leg.Departure, leg.Arrival, leg.AvailableAt);

    /// <summary>Of a ride between two calls of a movement; null when it does not call there.</summary>
    public static LegTimes? Of(IReadOnlyList<Call> calls, int? from, int? to)
    {
        var board = calls.FirstOrDefault(c => c.Index == from);
        var alight = calls.FirstOrDefault(c => c.Index == to);
        return board?.Departure is { } departure && alight?.Arrival is { } arrival
            ? new LegTimes(
                board.Cutoff?.ToUniversalTime(),
                departure.ToUniversalTime(),
                arrival.ToUniversalTime(),
                arrival.ToUniversalTime().AddMinutes(alight.HandlingMinutes)
            )
            : null;
    }
}

/// <summary>Where a plan breaks.</summary>
/// <param name="Leg">Sequence of the leg that is missed; of the last one when it is the deadline.</param>
public sealed record BrokenConnection(string Constraint, int Leg, string Detail);

/// <summary>Whether the legs of a plan still follow one another. Pure.</summary>
public static class Connections
{
    /// <summary>The plan with other times on one leg. Trucks wait for the cargo as long as their day lasts: their times move along.</summary>
    public static Plan Retime(Plan plan, int leg, LegTimes times)
    {
        var legs = plan.Legs.ToArray();
        for (var i = 0; i < legs.Length; i++)
        {
            if (legs[i].Sequence == leg)
            {
                legs[i] = legs[i] with
                {
                    Cutoff = times.Cutoff,
                    Departure = times.Departure,
                    Arrival = times.Arrival,
                    AvailableAt = times.AvailableAt,
                };
            }
            else if (i > 0 && legs[i].MovementId is null && Lateness(legs[i - 1], legs[i]) is var late && late > TimeSpan.Zero)
            {
                legs[i] = legs[i] with
                {
                    Cutoff = legs[i].Cutoff + late,
                    Departure = legs[i].Departure + late,
                    Arrival = legs[i].Arrival + late,
                    AvailableAt = legs[i].AvailableAt + late,
                };
            }
        }

        return plan with
        {
            Legs = legs,
        };
    }

    /// <summary>The first connection that is missed, or the deadline; null when all holds.</summary>
    public static BrokenConnection? Broken(Plan plan)
    {
        for (var i = 1; i < plan.Legs.Count; i++)
        {
            var (before, leg) = (plan.Legs[i - 1], plan.Legs[i]);
            if (Lateness(before, leg) > TimeSpan.Zero)
            {
                return new BrokenConnection(
                    "connection",
                    leg.Sequence,
                    $"at {leg.From} the cargo is available at {before.AvailableAt:O}, after the cut-off of {leg.Carrier} at {leg.Cutoff:O}"
                );
            }

            if (leg is { LaneId: not null, Day: { } day } && HubTime.DayOf(leg.Departure) != day)
            {
                return new BrokenConnection(
                    "connection",
                    leg.Sequence,
                    $"the truck on {leg.Carrier} is for {day:O}, and the cargo is at {leg.From} only at {before.AvailableAt:O}"
                );
            }
        }

        return plan.DueBy is { } due && plan.Arrival > due
            ? new BrokenConnection("deadline", plan.Legs[^1].Sequence, $"it arrives at {plan.Arrival:O}, after {due:O}")
            : null;
    }

    /// <summary>How much later the cargo could come and still make the leg; null for the first one.</summary>
    public static TimeSpan? Slack(Plan plan, int position) =>
        position == 0 ? null : -Lateness(plan.Legs[position - 1], plan.Legs[position]);

    /// <summary>Less than that to spare, and a usual delay of the leg before is a missed connection (estimate).</summary>
    public static readonly TimeSpan Tight = TimeSpan.FromHours(1);

    /// <summary>Positions of the legs that the cargo may miss, or will.</summary>
    public static IEnumerable<int> AtRisk(Plan plan) => Enumerable.Range(0, plan.Legs.Count).Where(i => Slack(plan, i) < Tight);

    private static TimeSpan Lateness(PlanLeg before, PlanLeg leg) => before.AvailableAt - (leg.Cutoff ?? leg.Departure);
}
