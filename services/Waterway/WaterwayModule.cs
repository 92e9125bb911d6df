using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.Waterway;

/// <summary>The inland waterways and sea feeders of the hub, out of this assembly's own data.</summary>
public static class WaterwayModule
{
    public static LegModule Create()
    {
        var assembly = typeof(WaterwayModule).Assembly;
        var vehicles = SeedFiles.Vehicles(assembly);
        var waterways = new Waterways(
            SeedFiles.Corridors(assembly),
            CsvTable.Embedded(assembly, "reaches.csv"),
            CsvTable.Embedded(assembly, "speeds.csv"),
            CsvTable.Embedded(assembly, "locks.csv")
        );
        return new()
        {
            Service = "waterway",
            Mode = Mode.Waterway,
            Lines = [.. SeedFiles.Lines(assembly).Select(l => l.ToPattern(vehicles[l.Vehicle], waterways.Run))],
            Tariffs = SeedFiles.Tariffs(assembly),
        };
    }
}
