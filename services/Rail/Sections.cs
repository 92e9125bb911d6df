using Qujiang.LegKernel;
using Qujiang.Rail.Physics;

namespace Qujiang.Rail;

/// <summary>Trains of one class that run over a section.</summary>
/// <param name="Usual">What one carries there when nothing is wrong.</param>
/// <param name="DoubleStack">Whether it carries two tiers there.</param>
/// <param name="Lines">Ids of their lines there.</param>
/// <param name="Stretches">Their segments over it, each as the terminals of its two calls.</param>
public sealed record SectionTraffic(
    string Vehicle,
    TrainShape Shape,
    TrainOffer Usual,
    bool DoubleStack,
    IReadOnlyList<string> Lines,
    IReadOnlyList<string> Stretches
);

/// <summary>Which lines run over which section of railway, direct trains that pass without a call included.</summary>
public sealed class Sections(Railway railway, LegModule module)
{
    /// <summary>Train classes by id.</summary>
    public IReadOnlyDictionary<string, TrainShape> Shapes => railway.Trains;

    /// <summary>Out of this assembly's own data.</summary>
    public static Sections Load(LegModule module) => new(Railway.Load(), module);

    /// <summary>The trains on a section by class; null when there is no such section.</summary>
    public IReadOnlyList<SectionTraffic>? On(string section) =>
        railway.Corridors.All.Any(c => c.Id == section)
            ?
            [
                .. module
                    .Lines.SelectMany(l => l.Calls.Zip(l.Calls.Skip(1), (a, b) => (Line: l, From: a.Terminal, To: b.Terminal)))
                    .Where(s => railway.Between(s.From, s.To).Contains(section, StringComparer.Ordinal))
                    .GroupBy(s => (s.Line.Vehicle, Double: railway.Trains[s.Line.Vehicle].Tiers > 1 && railway.IsDoubleStack(s.From, s.To)))
                    .OrderBy(g => g.Key.Vehicle, StringComparer.Ordinal)
                    .ThenBy(g => g.Key.Double)
                    .Select(g => new SectionTraffic(
                        g.Key.Vehicle,
                        railway.Trains[g.Key.Vehicle],
                        TrainLoad.Carry(railway.Trains[g.Key.Vehicle], new SectionLimit(null, null, null, g.Key.Double)),
                        g.Key.Double,
                        [.. g.Select(s => s.Line.LineId).Distinct(StringComparer.Ordinal)],
                        [.. g.Select(s => $"{s.From}>{s.To}").Distinct(StringComparer.Ordinal)]
                    )),
            ]
            : null;
}
