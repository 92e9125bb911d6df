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
        var (waterways, locks) = (Waterways.Load(), Locks.Load());
        return new()
        {
            Service = "waterway",
            Mode = Mode.Waterway,
            Lines = [.. SeedFiles.Lines(assembly).Select(l => Without(locks.Overhauls, l.ToPattern(vehicles[l.Vehicle], waterways.Run)))],
            Tariffs = SeedFiles.Tariffs(assembly),
            ForRun = ForRun,
            Delay = locks.Delay,
        };

        LinePattern ForRun(LinePattern line, DateTimeOffset start) => locks.ByHour(line, start);

        LinePattern Without(IEnumerable<Overhaul> overhauls, LinePattern line) => WithoutLost(overhauls, line, ForRun);
    }

    /// <summary>The line without the sailings that would meet a closed lock.</summary>
    private static LinePattern WithoutLost(
        IEnumerable<Overhaul> overhauls,
        LinePattern line,
        Func<LinePattern, DateTimeOffset, LinePattern> forRun
    )
    {
        var longest = (line.Calls[^1].ArrivalMinutes / 1440) + 1; // queues by hour may make it a day longer than usual
        DateOnly[] lost =
        [
            .. overhauls
                .Where(o => line.Calls.Any(c => c.Terminal == o.Lock))
                .SelectMany(o => LockOverhaul.LostDays(o, line.Departures, start => Passage(o.Lock, start), longest))
                .Where(line.Days.Includes)
                .Distinct()
                .Order(),
        ];
        return lost.Length == 0 ? line : line with { Days = line.Days with { Except = lost } };

        (int Arrival, int Departure) Passage(string @lock, DateTime start)
        {
            var call = forRun(line, new(start, HubTime.Offset)).Calls.First(c => c.Terminal == @lock);
            return (call.ArrivalMinutes, call.DepartureMinutes);
        }
    }
}
