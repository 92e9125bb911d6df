using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Schedules.Edifact;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.Rail;

/// <summary>The block and manifest trains of the hub, out of this assembly's own data and what operators have changed of them.</summary>
public static class RailModule
{
    /// <summary>Puts it together, with data of its own.</summary>
    public static LegModule Create()
    {
        var (assembly, data) = (typeof(RailModule).Assembly, RailData.Load());
        var rows = SeedFiles.Lines(assembly).ToDictionary(r => r.LineId, StringComparer.Ordinal);
        var seed = data.State;
        return new()
        {
            Service = "rail",
            Mode = Mode.Rail,
            Lines = [.. rows.Values.Select(r => TrainRun.Pattern(r, seed, seed.Today))],
            Tariffs = SeedFiles.Tariffs(assembly),
            PathsByData = () => data.State.Paths,
            Fits = request => TrainFit.Of(request, data.State.Fleet),
            ForRun = (line, start) => rows.TryGetValue(line.LineId, out var row) ? data.State.Run(line, row, HubTime.DayOf(start)) : line,
            RuleProblems = TrainRules.Problems,
            Data = data,
            Schedules = new()
            {
                Formats = [new IftsaiSchedule("RL", "2")],
                VehiclesByData = () => data.State.Classes,
                Way = (_, from, to) => data.State.Way(from, to),
                Tariff = (_, _) => "RL-2026",
                Complete = (told, usual) => told with { Wagons = told.Wagons ?? usual?.Wagons },
                Refuses = draft => Refusals.Of(draft, data.State),
            },
        };
    }
}
