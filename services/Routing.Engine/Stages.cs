namespace Qujiang.Routing.Engine;

/// <summary>
/// What a query demands of the way itself: terminals to pass in order, lines and modes to use. How far a label has come with that is
/// its stage; a node is a terminal at a stage. Stage = vias passed + (vias + 1) * wishes fulfilled, as bits.
/// </summary>
internal sealed class Stages
{
    private const int MostWishes = 8;
    private const int MostVias = 8;

    private readonly List<uint> modes = [];
    private ReadOnlyMemory<LineKey> lines;
    private ReadOnlyMemory<ViaStop> vias;
    private bool hasWishes;

    /// <summary>How many stages there are.</summary>
    public int Count { get; private set; }

    public int ViaCount => vias.Length;

    /// <summary>The stage in which nothing is left to be done.</summary>
    public int Last => Count - 1;

    public void Begin(Query query)
    {
        vias = query.Vias;
        lines = query.RequiredLines;
        modes.Clear();
        for (var rest = query.RequiredModes; rest != 0; rest &= rest - 1)
        {
            modes.Add(rest & (~rest + 1));
        }

        var wishes = lines.Length + modes.Count;
        if (wishes > MostWishes || vias.Length > MostVias)
        {
            throw new ArgumentException($"At most {MostWishes} lines and modes and {MostVias} vias can be required.", nameof(query));
        }

        hasWishes = wishes > 0;
        Count = (vias.Length + 1) << wishes;
    }

    /// <summary>Vias passed at this stage.</summary>
    public int ViasPassed(int stage) => vias.IsEmpty ? 0 : stage % (vias.Length + 1);

    public ViaStop Via(int passed) => vias.Span[passed];

    /// <summary>The stage after a ride on a line.</summary>
    public int After(int stage, LineBlock[] lines, int line) =>
        hasWishes ? After(stage, lines[line].Pattern.Mode, lines[line].Pattern.Line) : stage;

    /// <summary>The stage after a ride or, without a line, a drive.</summary>
    public int After(int stage, ModeIndex mode, LineKey? line)
    {
        if (!hasWishes)
        {
            return stage;
        }

        var fulfilled = stage / (vias.Length + 1);
        for (var i = 0; i < modes.Count; i++)
        {
            fulfilled |= modes[i] == mode.Bit ? 1 << i : 0;
        }

        for (var i = 0; i < lines.Length; i++)
        {
            fulfilled |= lines.Span[i] == line ? 1 << (modes.Count + i) : 0;
        }

        return (fulfilled * (vias.Length + 1)) + ViasPassed(stage);
    }

    /// <summary>Whether this terminal is the next via.</summary>
    public bool IsNextVia(int stage, int terminal) =>
        !vias.IsEmpty && ViasPassed(stage) < vias.Length && vias.Span[ViasPassed(stage)].Terminal.Value == terminal;

    /// <summary>
    /// Whether cargo at its next via should stay there now: to leave and come back later would be no better, unless a wish is
    /// fulfilled on the round trip.
    /// </summary>
    public bool MustStay(int stage) => stage / (vias.Length + 1) == Last / (vias.Length + 1);
}
