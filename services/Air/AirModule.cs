using Qujiang.Air.Physics;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;

namespace Qujiang.Air;

/// <summary>The belly and freighter flights of the hub, out of this assembly's own data. Kilometres are great-circle, not rounded.</summary>
public static class AirModule
{
    public static LegModule Create()
    {
        var assembly = typeof(AirModule).Assembly;
        var vehicles = SeedFiles.Vehicles(assembly);
        var corridors = SeedFiles.Corridors(assembly);
        return new()
        {
            Service = "air",
            Mode = Mode.Air,
            Lines = [.. SeedFiles.Lines(assembly).Select(l => l.ToPattern(vehicles[l.Vehicle], Fly))],
            Tariffs = SeedFiles.Tariffs(assembly),
        };

        IReadOnlyList<Hop> Fly(string from, string to)
        {
            var km = corridors.Between(from, to).Corridor.GreatCircleKm;
            return [new Hop(to, km, BlockTime.Minutes(km))];
        }
    }
}
