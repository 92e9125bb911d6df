using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.LegKernel.Schedules;

/// <summary>
/// Puts in the points that a movement passes, where a file names only the calls at which cargo is worked: a closure or a delay at such a point must bear on the movement.
/// They come from the movement as it is, from its line, or from the mode's own way; their times are shares of the time that the file gives for the whole stretch.
/// </summary>
internal static class Passages
{
    /// <param name="given">The movement as the file has it.</param>
    /// <param name="present">As it is.</param>
    /// <param name="pattern">Its line, for this run.</param>
    /// <param name="way">The mode's own way from one call to the next; null where it is not known.</param>
    public static ScheduledMovement Insert(
        ScheduledMovement given,
        Movement? present,
        LinePattern? pattern,
        Func<string, string, IReadOnlyList<Hop>?> way
    )
    {
        if (given.Calls.Any(c => c.Kind == CallKind.Pass || Terminals.Hub.Find(c.Terminal) is null or { HandlesCargo: false }))
            return given;
        var known =
            Stretches(given, present?.Calls.Select(c => new Stop(c.Terminal, c.Kind, Minutes(c.Arrival), Minutes(c.Departure))))
            ?? Stretches(given, pattern?.Calls.Select(c => new Stop(c.Terminal, c.Kind, c.ArrivalMinutes, c.DepartureMinutes)));
        var calls = new List<ScheduledCall>(given.Calls.Count);
        for (var i = 0; i < given.Calls.Count; i++)
        {
            var (call, next) = (given.Calls[i], i + 1 < given.Calls.Count ? given.Calls[i + 1] : null);
            var (passed, km) =
                next is null ? ([], null)
                : known is not null ? (known[i], null)
                : Along(way(call.Terminal, next.Terminal));
            var shared = passed.Count > 0 && call.KmToNext is not null;
            calls.Add(call with { KmToNext = shared ? null : call.KmToNext ?? km });
            foreach (var point in passed)
                calls.Add(
                    new ScheduledCall(
                        point.Terminal,
                        At(call.Departure, next!.Arrival, point.Arrival),
                        At(call.Departure, next.Arrival, point.Departure),
                        null,
                        CallKind.Pass,
                        0,
                        point.Km,
                        call.OfferedToNext
                    )
                );
        }
        return calls.Count == given.Calls.Count && known is not null ? given : given with { Calls = calls };
    }

    /// <summary>For each stretch between two calls at which cargo is worked the points passed; null where the way is another one.</summary>
    private static List<IReadOnlyList<Point>>? Stretches(ScheduledMovement given, IEnumerable<Stop>? stops)
    {
        var all = stops?.ToList();
        if (
            all is null
            || !all.Where(s => s.Kind == CallKind.Cargo).Select(s => s.Terminal).SequenceEqual(given.Calls.Select(c => c.Terminal))
        )
            return null;
        var stretches = new List<IReadOnlyList<Point>>();
        for (var from = 0; from < all.Count - 1; )
        {
            var to = all.FindIndex(from + 1, s => s.Kind == CallKind.Cargo);
            double start = all[from].Departure,
                whole = Math.Max(1, all[to].Arrival - start);
            stretches.Add([
                .. all.GetRange(from + 1, to - from - 1)
                    .Select(s => new Point(s.Terminal, (s.Arrival - start) / whole, (s.Departure - start) / whole, null)),
            ]);
            from = to;
        }
        return stretches;
    }

    private static (IReadOnlyList<Point> Passed, decimal? Km) Along(IReadOnlyList<Hop>? hops)
    {
        if (hops is not { Count: > 0 })
            return ([], null);
        double clock = 0,
            whole = Math.Max(1, hops.Sum(h => h.Minutes + h.PassMinutes));
        var points = new List<Point>(hops.Count);
        for (var i = 0; i + 1 < hops.Count; i++)
        {
            clock += hops[i].Minutes;
            points.Add(new Point(hops[i].To, clock / whole, (clock + hops[i].PassMinutes) / whole, hops[i + 1].Km));
            clock += hops[i].PassMinutes;
        }
        return (points, hops[0].Km);
    }

    private static double Minutes(DateTimeOffset? time) => (time ?? default).UtcTicks / (double)TimeSpan.TicksPerMinute;

    /// <summary>In whole minutes.</summary>
    private static DateTimeOffset? At(DateTimeOffset? departure, DateTimeOffset? arrival, double share) =>
        departure is { } from && arrival is { } to && Instants.IsPlausible(from) && Instants.IsPlausible(to)
            ? from.AddMinutes(Math.Round((to - from).TotalMinutes * share))
            : null;

    private readonly record struct Stop(string Terminal, CallKind Kind, double Arrival, double Departure);

    private readonly record struct Point(string Terminal, double Arrival, double Departure, decimal? Km);
}
