using System.Globalization;
using Qujiang.Air.Physics;
using Qujiang.Air.Schedules;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.Air;

/// <summary>The belly and freighter flights of the hub, out of this assembly's own data. Kilometres are great-circle, not rounded.</summary>
public static class AirModule
{
    public static LegModule Create() => Create(AirportMove.All);

    /// <summary>With other moves of airports than the data's; at most one of each airport, and none of two that a line joins.</summary>
    public static LegModule Create(IReadOnlyList<AirportMove> moves)
    {
        var assembly = typeof(AirModule).Assembly;
        var vehicles = Aircraft.Classes();
        var corridors = SeedFiles.Corridors(assembly);
        var (rows, curfews) = (SeedFiles.Lines(assembly), Curfews());
        IReadOnlyList<LinePattern> lines =
        [
            .. rows.SelectMany(row => Parts(row, moves.FirstOrDefault(m => row.Route.Contains(m.Airport))))
                .Select(part =>
                    Screening.Policy.CutOff(
                        part.Line.ToPattern(
                            vehicles[part.Line.Vehicle],
                            (from, to) => Fly(to, part.Moved?.Km(from, to) ?? corridors.Between(from, to).Corridor.GreatCircleKm)
                        )
                    )
                ),
        ];
        if (Breaches(lines, moves) is { Count: > 0 } breaches)
        {
            throw new FormatException($"The flights of lines.csv break a curfew:\n{string.Join('\n', breaches)}");
        }

        return new()
        {
            Service = "air",
            Mode = Mode.Air,
            Lines = lines,
            Tariffs = SeedFiles.Tariffs(assembly),
            Fits = request => Aircraft.Fits(request, vehicles),
            RuleProblems = Aircraft.RuleProblems,
            Schedules = new()
            {
                Formats = [new SsimSchedule(Flights.Load())],
                Vehicles = vehicles,
                Way = (_, from, to) => corridors.Find(from, to) is { } way ? Fly(to, way.GreatCircleKm) : GreatCircle(from, to),
                Tariff = TariffOf,
                Complete = (told, usual) => told with { Aircraft = told.Aircraft ?? usual?.Aircraft, Ulds = told.Ulds ?? usual?.Ulds },
                Refuses = draft => CurfewBreach(draft.Calls, curfews),
            },
        };

        static IEnumerable<(LineRow Line, AirportMove? Moved)> Parts(LineRow row, AirportMove? move) =>
            move is null ? [(row, null)] : move.Split(row).Select(part => (part.Line, part.Moved ? move : null));

        static IReadOnlyList<Hop> Fly(string to, decimal km) => [new Hop(to, km, BlockTime.Minutes(km))];

        // The tariffs of belly and freighter are by distance: below 350 km, to 500 km and beyond.
        string? TariffOf(string vehicle, decimal km) =>
            rows.FirstOrDefault(r => r.Vehicle == vehicle)?.TariffId is { } tariff
                ? tariff[..(tariff.LastIndexOf('-') + 1)]
                    + (
                        km < 350 ? 'S'
                        : km <= 500 ? 'M'
                        : 'L'
                    )
                : null;
    }

    private static IReadOnlyList<Hop>? GreatCircle(string from, string to)
    {
        if (Terminals.Hub.Find(from) is not { } a || Terminals.Hub.Find(to) is not { } b || a == b)
            return null;
        var km = Math.Round((decimal)Geo.GreatCircleKm(a, b), 1);
        return [new Hop(to, km, BlockTime.Minutes(km))];
    }

    /// <summary>At which airport a flight would land or take off in its curfew; null where at none.</summary>
    public static string? CurfewBreach(IEnumerable<Call> calls, IReadOnlyDictionary<string, Curfew> curfews) =>
        (
            from call in calls
            where curfews.ContainsKey(call.Terminal)
            from time in new[] { call.Arrival, call.Departure }
            where time is not null
            let local = TimeOnly.FromDateTime(HubTime.ToHub(time.Value).DateTime)
            where !curfews[call.Terminal].Allows(local)
            select $"{call.Terminal} is closed at {local:HH:mm}: {curfews[call.Terminal].Closes:HH:mm} to {curfews[call.Terminal].Opens:HH:mm} is its curfew"
        ).FirstOrDefault();

    private static IReadOnlyList<string> Breaches(IReadOnlyList<LinePattern> lines, IReadOnlyList<AirportMove> moves)
    {
        var now = Curfews();
        var then = now.Where(c => moves.All(m => m.Airport != c.Key)).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
        foreach (var (airport, curfew) in moves.Where(m => m.Curfew is not null).Select(m => (m.Airport, m.Curfew!.Value)))
        {
            then[airport] = curfew;
        }

        return [.. CurfewBreaches(lines.Where(l => !IsMoved(l)), now), .. CurfewBreaches(lines.Where(IsMoved), then)];

        static bool IsMoved(LinePattern line) => line.LineId.EndsWith(AirportMove.Suffix, StringComparison.Ordinal);
    }

    /// <summary>The curfews of the airports that have one.</summary>
    public static IReadOnlyDictionary<string, Curfew> Curfews() =>
        CsvTable
            .Embedded(typeof(AirModule).Assembly, "curfews.csv")
            .Rows.ToDictionary(r => r["airport"], r => new Curfew(Time(r["closes"]), Time(r["opens"])), StringComparer.Ordinal);

    /// <summary>Flights that would take off or land while their airport is closed, in words.</summary>
    public static IReadOnlyList<string> CurfewBreaches(IEnumerable<LinePattern> lines, IReadOnlyDictionary<string, Curfew> curfews) =>
        [
            .. from line in lines
            from departure in line.Departures
            from call in line.Calls
            let time = departure.AddMinutes(call.ArrivalMinutes)
            where curfews.TryGetValue(call.Terminal, out var curfew) && !curfew.Allows(time)
            select $"{line.LineId}: at {call.Terminal} at {time:HH:mm}",
        ];

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);
}
