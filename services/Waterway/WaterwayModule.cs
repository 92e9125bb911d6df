using System.Globalization;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway;

/// <summary>The inland waterways and sea feeders of the hub, out of this assembly's own data.</summary>
public static class WaterwayModule
{
    public static LegModule Create()
    {
        var assembly = typeof(WaterwayModule).Assembly;
        var vehicles = SeedFiles.Vehicles(assembly);
        var waterways = Waterways.Load();
        Overhaul[] overhauls = [.. CsvTable.Embedded(assembly, "overhauls.csv").Rows.Select(ReadOverhaul)];
        return new()
        {
            Service = "waterway",
            Mode = Mode.Waterway,
            Lines = [.. SeedFiles.Lines(assembly).Select(l => Without(overhauls, l.ToPattern(vehicles[l.Vehicle], waterways.Run)))],
            Tariffs = SeedFiles.Tariffs(assembly),
        };
    }

    /// <summary>The line without the sailings that would meet a closed lock.</summary>
    private static LinePattern Without(IEnumerable<Overhaul> overhauls, LinePattern line)
    {
        DateOnly[] lost =
        [
            .. overhauls
                .SelectMany(o =>
                    line.Calls.Where(c => c.Terminal == o.Lock)
                        .SelectMany(c => LockOverhaul.LostDays(o, line.Departures, c.ArrivalMinutes, c.DepartureMinutes))
                )
                .Where(line.Days.Includes)
                .Distinct()
                .Order(),
        ];
        return lost.Length == 0 ? line : line with { Days = line.Days with { Except = lost } };
    }

    private static Overhaul ReadOverhaul(CsvRow row) => new(row["lock"], Day(row["from"]), Day(row["to"]));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
