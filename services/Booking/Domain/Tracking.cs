using System.Text.Json.Serialization;

namespace Qujiang.Booking.Domain;

/// <summary>What happened to the cargo, or will (DCSA equipment and transport events).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrackingEvent>))]
public enum TrackingEvent
{
    /// <summary>Loaded.</summary>
    [JsonStringEnumMemberName("LOAD")]
    Load,

    /// <summary>The vehicle departed with it.</summary>
    [JsonStringEnumMemberName("DEPA")]
    Departed,

    /// <summary>The vehicle arrived with it.</summary>
    [JsonStringEnumMemberName("ARRI")]
    Arrived,

    /// <summary>Discharged: it is available.</summary>
    [JsonStringEnumMemberName("DISC")]
    Discharged,
}

/// <summary>How a moment is known.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TimeClassifier>))]
public enum TimeClassifier
{
    [JsonStringEnumMemberName("ACT")]
    Actual,

    [JsonStringEnumMemberName("EST")]
    Estimated,
}

/// <summary>Turns events about the cargo into times of the plan. Pure.</summary>
public static class Tracking
{
    /// <summary>The leg an event is about, and its times then: what was not reported moves along. Null when the plan does not touch the terminal so.</summary>
    public static (PlanLeg Leg, LegTimes Times)? Apply(Plan plan, TrackingEvent what, string terminal, DateTimeOffset at)
    {
        var leaving = what is TrackingEvent.Load or TrackingEvent.Departed;
        var leg = plan.Legs.FirstOrDefault(l => (leaving ? l.From : l.To) == terminal);
        if (leg is null)
        {
            return null;
        }

        var late = at - leg.Departure;
        var handling = leg.AvailableAt - leg.Arrival;
        return (
            leg,
            what switch
            {
                // Aboard in good time: nothing moves.
                TrackingEvent.Load when late <= TimeSpan.Zero => LegTimes.Of(leg),
                TrackingEvent.Load or TrackingEvent.Departed => new LegTimes(leg.Cutoff, at, leg.Arrival + late, leg.AvailableAt + late),
                TrackingEvent.Arrived => new LegTimes(leg.Cutoff, leg.Departure, at, at + handling),
                _ => new LegTimes(leg.Cutoff, leg.Departure, at < leg.Arrival ? at : leg.Arrival, at),
            }
        );
    }
}
