using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.Network;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway;

/// <summary>Vessels of one class that sail a reach.</summary>
/// <param name="Lines">Ids of their lines there.</param>
/// <param name="Stretches">Their segments there, each as the terminals of its two calls.</param>
public sealed record ReachTraffic(string Vessel, VesselShape Shape, IReadOnlyList<string> Lines, IReadOnlyList<string> Stretches);

/// <summary>Which vessel classes sail which lines over which reach.</summary>
public sealed class Fleet(LegModule module, WaterwayData data)
{
    /// <summary>By the data of the module.</summary>
    public static Fleet Of(LegModule module) => new(module, (WaterwayData)module.Data!);

    /// <summary>The vessel classes that sail a reach at a moment, by id; null when there is no such reach.</summary>
    public IReadOnlyList<ReachTraffic>? On(string reach, DateTimeOffset at)
    {
        var state = data.State;
        if (state.Waterways.Ends(reach) is not { } ends)
        {
            return null;
        }

        return
        [
            .. module
                .Lines.Select(l => module.ForRun?.Invoke(l, at) ?? l)
                .Select(l => (Line: l, Stretches: Stretches(l, ends)))
                .Where(l => l.Stretches.Count > 0)
                .GroupBy(l => l.Line.Vehicle, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new ReachTraffic(
                    g.Key,
                    state.Vessels.ShapeOn(g.Key, HubTime.DayOf(at))!,
                    [.. g.Select(l => l.Line.LineId)],
                    [.. g.SelectMany(l => l.Stretches).Distinct(StringComparer.Ordinal)]
                )),
        ];
    }

    /// <summary>The line's segments on the reach, locks between them.</summary>
    private static List<string> Stretches(LinePattern line, (string From, string To) ends)
    {
        var stretches = new List<string>();
        var port = 0;
        for (var i = 1; i < line.Calls.Count; i++)
        {
            if (line.Calls[i].Kind != CallKind.Cargo)
            {
                continue;
            }

            var (a, b) = (line.Calls[port].Terminal, line.Calls[i].Terminal);
            if ((a, b) == ends || (b, a) == ends)
            {
                stretches.AddRange(Enumerable.Range(port, i - port).Select(s => $"{line.Calls[s].Terminal}>{line.Calls[s + 1].Terminal}"));
            }

            port = i;
        }

        return stretches;
    }
}
