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
    public static LegModule Create()
    {
        var assembly = typeof(AirModule).Assembly;
        var vehicles = SeedFiles.Vehicles(assembly);
        var corridors = SeedFiles.Corridors(assembly);
        var (rows, curfews) = (SeedFiles.Lines(assembly), Curfews());
        IReadOnlyList<LinePattern> lines = [.. rows.Select(l => l.ToPattern(vehicles[l.Vehicle], Fly))];
        if (CurfewBreaches(lines, curfews) is { Count: > 0 } breaches)
        {
            throw new FormatException($"The flights of lines.csv break a curfew:\n{string.Join('\n', breaches)}");
        }

        return new()
        {
            Service = "air",
            Mode = Mode.Air,
            Lines = lines,
            Tariffs = SeedFiles.Tariffs(assembly),
            Schedules = new()
            {
                Formats = [new SsimSchedule(Flights.Load())],
                Vehicles = vehicles,
                Way = (_, from, to) => corridors.Find(from, to) is null ? GreatCircle(from, to) : Fly(from, to),
                Tariff = TariffOf,
                Refuses = draft => CurfewBreach(draft.Calls, curfews),
            },
        };

        IReadOnlyList<Hop> Fly(string from, string to)
        {
            var km = corridors.Between(from, to).Corridor.GreatCircleKm;
            return [new Hop(to, km, BlockTime.Minutes(km))];
        }

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
