using Qujiang.LegKernel;
using Qujiang.Rail.Physics;

namespace Qujiang.Rail;

/// <summary>Trains of one class that run over a section, on stretches that allow them the same.</summary>
/// <param name="Built">What the whole of such a stretch allows, as it is built.</param>
/// <param name="Usual">What one carries there when nothing is wrong.</param>
/// <param name="DoubleStack">Whether it carries two tiers there.</param>
/// <param name="Lines">Ids of their lines there.</param>
/// <param name="Stretches">Their segments over it, each as the terminals of its two calls.</param>
public sealed record SectionTraffic(
    string Vehicle,
    TrainShape Shape,
    SectionLimit Built,
    TrainOffer Usual,
    bool DoubleStack,
    IReadOnlyList<string> Lines,
    IReadOnlyList<string> Stretches
);

/// <summary>Which lines run over which section of railway, direct trains that pass without a call included.</summary>
public sealed class Sections(RailData data, LegModule module)
{
    /// <summary>Of a module with its data.</summary>
    public static Sections Load(LegModule module) => new((RailData)module.Data!, module);

    /// <summary>
    /// The trains on a section by class, as they are made up on a day, also where it is not open yet; null when there is no such section, or no freight is worked on it.
    /// </summary>
    public IReadOnlyList<SectionTraffic>? On(string section, DateOnly day)
    {
        var state = data.State;
        return state.Railway.ById.ContainsKey(section)
            ?
            [
                .. module
                    .Lines.SelectMany(l => l.Calls.Zip(l.Calls.Skip(1), (a, b) => (Line: l, From: a.Terminal, To: b.Terminal)))
                    .Where(s => state.Railway.Between(s.From, s.To).Contains(section, StringComparer.Ordinal))
                    .GroupBy(s => (Vehicle: state.Roster.On(s.Line.LineId, day).Vehicle, Built: state.Tracks.Limit(s.From, s.To, day)))
                    .Select(g =>
                    {
                        var shape = state.Fleet.Shape(g.Key.Vehicle, day)!;
                        return new SectionTraffic(
                            g.Key.Vehicle,
                            shape,
                            g.Key.Built,
                            TrainLoad.Carry(shape, g.Key.Built),
                            shape.Tiers > 1 && g.Key.Built.DoubleStack,
                            [.. g.Select(s => s.Line.LineId).Distinct(StringComparer.Ordinal)],
                            [.. g.Select(s => $"{s.From}>{s.To}").Distinct(StringComparer.Ordinal)]
                        );
                    })
                    .OrderBy(t => t.Vehicle, StringComparer.Ordinal)
                    .ThenBy(t => t.DoubleStack)
                    .ThenBy(t => t.Stretches[0], StringComparer.Ordinal),
            ]
            : null;
    }

    /// <summary>The lines of several, each once.</summary>
    public static IReadOnlyList<string> LinesOf(IEnumerable<SectionTraffic> traffic) =>
        [.. traffic.SelectMany(t => t.Lines).Distinct(StringComparer.Ordinal)];
}
