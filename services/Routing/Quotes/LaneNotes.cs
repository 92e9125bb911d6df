using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Quotes;

/// <summary>What a truck waits for, and why it takes longer than at other times. Pure.</summary>
public static class LaneNotes
{
    /// <param name="ready">When the cargo is there to be loaded.</param>
    /// <param name="closures">The open ones of the lane's mode.</param>
    public static IReadOnlyList<string> Of(LaneLeg leg, DateTimeOffset ready, IReadOnlyList<DisruptionRaised> closures)
    {
        var notes = new List<string>();
        var earliest = ready.AddMinutes(leg.Lane.LoadingMinutes);
        var wait = leg.Departure - earliest;
        if (wait >= TimeSpan.FromMinutes(1))
        {
            notes.Add($"waits {Format.Span(wait)} at {leg.From}{Why(leg, earliest, closures)}");
        }
        var longer = (int)Math.Ceiling((leg.Arrival - leg.Departure).TotalMinutes) - leg.Lane.DurationMinutes;
        if (longer > 0)
        {
            notes.Add($"takes {Format.Span(TimeSpan.FromMinutes(longer))} longer than at the best time of day");
        }
        return notes;
    }

    /// <summary>What a truck from or to a door waits for.</summary>
    public static IReadOnlyList<string> Of(DoorLeg leg, TimeSpan loading) =>
        leg.Departure - leg.Cutoff - loading is var wait && wait >= TimeSpan.FromMinutes(1)
            ? [$"waits {Format.Span(wait)} at {leg.From}: a road is closed, or trucks may not drive or enter at that hour"]
            : [];

    private static string Why(LaneLeg leg, DateTimeOffset earliest, IReadOnlyList<DisruptionRaised> closures)
    {
        var closure = closures.FirstOrDefault(c => LaneTimes.Stops(c, leg.Lane, earliest, earliest.AddMinutes(leg.Lane.DurationMinutes)));
        if (closure is not null)
        {
            return $" ({closure.Kind}: {closure.Description})";
        }
        if (leg.Lane.OfferedFrom == leg.Departure)
        {
            return " until the detour is offered";
        }
        return leg.Departure == HubTime.InstantOf(HubTime.DayOf(leg.Departure), TimeOnly.MinValue)
            ? " for a day with trucks enough"
            : ", to arrive no later: trucks may not enter at all hours";
    }
}
