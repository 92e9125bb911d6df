using Qujiang.Network;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Quotes;

/// <summary>What is to be known of dangerous goods that fly.</summary>
public static class FlightNotes
{
    /// <summary>For each whether it is judged by its UN number, and how much of it a package may hold, or by its class alone; null where nothing is dangerous.</summary>
    /// <param name="rules">Which goods fly.</param>
    public static IReadOnlyList<string>? Of(Shipment shipment, RideLeg flight, AirRules rules) =>
        shipment.Dangerous is { } dangerous
            ? [.. dangerous.All().Select(g => Note(g, rules.Find(g, Flights.DayOf(flight)))).Distinct(StringComparer.Ordinal)]
            : null;

    private static string Note(Dangerous goods, AirLimit? limit) =>
        limit is null
            ? $"UN {goods.UnNumber} is not among the numbers known here: judged by class {goods.Class} alone"
            : $"UN {goods.UnNumber} ({limit.Name}): at most {limit.Passenger ?? "nothing"} in a package on passenger aircraft, {limit.Cargo ?? "nothing"} on cargo aircraft "
                + $"({limit.Source}, {limit.Quality})";
}
