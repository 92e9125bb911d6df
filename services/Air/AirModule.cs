using Qujiang.Air.Schedules;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.Air;

/// <summary>The belly and freighter flights of the hub, out of this assembly's own data and what operators have changed of them.</summary>
public static class AirModule
{
    /// <summary>With the seed of this assembly.</summary>
    public static LegModule Create() => Create(AirData.Load());

    /// <summary>With other data.</summary>
    /// <exception cref="FormatException">A flight of the seed breaks a curfew.</exception>
    public static LegModule Create(AirData data)
    {
        var assembly = typeof(AirModule).Assembly;
        var rows = SeedFiles.Lines(assembly).ToDictionary(r => r.LineId, StringComparer.Ordinal);
        var seed = data.State;
        if (CurfewBreaches(rows.Values, seed) is { Count: > 0 } breaches)
        {
            throw new FormatException($"The flights of lines.csv break a curfew:\n{string.Join('\n', breaches)}");
        }

        return new()
        {
            Service = "air",
            Mode = Mode.Air,
            Lines = [.. rows.Values.Select(r => seed.Pattern(r, seed.Today))],
            Tariffs = SeedFiles.Tariffs(assembly),
            ForRun = ForRun,
            Data = data,
            Fits = request => Aircraft.Fits(request, data.State),
            RuleProblems = Aircraft.RuleProblems,
            Schedules = new()
            {
                Formats = [new SsimSchedule(Flights.Load())],
                VehiclesByData = () => data.State.Vehicles,
                PatternFor = (vehicle, calls) => data.State.Foreign(vehicle, calls, TariffOf),
                Way = (_, from, to) => data.State is var state ? state.Way(from, to, state.Today) : null,
                Tariff = TariffOf,
                Complete = (told, usual) => told with { Aircraft = told.Aircraft ?? usual?.Aircraft, Ulds = told.Ulds ?? usual?.Ulds },
                Refuses = draft => data.State.Airports.CurfewBreach(draft.Calls),
            },
        };

        // By the airports, aircraft and block times of the day. What would take off or land in a curfew stays away.
        LinePattern? ForRun(LinePattern line, DateTimeOffset start)
        {
            if (!rows.TryGetValue(line.LineId, out var row))
            {
                return line;
            }

            var state = data.State;
            var run = state.Pattern(row, HubTime.DayOf(start));
            return state.Airports.CurfewBreach(run, start) is null ? run : null;
        }

        string? TariffOf(string vehicle, decimal km) =>
            rows.Values.FirstOrDefault(r => r.Vehicle == vehicle)?.TariffId is { } tariff ? DistanceClass.Of(tariff, km) : null;
    }

    /// <summary>
    /// Flights that would take off or land while their airport is closed, in words. Each is tried on the first days from which something is another.
    /// </summary>
    public static IReadOnlyList<string> CurfewBreaches(IEnumerable<LineRow> lines, AirState state) =>
        [
            .. from line in lines
            from day in Days(line, state)
            let run = state.Pattern(line, day)
            from departure in line.Departures
            let breach = state.Airports.CurfewBreach(run, HubTime.InstantOf(day, departure))
            where breach is not null
            select $"{line.LineId} of {departure:HH:mm} from {day:yyyy-MM-dd}: {breach}",
        ];

    private static IEnumerable<DateOnly> Days(LineRow line, AirState state) =>
        line
            .Route.SelectMany(airport => state.Airports.All[airport].Rows)
            .Select(r => r.From)
            .Concat(state.BlockTimes.Rows.Select(r => r.From))
            // A flight may land on the next day.
            .SelectMany(day => new[] { day.AddDays(-1), day })
            .Append(line.ValidFrom)
            .Where(day => day >= line.ValidFrom && !(day > line.ValidTo))
            .Distinct()
            .Order();
}
