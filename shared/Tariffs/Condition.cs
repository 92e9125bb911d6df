using System.Globalization;

namespace Qujiang.Tariffs;

/// <summary>
/// When a rule applies: all of its parts must hold. <c>length=20</c> (or <c>length=40|45</c>), <c>grossKg=24000</c> (boxes heavier than that, cargo and
/// box), <c>outOfGauge</c> and, with a per-box basis, <c>reefer</c> pick the boxes that are counted; <c>cargo=BULK</c>, <c>dg</c> or <c>dg=3|8</c> look at the shipment; <c>pieceKg=150</c> and
/// <c>pieceCm=160</c> ask for a piece heavier than that, or with a longer side; <c>terminal=SEAPORT|SEA_RIVER_PORT</c> looks at the kind of
/// the terminal where the cargo boards or alights.
/// </summary>
public sealed class Condition
{
    private readonly int[] lengths;
    private readonly int heavierThanKg;
    private readonly bool outOfGauge;
    private readonly string[] terminals;
    private readonly CargoType[] cargo;
    private readonly string[] dgClasses;
    private readonly int? pieceKg;
    private readonly int? pieceCm;

    private Condition(
        IReadOnlyList<string> text,
        int[] lengths,
        int heavierThanKg,
        bool outOfGauge,
        string[] terminals,
        CargoType[] cargo,
        bool dg,
        string[] dgClasses,
        bool reefer,
        int? pieceKg,
        int? pieceCm
    )
    {
        Text = text;
        this.lengths = lengths;
        this.heavierThanKg = heavierThanKg;
        this.outOfGauge = outOfGauge;
        this.terminals = terminals;
        this.cargo = cargo;
        this.dgClasses = dgClasses;
        this.pieceKg = pieceKg;
        this.pieceCm = pieceCm;
        Dg = dg;
        Reefer = reefer;
    }

    /// <summary>Holds always.</summary>
    public static Condition Always { get; } = Parse([]);

    /// <summary>As written.</summary>
    public IReadOnlyList<string> Text { get; }

    /// <summary>Whether only dangerous goods match.</summary>
    public bool Dg { get; }

    /// <summary>Whether only refrigerated boxes (or shipments) match.</summary>
    public bool Reefer { get; }

    /// <summary>Whether it depends on the terminal.</summary>
    public bool HasTerminal => terminals.Length > 0;

    /// <summary>The kinds of terminal it names; empty when it does not depend on the terminal.</summary>
    internal IReadOnlyList<string> TerminalKinds => terminals;

    /// <summary>Whether it picks boxes by length, weight or size.</summary>
    public bool PicksBoxes => lengths.Length > 0 || heavierThanKg > 0 || outOfGauge;

    /// <summary>Parses the parts of a condition.</summary>
    /// <exception cref="FormatException">A part is unknown, occurs twice or has an impossible value.</exception>
    public static Condition Parse(IReadOnlyList<string> parts)
    {
        int[] feet = [];
        string[] kinds = [];
        CargoType[] types = [];
        string[] classes = [];
        var (dg, reefer, outOfGauge, heavierThanKg) = (false, false, false, 0);
        int? heavyKg = null;
        int? longCm = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            var (name, values) = Split(part);
            if (!seen.Add(name))
            {
                throw new FormatException($"Condition '{name}' is given twice.");
            }

            switch (name)
            {
                case "length" when values.Length > 0:
                    feet = [.. values.Select(v => Whole(part, v))];
                    break;
                case "grossKg" when values is [var kg]:
                    heavierThanKg = Whole(part, kg);
                    break;
                case "outOfGauge" when values.Length == 0:
                    outOfGauge = true;
                    break;
                case "terminal" when values.Length > 0:
                    kinds = values;
                    break;
                case "cargo" when values.Length > 0:
                    types = [.. values.Select(ParseCargo)];
                    break;
                case "dg":
                    (dg, classes) = (true, values);
                    break;
                case "reefer" when values.Length == 0:
                    reefer = true;
                    break;
                case "pieceKg" when values.Length == 1:
                    heavyKg = Whole(part, values[0]);
                    break;
                case "pieceCm" when values.Length == 1:
                    longCm = Whole(part, values[0]);
                    break;
                default:
                    throw new FormatException($"There is no condition '{part}'.");
            }
        }

        return new Condition([.. parts], feet, heavierThanKg, outOfGauge, kinds, types, dg, classes, reefer, heavyKg, longCm);
    }

    /// <summary>Whether the shipment as a whole can match.</summary>
    internal bool Holds(Cargo shipment) =>
        (cargo.Length == 0 || Array.IndexOf(cargo, shipment.Type) >= 0)
        && (!Dg || (shipment.DgClass is { } c && (dgClasses.Length == 0 || Array.IndexOf(dgClasses, c) >= 0)))
        && (!Reefer || shipment.Reefer)
        && (pieceKg is null || shipment.Pieces.Any(p => p.Kg > pieceKg))
        && (pieceCm is null || shipment.Pieces.Any(p => Math.Max(p.LengthCm, Math.Max(p.WidthCm, p.HeightCm)) > pieceCm));

    /// <summary>Whether a box is counted.</summary>
    internal bool Counts(Box box) =>
        (lengths.Length == 0 || Array.IndexOf(lengths, box.LengthFeet) >= 0)
        && (!Reefer || box.Reefer)
        && (!outOfGauge || box.OutOfGauge)
        && (heavierThanKg == 0 || box.GrossKg > heavierThanKg);

    /// <summary>Whether the kind of terminal matches.</summary>
    internal bool HoldsAt(string terminalKind) => terminals.Length == 0 || Array.IndexOf(terminals, terminalKind) >= 0;

    private static (string Name, string[] Values) Split(string part)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? (part.Trim(), [])
            : (
                part[..equals].Trim(),
                part[(equals + 1)..].Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            );
    }

    private static int Whole(string part, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"There is no condition '{part}': '{text}' is no whole number from 0 to {int.MaxValue}.");

    private static CargoType ParseCargo(string text) =>
        text switch
        {
            "CONTAINER" => CargoType.Container,
            "PIECES" => CargoType.Pieces,
            "BULK" => CargoType.Bulk,
            _ => throw new FormatException($"There is no cargo '{text}': CONTAINER, PIECES or BULK."),
        };
}
