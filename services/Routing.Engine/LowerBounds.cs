using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>
/// Lower bounds of what is left from each terminal to a destination, for time, price and CO2e at once: each as if it were the only
/// criterion, with no waiting, every seat free and nothing forbidden. Level r allows r boardings more; the top level as many as a query may
/// have. The
/// criteria travel in one vector, and four destinations side by side, so one pass computes all of them.
/// </summary>
internal sealed class LowerBounds
{
    /// <summary>How many destinations are computed side by side.</summary>
    public const int Width = 4;

    /// <summary>The level for as many boardings as a query may have; a level below it is for so many or fewer.</summary>
    public const int Top = 4;

    /// <summary>How many levels there are.</summary>
    public const int Levels = Top + 1;

    /// <summary>No way at all. Far above any real sum, low enough that three of them do not overflow.</summary>
    public const int Unreachable = 1 << 29;

    private readonly Vector512<int>[][] levels =
    [
        [],
        [],
        [],
        [],
        [],
    ];
    private readonly TurnList changed = new();
    private readonly TurnList marked = new();
    private Vector512<int>[] bounds = [];

    public static Vector128<int> None => Vector128.Create(Unreachable);

    public void Begin(TimetableVersion version)
    {
        for (var level = 0; level < Levels; level++)
        {
            if (levels[level].Length < version.Terminals)
            {
                levels[level] = new Vector512<int>[version.Terminals];
            }

            levels[level].AsSpan(0, version.Terminals).Fill(Vector512.Create(Unreachable));
        }

        changed.Begin(version.Terminals);
        marked.Begin(version.Lines.Length);
    }

    /// <summary>A terminal from which this much is left to the destination of this column, from this level on.</summary>
    public void Seed(int column, int level, int terminal, Vector128<int> left)
    {
        var all = Vector512.Create(Unreachable);
        var half = column < 2 ? all.GetLower() : all.GetUpper();
        half = (column & 1) == 0 ? half.WithLower(left) : half.WithUpper(left);
        all = column < 2 ? all.WithLower(half) : all.WithUpper(half);
        for (; level < Levels; level++)
        {
            levels[level][terminal] = Vector512.Min(levels[level][terminal], all);
        }
    }

    /// <summary>Spreads the seeds against the direction of travel: a boarding per level, and at the top until nothing falls any more.</summary>
    public void Spread(TimetableVersion version, PriceList prices, bool cutOffs)
    {
        for (var terminal = 0; terminal < version.Terminals; terminal++)
        {
            if (levels[0][terminal] != Vector512.Create(Unreachable))
            {
                changed.Add(terminal);
            }
        }

        for (var level = 1; level < Levels; level++)
        {
            var from = levels[level - 1];
            bounds = levels[level];
            for (var terminal = 0; terminal < version.Terminals; terminal++)
            {
                bounds[terminal] = Vector512.Min(bounds[terminal], from[terminal]);
            }

            Step(version, prices, cutOffs, from, changed.Count);
            for (var terminal = 0; terminal < version.Terminals; terminal++)
            {
                // Also where a seed begins at this level.
                if (bounds[terminal] != from[terminal])
                {
                    changed.Add(terminal);
                }
            }
        }

        // In place, so that a pass may carry further than one boarding: lower than it need be, but never too high.
        for (var more = Query.BoardingsLimit - Top; more > 0 && changed.Count > 0; more--)
        {
            Step(version, prices, cutOffs, bounds, changed.Count);
        }

        changed.Clear();
    }

    /// <summary>Writes the bounds of one column to a table.</summary>
    public void CopyTo(int column, int terminals, BoundTable table)
    {
        var ways = 0;
        foreach (var level in levels)
        {
            foreach (ref readonly var bound in level.AsSpan(0, terminals))
            {
                ways += Column(bound, column)[0] < Unreachable ? 1 : 0;
            }
        }

        table.Begin(terminals, ways);
        var used = 0;
        for (var level = 0; level < Levels; level++)
        {
            table.Fill(level, levels[level].AsSpan(0, terminals), column, ref used);
        }
    }

    /// <summary>What belongs to one of the destinations side by side.</summary>
    public static Vector128<int> Column(Vector512<int> all, int column)
    {
        var half = column < 2 ? all.GetLower() : all.GetUpper();
        return (column & 1) == 0 ? half.GetLower() : half.GetUpper();
    }

    /// <summary>Lets what changed spread by one boarding.</summary>
    private void Step(TimetableVersion version, PriceList prices, bool cutOffs, Vector512<int>[] from, int count)
    {
        for (; count > 0; count--)
        {
            var terminal = changed.Take();
            foreach (var lane in version.LanesTo[terminal])
            {
                if (prices.Lanes[lane.Index.Value] == PriceList.Unusable)
                {
                    continue;
                }

                var shortest = lane.Shortest + lane.Handling + (cutOffs ? lane.Loading : 0);
                Lower(lane.From.Value, from[terminal] + Repeat(prices.Lanes[lane.Index.Value] + Vector128.CreateScalar(shortest)));
            }

            foreach (var line in version.LinesTo[terminal])
            {
                if (prices.Lines[line].Usable)
                {
                    marked.Add(line);
                }
            }
        }

        var keep = cutOffs ? Vector512<int>.AllBitsSet : Repeat(Vector128.Create(0, -1, -1, -1));
        while (marked.Count > 0)
        {
            var line = marked.Take();
            Sweep(version.Lines[line].Pattern.Terminals, prices.Lines[line].Bounds().Steps, from, keep);
        }
    }

    /// <summary>One line, from its last call to its first, carrying the least that is left for cargo on board.</summary>
    private void Sweep(TerminalIndex[] terminals, BoundStep[] steps, Vector512<int>[] from, Vector512<int> keepCutOff)
    {
        var none = Vector512.Create(Unreachable);
        var aboard = none;
        for (var segment = steps.Length - 1; segment >= 0; segment--)
        {
            ref readonly var step = ref steps[segment];
            var alight = from[terminals[segment + 1].Value] + Repeat(step.Alight);
            aboard = Vector512.Min(Vector512.Min(alight, aboard + Repeat(step.Stay)) + Repeat(step.Run), none);
            Lower(terminals[segment].Value, aboard + (Repeat(step.Board) & keepCutOff));
        }
    }

    private void Lower(int terminal, Vector512<int> left)
    {
        ref var known = ref bounds[terminal];
        var lower = Vector512.Min(left, known);
        if (lower != known)
        {
            known = lower;
            changed.Add(terminal);
        }
    }

    private static Vector512<int> Repeat(Vector128<int> value) => Vector512.Create(value);
}
