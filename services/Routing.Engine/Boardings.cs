namespace Qujiang.Routing.Engine;

/// <summary>A line that can be boarded at a terminal, and at which of its calls.</summary>
internal readonly record struct BoardingPlace(int Line, int Call);

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
internal static class Boardings
{
    /// <summary>Adds the lines from this number on.</summary>
    public static TimetableVersion With(TimetableVersion version, int firstNewLine)
    {
        if (firstNewLine == version.Lines.Length)
        {
            return version;
        }

        version = Grown(version);
        var places = new Dictionary<int, (List<BoardingPlace> Places, List<Edge> Edges)>();
        var reached = new Dictionary<int, List<int>>();
        foreach (var line in version.Lines.AsSpan(firstNewLine))
        {
            for (var call = 0; call < line.Segments; call++)
            {
                AddPlace(version, line, call, places);
            }

            // Bounds are the same for all chains of a pattern: the first stands for them.
            for (var call = 1; call <= line.Segments && line.Pattern.Chains[0] == line.Index; call++)
            {
                var terminal = line.Pattern.Terminals[call].Value;
                if (!reached.TryGetValue(terminal, out var list))
                {
                    reached[terminal] = list = [.. version.LinesTo[terminal]];
                }

                list.Add(line.Index.Value);
            }
        }

        var boardings = (TerminalBoardings[])version.Boardings.Clone();
        foreach (var (terminal, lists) in places)
        {
            boardings[terminal] = new([.. lists.Places], [.. lists.Edges]);
        }

        var linesTo = (int[][])version.LinesTo.Clone();
        foreach (var (terminal, list) in reached)
        {
            linesTo[terminal] = [.. list];
        }

        return version with
        {
            Boardings = boardings,
            LinesTo = linesTo,
        };
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
            var boardings = version.Boardings[line.Pattern.Terminals[call].Value];
            var place = Array.IndexOf(boardings.Places, new(line.Index.Value, call));
            foreach (ref var edge in boardings.Edges.AsSpan())
            {
                if (edge.Place == place)
                {
                    Volatile.Write(ref edge.Shortest, line.Pattern.Shortest.Ride(call, edge.Alight));
                }
            }
        }
    }

    private static void AddPlace(
        TimetableVersion version,
        LineBlock line,
        int call,
        Dictionary<int, (List<BoardingPlace> Places, List<Edge> Edges)> places
    )
    {
        var terminal = line.Pattern.Terminals[call].Value;
        if (!places.TryGetValue(terminal, out var lists))
        {
            var known = version.Boardings[terminal];
            places[terminal] = lists = ([.. known.Places], [.. known.Edges]);
        }

        for (var alight = call + 1; alight <= line.Segments; alight++)
        {
            var target = line.Pattern.Terminals[alight].Value;
            lists.Edges.Add(new(target, lists.Places.Count, alight) { Shortest = line.Pattern.Shortest.Ride(call, alight) });
        }

        lists.Places.Add(new(line.Index.Value, call));
    }

    private static T[] Padded<T>(T[] lists, int length, T empty)
    {
        var padded = new T[length];
        Array.Fill(padded, empty);
        lists.CopyTo(padded, 0);
        return padded;
    }
}
