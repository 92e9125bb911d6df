using System.Collections.Frozen;

namespace Qujiang.Network;

/// <summary>Where cargo may reach beyond a container.</summary>
public enum Openness
{
    /// <summary>Nowhere.</summary>
    Closed,

    /// <summary>Above it: an open top.</summary>
    Top,

    /// <summary>Above it, at its sides and, with its ends folded, at its ends: a flat rack.</summary>
    Rack,
}

/// <summary>What a container holds without anything reaching beyond it, cm.</summary>
public readonly record struct Gauge(int LengthCm, int WidthCm, int HeightCm);

/// <summary>A container type by its ISO 6346 size-type code.</summary>
/// <param name="Type">Such as <c>45G1</c>.</param>
/// <param name="Name">In words.</param>
/// <param name="LengthFeet">20, 40 or 45.</param>
/// <param name="Teu100">Hundredths of a TEU: 100, 200 or 225.</param>
/// <param name="TareKg">Empty weight of a box as commonly built (estimate).</param>
/// <param name="MaxGrossKg">Greatest gross weight it is rated for.</param>
/// <param name="Reefer">Needs a plug when it runs.</param>
/// <param name="HighCube">9 ft 6 in high.</param>
/// <param name="Open">Where cargo may reach beyond it.</param>
/// <param name="Gauge">What fits; beyond it cargo is out of gauge. Null for a tank.</param>
/// <param name="Source">Where the row comes from.</param>
/// <param name="Quality">S, X, D, R or E.</param>
public sealed record Equipment(
    string Type,
    string Name,
    int LengthFeet,
    int Teu100,
    int TareKg,
    int MaxGrossKg,
    bool Reefer,
    bool HighCube,
    Openness Open,
    Gauge? Gauge,
    string Source,
    char Quality
)
{
    /// <summary>The types the hub handles.</summary>
    public static IReadOnlyList<Equipment> All { get; } =
    [
        .. CsvTable
            .Embedded(typeof(Equipment).Assembly, "equipment.csv")
            .Rows.Select(r => new Equipment(
                r["type"],
                r["name"],
                r.Int("length_ft"),
                r.Int("teu100"),
                r.Int("tare_kg"),
                r.Int("max_gross_kg"),
                r.Bool("reefer"),
                r.Bool("high_cube"),
                r["open"] switch
                {
                    "" => Openness.Closed,
                    var open => Enum.Parse<Openness>(open, ignoreCase: true),
                },
                r.Optional("gauge_length_cm") is null
                    ? null
                    : new Gauge(r.Int("gauge_length_cm"), r.Int("gauge_width_cm"), r.Int("gauge_height_cm")),
                r["source"],
                r["quality"][0]
            )),
    ];

    // After All: static initializers run in the order of the text.
    private static readonly FrozenDictionary<string, Equipment> ByType = All.ToFrozenDictionary(e => e.Type, StringComparer.Ordinal);

    /// <summary>Most cargo one box takes by its rating, kg.</summary>
    public int MaxCargoKg => MaxGrossKg - TareKg;

    /// <summary>
    /// The type of a code; null when the hub does not handle it. A type group code (<c>22GP</c>, <c>45RT</c>) means its first type
    /// (<c>22G1</c>, <c>45R1</c>).
    /// </summary>
    public static Equipment? Find(string? type)
    {
        var code = type?.Trim().ToUpperInvariant();
        return code is null || code.Length != 4 ? null : ByType.GetValueOrDefault(code) ?? ByType.GetValueOrDefault(OfGroup(code));
    }

    private static string OfGroup(string code) =>
        code[2..] switch
        {
            "GP" => code[..2] + "G1",
            "RT" => code[..2] + "R1",
            "UT" => code[..2] + "U1",
            "PF" => code[..2] + "P1",
            "TN" => code[..2] + "T1",
            _ => code,
        };
}
