using Qujiang.LegKernel;
using Qujiang.LegKernel.House;
using Qujiang.Network;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway;

/// <summary>The ports that sea feeders leave only with the tide.</summary>
/// <param name="all">By terminal.</param>
/// <param name="waterways">Which way leads over the sea.</param>
public sealed class Tides(IReadOnlyDictionary<string, DataSheet<TideData>> all, Waterways waterways)
{
    /// <summary>Every tidal port by terminal.</summary>
    public IReadOnlyDictionary<string, DataSheet<TideData>> All => all;

    /// <summary>The tide of a port by its row of a day; null where it has none then.</summary>
    public TidePort? PortOn(string terminal, DateOnly day) =>
        all.GetValueOrDefault(terminal)?.On(day)?.Data is { } tide
            ? new(
                Terminals.Hub.Find(terminal)!.Longitude,
                tide.HighWaterIntervalHours,
                tide.SpringRangeM,
                tide.NeapRangeM,
                tide.AgeDays,
                tide.NeededM
            )
            : null;

    /// <summary>The line with each departure to sea from a tidal port in the next window there, and everything after it as much later.</summary>
    public LinePattern ByTide(LinePattern line, DateTimeOffset start)
    {
        var late = 0;
        var calls = new List<PatternCall>(line.Calls.Count);
        foreach (var (i, call) in line.Calls.Index())
        {
            var arrival = call.ArrivalMinutes + late;
            var ready = start.AddMinutes(call.DepartureMinutes + late);
            if (
                i + 1 < line.Calls.Count
                && PortOn(call.Terminal, HubTime.DayOf(ready)) is { } port
                && waterways.IsSea(call.Terminal, line.Calls[i + 1].Terminal)
            )
            {
                late += (int)(Tide.NextOpen(port, ready) - ready).TotalMinutes;
            }

            calls.Add(call with { ArrivalMinutes = arrival, DepartureMinutes = call.DepartureMinutes + late });
        }

        return late == 0 ? line : line with { Calls = calls };
    }
}
