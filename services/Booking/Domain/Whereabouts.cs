using Qujiang.Contracts.V1;

namespace Qujiang.Booking.Domain;

/// <summary>A place and a moment from which the cargo can go another way.</summary>
/// <param name="Before">The legs that bring it there: ridden, being ridden, or still to be ridden as planned.</param>
public sealed record StartPoint(string Terminal, DateTimeOffset ReadyAt, IReadOnlyList<PlanLeg> Before);

/// <summary>Where the cargo is, or will be. Pure.</summary>
public static class Whereabouts
{
    private const string Door = "door";

    /// <summary>
    /// The terminals at which it can leave the plan before the leg that cannot be ridden: the first one it has not left yet, and the one where that leg
    /// begins. None when it is aboard that leg already.
    /// </summary>
    public static IReadOnlyList<StartPoint> Before(Plan plan, int brokenLeg, DateTimeOffset now)
    {
        var points = new List<StartPoint>();
        for (var i = 0; i < plan.Legs.Count && plan.Legs[i].Sequence <= brokenLeg; i++)
        {
            var leg = plan.Legs[i];
            if (now >= leg.Departure || leg.From == Door)
            {
                continue;
            }

            var there = i == 0 ? plan.ReadyAt : plan.Legs[i - 1].AvailableAt;
            points.Add(new StartPoint(leg.From, there > now ? there : now, [.. plan.Legs.Take(i)]));
        }

        return points.Count <= 2 ? points : [points[0], points[^1]];
    }

    /// <summary>The next call at which cargo that is aboard the broken leg can be unloaded; null when there is none before the obstacle.</summary>
    /// <param name="calls">All calls of the movement.</param>
    /// <param name="obstacle">The terminal that cannot be reached or passed; null: the whole rest of the run is in question, and the next call is taken.</param>
    public static StartPoint? Aboard(Plan plan, int brokenLeg, IReadOnlyList<Call> calls, string? obstacle, DateTimeOffset now)
    {
        var position = plan.Legs.Select((l, i) => (l, i)).FirstOrDefault(p => p.l.Sequence == brokenLeg).i;
        var leg = plan.Legs[position];
        if (leg.FromCall is not { } from || leg.ToCall is not { } to)
        {
            return null;
        }

        var blocked = calls.FirstOrDefault(c => c.Index > from && c.Terminal == obstacle)?.Index ?? int.MaxValue;
        var stop = calls
            .OrderBy(c => c.Index)
            .FirstOrDefault(c => c.Index > from && c.Index <= to && c.Index < blocked && c.Kind == CallKind.Cargo && c.Arrival > now);
        if (stop is null)
        {
            return null;
        }

        var available = stop.Arrival!.Value.AddMinutes(stop.HandlingMinutes);
        // It is aboard: there is nothing to set aside for this stretch any more.
        var ridden = leg with
        {
            Service = null,
            To = stop.Terminal,
            ToCall = stop.Index,
            Arrival = stop.Arrival.Value,
            AvailableAt = available,
        };
        return new StartPoint(stop.Terminal, available, [.. plan.Legs.Take(position), ridden]);
    }
}
