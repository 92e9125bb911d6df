using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway;

/// <summary>A port that sea feeders leave only with the tide.</summary>
public sealed record TideData(string Terminal, TidePort Port, Provenance Provenance);

/// <summary>The hub's tidal ports by terminal.</summary>
public sealed class Tides(IReadOnlyDictionary<string, TideData> all, Waterways waterways)
{
    /// <summary>Every tidal port by terminal.</summary>
    public IReadOnlyDictionary<string, TideData> All => all;

    /// <summary>Out of this assembly's own data.</summary>
    public static Tides Load(Waterways waterways) =>
        new(
            CsvTable
                .Embedded(typeof(Tides).Assembly, "tides.csv")
                .Rows.ToDictionary(
                    r => r["terminal"],
                    r => new TideData(
                        r["terminal"],
                        new(
                            Terminals.Hub.Find(r["terminal"])!.Longitude,
                            r.Double("high_water_interval_h"),
                            r.Double("spring_range_m"),
                            r.Double("neap_range_m"),
                            r.Double("age_days"),
                            r.Double("needed_m")
                        ),
                        SeedFiles.ProvenanceOf(r)
                    ),
                    StringComparer.Ordinal
                ),
            waterways
        );

    /// <summary>The line with each departure to sea from a tidal port in the next window there, and everything after it as much later.</summary>
    public LinePattern ByTide(LinePattern line, DateTimeOffset start)
    {
        var late = 0;
        var calls = new List<PatternCall>(line.Calls.Count);
        foreach (var (i, call) in line.Calls.Index())
        {
            var arrival = call.ArrivalMinutes + late;
            if (
                i + 1 < line.Calls.Count
                && all.TryGetValue(call.Terminal, out var tide)
                && waterways.IsSea(call.Terminal, line.Calls[i + 1].Terminal)
            )
            {
                var ready = start.AddMinutes(call.DepartureMinutes + late);
                late += (int)(Tide.NextOpen(tide.Port, ready) - ready).TotalMinutes;
            }

            calls.Add(call with { ArrivalMinutes = arrival, DepartureMinutes = call.DepartureMinutes + late });
        }

        return late == 0 ? line : line with { Calls = calls };
    }
}
