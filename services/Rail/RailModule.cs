using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;

namespace Qujiang.Rail;

/// <summary>The block and manifest trains of the hub, out of this assembly's own data.</summary>
public static class RailModule
{
    public static LegModule Create()
    {
        var assembly = typeof(RailModule).Assembly;
        var vehicles = SeedFiles.Vehicles(assembly);
        var corridors = SeedFiles.Corridors(assembly);
        return new()
        {
            Service = "rail",
            Mode = Mode.Rail,
            Lines = [.. SeedFiles.Lines(assembly).Select(l => l.ToPattern(vehicles[l.Vehicle], Run))],
            Tariffs = SeedFiles.Tariffs(assembly),
        };

        IReadOnlyList<Hop> Run(string from, string to)
        {
            var corridor = corridors.Between(from, to).Corridor;
            return [new Hop(to, corridor.Km, (int)Math.Round(corridor.TypicalHours * 60))];
        }
    }
}
