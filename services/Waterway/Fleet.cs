using Qujiang.LegKernel;
using Qujiang.Network;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway;

/// <summary>The shapes of the vessel classes, and which lines they sail over which reach.</summary>
public sealed class Fleet(IReadOnlyDictionary<string, VesselShape> shapes, LegModule module, Waterways waterways)
{
    /// <summary>Out of this assembly's own data.</summary>
    public static Fleet Load(LegModule module)
    {
        var assembly = typeof(Fleet).Assembly;
        var drafts = CsvTable.Embedded(assembly, "drafts.csv").Rows.ToLookup(r => r["vessel"], StringComparer.Ordinal);
        var shapes = CsvTable
            .Embedded(assembly, "stacks.csv")
            .Rows.ToDictionary(
                r => r["vessel"],
                r => new VesselShape(
                    [.. drafts[r["vessel"]].Select(d => new DraftPoint(d.Decimal("draft_m"), d.Int("payload_kg")))],
                    r.Decimal("floor_above_keel_m"),
                    r.Int("tiers"),
                    r.Int("teu_per_tier")
                ),
                StringComparer.Ordinal
            );
        return new(shapes, module, Waterways.Load());
    }

    /// <summary>Vessel classes by id.</summary>
    public IReadOnlyDictionary<string, VesselShape> Shapes => shapes;

    /// <summary>The vessel classes that sail a reach, each with its lines there; null when there is no such reach.</summary>
    public IReadOnlyList<(string Vessel, VesselShape Shape, IReadOnlyList<string> Lines)>? On(string reach)
    {
        if (waterways.Ends(reach) is not { } ends)
        {
            return null;
        }

        return
        [
            .. module
                .Lines.Where(l => Sails(l, ends.From, ends.To) || Sails(l, ends.To, ends.From))
                .GroupBy(l => l.Vehicle, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (g.Key, shapes[g.Key], (IReadOnlyList<string>)[.. g.Select(l => l.LineId)])),
        ];
    }

    private static bool Sails(LinePattern line, string from, string to)
    {
        string[] ports = [.. line.Calls.Where(c => c.Kind == Contracts.V1.CallKind.Cargo).Select(c => c.Terminal)];
        return ports.Zip(ports.Skip(1)).Contains((from, to));
    }
}
