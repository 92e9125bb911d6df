using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Schedules.Edifact;
using Qujiang.LegKernel.Seed;

namespace Qujiang.Rail;

/// <summary>The block and manifest trains of the hub, out of this assembly's own data.</summary>
public static class RailModule
{
    public static LegModule Create()
    {
        var assembly = typeof(RailModule).Assembly;
        var railway = Railway.Load();
        var vehicles = SeedFiles
            .Vehicles(assembly)
            .ToDictionary(
                v => v.Key,
                v => v.Value with { Rules = v.Value.Rules with { Wagons = railway.WagonsOf(v.Key) } },
                StringComparer.Ordinal
            );
        return new()
        {
            Service = "rail",
            Mode = Mode.Rail,
            Lines = [.. SeedFiles.Lines(assembly).Select(l => railway.Pattern(l, vehicles[l.Vehicle]))],
            Tariffs = SeedFiles.Tariffs(assembly),
            Paths = railway.Paths,
            Fits = railway.Fits,
            RuleProblems = Railway.RuleProblems,
            Schedules = new()
            {
                Formats = [new IftsaiSchedule("RL", "2")],
                Vehicles = vehicles,
                Way = (_, from, to) => railway.Way(from, to),
                Tariff = (_, _) => "RL-2026",
                Complete = (told, usual) => told with { Wagons = told.Wagons ?? usual?.Wagons },
                Refuses = railway.Refuses,
            },
        };
    }
}
