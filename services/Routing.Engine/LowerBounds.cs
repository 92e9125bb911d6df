using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>
/// Lower bounds of what is left from each terminal to a destination, for time, price, CO2e and boardings at once: each as if it were
/// the only criterion, with no waiting, every seat free and nothing forbidden. All four travel in one vector, so one pass computes
/// all of them.
/// </summary>
internal sealed class LowerBounds
{
    /// <summary>No way at all. Far above any real sum, low enough that two of them do not overflow.</summary>
    public const int Unreachable = 1 << 29;

    private readonly List<int> changed = [];
    private readonly List<int> marked = [];
    private bool[] isMarked = [];
    private Vector128<int>[] bounds = [];

    public static Vector128<int> None => Vector128.Create(Unreachable);

    /// <summary>Begins a computation into this array.</summary>
    public void Begin(TimetableVersion version, Vector128<int>[] into)
    {
        bounds = into;
        into.AsSpan(0, version.Terminals).Fill(None);
        changed.Clear();
        if (isMarked.Length < version.Lines.Length)
        {
            isMarked = new bool[version.Lines.Length + 64];
        }
    }

    /// <summary>A terminal from which this much is left.</summary>
    public void Seed(int terminal, Vector128<int> left) => Lower(terminal, left);

    /// <summary>Spreads the seeds against the direction of travel until nothing falls any more.</summary>
    public void Spread(TimetableVersion version, PriceList prices, bool cutOffs)
    {
        while (changed.Count > 0)
        {
            for (var i = 0; i < changed.Count; i++)
            {
                var terminal = changed[i];
                foreach (var lane in version.LanesTo[terminal])
                {
                    var shortest = lane.Durations.Minimum + lane.Handling + (cutOffs ? lane.Loading : 0);
                    Lower(lane.From.Value, bounds[terminal] + prices.Lanes[lane.Index.Value] + Vector128.CreateScalar(shortest));
                }

                foreach (var line in version.LinesTo[terminal])
                {
                    if (!isMarked[line] && prices.Lines[line].Usable)
                    {
                        isMarked[line] = true;
                        marked.Add(line);
                    }
                }
            }

            changed.Clear();
            foreach (var line in marked)
            {
                isMarked[line] = false;
                Sweep(version.Lines[line].Pattern, prices.Lines[line], cutOffs);
            }

            marked.Clear();
        }

        bounds = [];
    }

    /// <summary>One line, from its last call to its first, carrying the least that is left for cargo on board.</summary>
    private void Sweep(Pattern pattern, PricedLine priced, bool cutOffs)
    {
        var terminals = pattern.Terminals;
        var shortest = pattern.Shortest;
        var aboard = None;
        for (var call = terminals.Length - 1; call > 0; call--)
        {
            var alight = bounds[terminals[call].Value] + Vector(shortest.Handling[call], priced.Alight[call], 0);
            var stay = call + 1 < terminals.Length ? aboard + Vector128.CreateScalar(shortest.Dwell[call]) : None;
            aboard = Vector128.Min(Vector128.Min(alight, stay) + Vector(shortest.Run[call - 1], priced.Segment[call - 1], 0), None);
            Lower(terminals[call - 1].Value, aboard + Vector(cutOffs ? shortest.CutOff[call - 1] : 0, priced.Board[call - 1], 1));
        }
    }

    private void Lower(int terminal, Vector128<int> left)
    {
        ref var known = ref bounds[terminal];
        if (Vector128.LessThanAny(left, known))
        {
            known = Vector128.Min(left, known);
            changed.Add(terminal);
        }
    }

    private static Vector128<int> Vector(int time, Cost cost, int boardings) => Vector128.Create(time, cost.Price, cost.Co2, boardings);
}
