using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.Air;

/// <summary>The hub's airports as they were, are and will be: how far apart they stand, when they are closed, and how long before a departure cargo must be there.</summary>
/// <param name="all">By terminal code.</param>
/// <param name="corridors">Kilometres as the hub's data have them.</param>
public sealed class Airports(IReadOnlyDictionary<string, DataSheet<AirportData>> all, CorridorMap corridors)
{
    /// <summary>Two airports may be put at one place, but a flight has a length.</summary>
    private const decimal LeastKm = 1;

    /// <summary>Every airport by terminal code.</summary>
    public IReadOnlyDictionary<string, DataSheet<AirportData>> All => all;

    /// <summary>What an airport is on a day; before its first row what that says.</summary>
    public AirportData On(string airport, DateOnly day) => all[airport].OnOrFirst(day).Data;

    /// <summary>Whether one of the two stands elsewhere on that day than where the hub's kilometres were measured.</summary>
    public bool IsMoved(string from, string to, DateOnly day) => IsMoved(from, day) || IsMoved(to, day);

    /// <summary>
    /// Kilometres between two airports on a day: the hub's own where both stand where these were measured, else on the great circle, to a tenth.
    /// </summary>
    public decimal Km(string from, string to, DateOnly day)
    {
        if (!IsMoved(from, to, day) && corridors.Find(from, to) is { } corridor)
        {
            return corridor.GreatCircleKm;
        }

        var (a, b) = (On(from, day), On(to, day));
        return Math.Max(LeastKm, Math.Round((decimal)Geo.GreatCircleKm(a.Latitude, a.Longitude, b.Latitude, b.Longitude), 1));
    }

    /// <summary>
    /// A line with the cut-offs of its airports on a day. What special cargo needs longer is said once for a whole flight: where it boards at several, the longest.
    /// </summary>
    public LinePattern CutOff(LinePattern line, DateOnly day) =>
        line with
        {
            Calls = [.. line.Calls.Select(c => c with { CutoffMinutes = On(c.Terminal, day).General.Minutes })],
            Rules = line.Rules with { SpecialCutoffMinutes = line.Calls.SkipLast(1).Max(c => EarlierMinutes(c.Terminal, day)) },
        };

    /// <summary>How much sooner special cargo must be there.</summary>
    public int EarlierMinutes(string airport, DateOnly day) => On(airport, day) is var on ? on.Special.Minutes - on.General.Minutes : 0;

    /// <summary>At which airport a run of a line would land or take off in its curfew, in words; null where at none.</summary>
    /// <param name="start">Departure from its first call.</param>
    public string? CurfewBreach(LinePattern line, DateTimeOffset start) =>
        line
            .Calls.Select((c, i) => Closed(c.Terminal, start.AddMinutes(i == 0 ? c.DepartureMinutes : c.ArrivalMinutes)))
            .Concat(line.Calls.SkipLast(1).Select(c => Closed(c.Terminal, start.AddMinutes(c.DepartureMinutes))))
            .FirstOrDefault(b => b is not null);

    /// <inheritdoc cref="CurfewBreach(LinePattern, DateTimeOffset)" />
    public string? CurfewBreach(IEnumerable<Call> calls) =>
        (
            from call in calls
            from time in new[] { call.Arrival, call.Departure }
            where time is not null
            select Closed(call.Terminal, time.Value)
        ).FirstOrDefault(b => b is not null);

    private string? Closed(string terminal, DateTimeOffset moment)
    {
        var at = HubTime.ToHub(moment);
        if (!all.ContainsKey(terminal) || On(terminal, HubTime.DayOf(moment)).Curfew is not { } curfew)
        {
            return null;
        }

        var time = TimeOnly.FromDateTime(at.DateTime);
        return curfew.Allows(time)
            ? null
            : $"{terminal} is closed at {time:HH:mm}: {curfew.Closes:HH:mm} to {curfew.Opens:HH:mm} is its curfew";
    }

    private bool IsMoved(string airport, DateOnly day) =>
        Terminals.Hub.Find(airport) is not { } measured
        || On(airport, day) is var now && (now.Latitude, now.Longitude) != (measured.Latitude, measured.Longitude);
}
