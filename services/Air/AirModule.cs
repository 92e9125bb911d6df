using System.Globalization;
using Qujiang.Air.Physics;
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
        IReadOnlyList<LinePattern> lines = [.. SeedFiles.Lines(assembly).Select(l => l.ToPattern(vehicles[l.Vehicle], Fly))];
        if (CurfewBreaches(lines, Curfews()) is { Count: > 0 } breaches)
        {
            throw new FormatException($"The flights of lines.csv break a curfew:\n{string.Join('\n', breaches)}");
        }

        return new()
        {
            Service = "air",
            Mode = Mode.Air,
            Lines = lines,
            Tariffs = SeedFiles.Tariffs(assembly),
        };

        IReadOnlyList<Hop> Fly(string from, string to)
        {
            var km = corridors.Between(from, to).Corridor.GreatCircleKm;
            return [new Hop(to, km, BlockTime.Minutes(km))];
        }
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
