using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Schedules.Edifact;
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
        var (waterways, locks, channels) = (Waterways.Load(), Locks.Load(), Channels.Load());
        var tides = Tides.Load(waterways);
        var rows = SeedFiles.Lines(assembly).ToDictionary(r => r.LineId, StringComparer.Ordinal);
        var upgraded = rows
            .Values.Where(r => channels.UpgradeOf(r.LineId) is not null)
            .ToDictionary(r => r.LineId, r => Pattern(r, channels.UpgradeOf(r.LineId)!), StringComparer.Ordinal);
        return new()
        {
            Service = "waterway",
            Mode = Mode.Waterway,
            Lines = [.. rows.Values.Select(r => Without(locks.Overhauls, Pattern(r, r.Vehicle), ForRun))],
            Tariffs = SeedFiles.Tariffs(assembly),
            ForRun = ForRun,
            Delay = locks.Delay,
            Schedules = new()
            {
                Formats = [new IftsaiSchedule("WW", "8")],
                Vehicles = vehicles,
                Way = (vessel, from, to) => waterways.Leads(vessel, from, to) ? waterways.Run(vessel, from, to) : null,
                Tariff = (vessel, _) => rows.Values.FirstOrDefault(r => r.Vehicle == vessel)?.TariffId,
            },
        };

        LinePattern Pattern(LineRow row, string vessel) => row.ToPattern(vehicles[vessel], (from, to) => waterways.Run(vessel, from, to));

        // The vessel of the day, the locks at their hours, the tide.
        LinePattern ForRun(LinePattern line, DateTimeOffset start)
        {
            var sails =
                rows.TryGetValue(line.LineId, out var row)
                && channels.IsUpgraded(line.LineId, waterways.Way(row.Route), HubTime.DayOf(start))
                    ? upgraded[line.LineId] with
                    {
                        Days = line.Days,
                    }
                    : line;
            return tides.ByTide(locks.ByHour(sails, start), start);
        }
    }

    /// <summary>The line without the sailings that would meet a closed lock.</summary>
    private static LinePattern Without(
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
