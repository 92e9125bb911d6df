namespace Qujiang.Routing.Engine;

/// <summary>A ride that starts at a terminal: where a line leads from one of its calls to a later one.</summary>
/// <param name="Target">Terminal it leads to.</param>
/// <param name="Place">Which boarding place of the terminal it starts at.</param>
/// <param name="Alight">Call it ends at.</param>
internal record struct Edge(int Target, int Place, int Alight)
{
    /// <summary>Least time from the cut-off to the cargo being available; only ever falls, also in place.</summary>
    public int Shortest;
}

/// <summary>
/// What can be boarded at a terminal. Lists only grow at their end, so whatever is kept beside them (costs) stays in step with every
/// version that has them.
/// </summary>
internal sealed record TerminalBoardings(BoardingPlace[] Places, Edge[] Edges)
{
    public static TerminalBoardings None { get; } = new([], []);
}

/// <summary>Keeps the per-terminal lists of a version in step with its lines.</summary>
internal sealed class Boardings
{
    private readonly Dictionary<int, List<BoardingPlace>> places = [];
    private readonly Dictionary<int, List<Edge>> edges = [];
    private readonly Dictionary<int, List<int>> linesTo = [];

    /// <summary>Takes in lines that are new or have new movements.</summary>
    public static TimetableVersion With(TimetableVersion version, List<LineIndex> changed, int firstNewLine)
    {
        version = Grown(version);
        var work = new Boardings();
        foreach (var index in changed)
        {
            var line = version.Lines[index.Value];
            if (index.Value >= firstNewLine)
            {
                work.Add(version, line);
            }

            for (var call = 0; call < line.Segments; call++)
            {
                ListOf(work.places, line.Pattern.Terminals[call].Value, version)[line.Places[call]] = new(line, call);
            }
        }

        return work.Apply(version);
    }

    /// <summary>Makes room for new terminals.</summary>
    public static TimetableVersion Grown(TimetableVersion version) =>
        version.Boardings.Length == version.Terminals
            ? version
            : version with
            {
                Boardings = Padded(version.Boardings, version.Terminals, TerminalBoardings.None),
                LinesTo = Padded(version.LinesTo, version.Terminals, []),
                LanesFrom = Padded(version.LanesFrom, version.Terminals, []),
                LanesTo = Padded(version.LanesTo, version.Terminals, []),
            };

    /// <summary>Lets the least times of a line's rides fall to what its pattern knows now.</summary>
    public static void LowerTimes(TimetableVersion version, LineBlock line)
    {
        for (var call = 0; call < line.Segments; call++)
        {
            foreach (ref var edge in version.Boardings[line.Pattern.Terminals[call].Value].Edges.AsSpan())
            {
                if (edge.Place == line.Places[call])
                {
                    Volatile.Write(ref edge.Shortest, line.Pattern.Shortest.Ride(call, edge.Alight));
                }
            }
        }
    }

    private void Add(TimetableVersion version, LineBlock line)
    {
        for (var call = 0; call < line.Segments; call++)
        {
            var terminal = line.Pattern.Terminals[call].Value;
            var here = ListOf(places, terminal, version);
            if (!edges.TryGetValue(terminal, out var rides))
            {
                edges[terminal] = rides = [.. version.Boardings[terminal].Edges];
            }

            for (var alight = call + 1; alight <= line.Segments; alight++)
            {
                var target = line.Pattern.Terminals[alight].Value;
                rides.Add(new(target, here.Count, alight) { Shortest = line.Pattern.Shortest.Ride(call, alight) });
            }

            line.Places[call] = here.Count;
            here.Add(new(line, call));
        }

        // Bounds are the same for all chains of a pattern: the first stands for them.
        for (var call = 1; call <= line.Segments && line.Pattern.Chains[0] == line.Index; call++)
        {
            var terminal = line.Pattern.Terminals[call].Value;
            if (!linesTo.TryGetValue(terminal, out var list))
            {
                linesTo[terminal] = list = [.. version.LinesTo[terminal]];
            }

            list.Add(line.Index.Value);
        }
    }

    private TimetableVersion Apply(TimetableVersion version)
    {
        var boardings = (TerminalBoardings[])version.Boardings.Clone();
        foreach (var (terminal, list) in places)
        {
            boardings[terminal] = new([.. list], edges.TryGetValue(terminal, out var rides) ? [.. rides] : boardings[terminal].Edges);
        }

        if (linesTo.Count == 0)
        {
            return version with { Boardings = boardings };
        }

        var lines = (int[][])version.LinesTo.Clone();
        foreach (var (terminal, list) in linesTo)
        {
            lines[terminal] = [.. list];
        }

        return version with
        {
            Boardings = boardings,
            LinesTo = lines,
        };
    }

    private static List<BoardingPlace> ListOf(Dictionary<int, List<BoardingPlace>> lists, int terminal, TimetableVersion version)
    {
        if (!lists.TryGetValue(terminal, out var list))
        {
            lists[terminal] = list = [.. version.Boardings[terminal].Places];
        }

        return list;
    }

    private static T[] Padded<T>(T[] lists, int length, T empty)
    {
        var padded = new T[length];
        Array.Fill(padded, empty);
        lists.CopyTo(padded, 0);
        return padded;
    }
}
