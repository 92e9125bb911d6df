using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.Rail.Physics;

namespace Qujiang.Rail;

/// <summary>Trains of one class that run over a section.</summary>
/// <param name="Lines">Ids of their lines there.</param>
/// <param name="Stretches">Their segments over it, each as the terminals of its two calls.</param>
public sealed record SectionTraffic(string Vehicle, TrainShape Shape, IReadOnlyList<string> Lines, IReadOnlyList<string> Stretches);

/// <summary>Which lines run over which section of railway, direct trains that pass without a call included.</summary>
public sealed class Sections(
    IReadOnlyDictionary<string, TrainShape> shapes,
    LegModule module,
    CorridorMap corridors,
    IReadOnlyDictionary<string, IReadOnlyList<string>> over
)
{
    /// <summary>Train classes by id.</summary>
    public IReadOnlyDictionary<string, TrainShape> Shapes => shapes;

    /// <summary>Out of this assembly's own data.</summary>
    public static Sections Load(LegModule module)
    {
        var assembly = typeof(Sections).Assembly;
        var vehicles = SeedFiles.Vehicles(assembly);
        var wagons = CsvTable.Embedded(assembly, "wagons.csv").Rows.ToDictionary(r => r["wagon"], StringComparer.Ordinal);
        var shapes = CsvTable
            .Embedded(assembly, "trains.csv")
            .Rows.ToDictionary(
                r => r["vehicle"],
                r => new TrainShape(
                    r.Int("wagons"),
                    wagons[r["wagon"]].Decimal("length_m"),
                    wagons[r["wagon"]].Int("tare_kg"),
                    r.Decimal("locomotive_m"),
                    vehicles[r["vehicle"]].Offered.Kg,
                    vehicles[r["vehicle"]].Offered.Teu100
                ),
                StringComparer.Ordinal
            );
        var over = CsvTable
            .Embedded(assembly, "sections.csv")
            .Rows.ToDictionary(r => r["corridor_id"], r => r.List("over"), StringComparer.Ordinal);
        return new(shapes, module, SeedFiles.Corridors(assembly), over);
    }

    /// <summary>The trains on a section by class; null when there is no such section.</summary>
    public IReadOnlyList<SectionTraffic>? On(string section) =>
        corridors.All.Any(c => c.Id == section)
            ?
            [
                .. module
                    .Lines.Select(l => (Line: l, Stretches: Stretches(l, section)))
                    .Where(l => l.Stretches.Count > 0)
                    .GroupBy(l => l.Line.Vehicle, StringComparer.Ordinal)
                    .OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => new SectionTraffic(
                        g.Key,
                        shapes[g.Key],
                        [.. g.Select(l => l.Line.LineId)],
                        [.. g.SelectMany(l => l.Stretches).Distinct(StringComparer.Ordinal)]
                    )),
            ]
            : null;

    /// <summary>The line's segments that run over the section.</summary>
    private List<string> Stretches(LinePattern line, string section) =>
        [
            .. line
                .Calls.Zip(line.Calls.Skip(1))
                .Where(p =>
                    Over(corridors.Between(p.First.Terminal, p.Second.Terminal).Corridor.Id).Contains(section, StringComparer.Ordinal)
                )
                .Select(p => $"{p.First.Terminal}>{p.Second.Terminal}"),
        ];

    private IEnumerable<string> Over(string corridor) => over.TryGetValue(corridor, out var parts) ? [corridor, .. parts] : [corridor];
}
