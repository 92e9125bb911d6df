using System.Numerics;
using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>
/// Lower bounds of what is left from each terminal to a destination, for time, price, CO2e and boardings at once: each as if it were
/// the only criterion, with no waiting, every seat free and nothing forbidden. The four travel in one vector, and four destinations
/// side by side, so one pass computes sixteen bounds.
/// </summary>
internal sealed class LowerBounds
{
    /// <summary>How many destinations are computed side by side.</summary>
    public const int Width = 4;

    /// <summary>No way at all. Far above any real sum, low enough that three of them do not overflow.</summary>
    public const int Unreachable = 1 << 29;

    private Vector512<int>[] bounds = [];
    private int[] changed = []; // a ring; a terminal waits in it once at most
    private int changedFirst;
    private int changedEnd;
    private bool[] isChanged = [];
    private int[] marked = [];
    private int markedCount;
    private bool[] isMarked = [];

    public static Vector128<int> None => Vector128.Create(Unreachable);

    public void Begin(TimetableVersion version)
    {
        if (bounds.Length < version.Terminals)
        {
            bounds = new Vector512<int>[version.Terminals];
            changed = new int[(int)BitOperations.RoundUpToPowerOf2((uint)version.Terminals + 1)];
            isChanged = new bool[version.Terminals];
        }

        if (marked.Length < version.Lines.Length)
        {
            marked = new int[version.Lines.Length + 64];
            isMarked = new bool[version.Lines.Length + 64];
        }

        bounds.AsSpan(0, version.Terminals).Fill(Vector512.Create(Unreachable));
    }

    /// <summary>A terminal from which this much is left to the destination of this column.</summary>
    public void Seed(int column, int terminal, Vector128<int> left)
    {
        var all = Vector512.Create(Unreachable);
        var half = column < 2 ? all.GetLower() : all.GetUpper();
        half = (column & 1) == 0 ? half.WithLower(left) : half.WithUpper(left);
        Lower(terminal, column < 2 ? all.WithLower(half) : all.WithUpper(half));
    }

    /// <summary>Spreads the seeds against the direction of travel until nothing falls any more.</summary>
    public void Spread(TimetableVersion version, PriceList prices, bool cutOffs)
    {
        var keep = cutOffs ? Vector512<int>.AllBitsSet : Repeat(Vector128.Create(0, -1, -1, -1));
        while (changedFirst != changedEnd)
        {
            while (changedFirst != changedEnd)
            {
                var terminal = changed[changedFirst];
                changedFirst = (changedFirst + 1) & (changed.Length - 1);
                isChanged[terminal] = false;
                foreach (var lane in version.LanesTo[terminal])
                {
                    var shortest = lane.Durations.Minimum + lane.Handling + (cutOffs ? lane.Loading : 0);
                    Lower(lane.From.Value, bounds[terminal] + Repeat(prices.Lanes[lane.Index.Value] + Vector128.CreateScalar(shortest)));
                }

                foreach (var line in version.LinesTo[terminal])
                {
                    if (!isMarked[line] && prices.Lines[line].Usable)
                    {
                        isMarked[line] = true;
                        marked[markedCount++] = line;
                    }
                }
            }

            for (var i = 0; i < markedCount; i++)
            {
                var line = marked[i];
                isMarked[line] = false;
                Sweep(version.Lines[line].Pattern.Terminals, prices.Lines[line].Bounds().Steps, keep);
            }

            markedCount = 0;
        }
    }

    public void CopyTo(int column, Span<Vector128<int>> row)
    {
        for (var terminal = 0; terminal < row.Length; terminal++)
        {
            var half = column < 2 ? bounds[terminal].GetLower() : bounds[terminal].GetUpper();
            row[terminal] = (column & 1) == 0 ? half.GetLower() : half.GetUpper();
        }
    }

    /// <summary>One line, from its last call to its first, carrying the least that is left for cargo on board.</summary>
    private void Sweep(TerminalIndex[] terminals, BoundStep[] steps, Vector512<int> keepCutOff)
    {
        var none = Vector512.Create(Unreachable);
        var aboard = none;
        for (var segment = steps.Length - 1; segment >= 0; segment--)
        {
            ref readonly var step = ref steps[segment];
            var alight = bounds[terminals[segment + 1].Value] + Repeat(step.Alight);
            aboard = Vector512.Min(Vector512.Min(alight, aboard + Repeat(step.Stay)) + Repeat(step.Run), none);
            Lower(terminals[segment].Value, aboard + (Repeat(step.Board) & keepCutOff));
        }
    }

    private void Lower(int terminal, Vector512<int> left)
    {
        ref var known = ref bounds[terminal];
        var lower = Vector512.Min(left, known);
        if (lower == known)
        {
            return;
        }

        known = lower;
        if (!isChanged[terminal])
        {
            isChanged[terminal] = true;
            changed[changedEnd] = terminal;
            changedEnd = (changedEnd + 1) & (changed.Length - 1);
        }
    }

    private static Vector512<int> Repeat(Vector128<int> value) =>
        Vector512.Create(Vector256.Create(value, value), Vector256.Create(value, value));
}
