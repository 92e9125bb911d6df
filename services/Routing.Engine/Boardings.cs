namespace Qujiang.Routing.Engine;

/// <summary>Keeps the per-terminal indices of a version in step with its lines.</summary>
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
        var boardings = new Dictionary<int, List<BoardingPlace>>();
        var reached = new Dictionary<int, List<int>>();
        foreach (var line in version.Lines.AsSpan(firstNewLine))
        {
            var terminals = line.Pattern.Terminals;
            for (var call = 0; call < terminals.Length; call++)
            {
                var terminal = terminals[call].Value;
                if (call < line.Segments)
                {
                    ListOf(boardings, terminal).Add(new(line.Index.Value, call));
                }

                // Bounds are the same for all chains of a pattern: the first stands for them.
                if (call > 0 && line.Pattern.Chains[0] == line.Index)
                {
                    ListOf(reached, terminal).Add(line.Index.Value);
                }
            }
        }

        return version with
        {
            BoardingsAt = Extended(version.BoardingsAt, boardings),
            LinesTo = Extended(version.LinesTo, reached),
        };
    }

    /// <summary>Makes room for new terminals.</summary>
    public static TimetableVersion Grown(TimetableVersion version) =>
        version.BoardingsAt.Length == version.Terminals
            ? version
            : version with
            {
                BoardingsAt = Padded(version.BoardingsAt, version.Terminals),
                LinesTo = Padded(version.LinesTo, version.Terminals),
                LanesFrom = Padded(version.LanesFrom, version.Terminals),
                LanesTo = Padded(version.LanesTo, version.Terminals),
            };

    private static T[][] Padded<T>(T[][] lists, int length)
    {
        var padded = new T[length][];
        Array.Fill(padded, []);
        lists.CopyTo(padded, 0);
        return padded;
    }

    private static T[][] Extended<T>(T[][] lists, Dictionary<int, List<T>> more)
    {
        var extended = (T[][])lists.Clone();
        foreach (var (terminal, added) in more)
        {
            extended[terminal] = [.. extended[terminal], .. added];
        }

        return extended;
    }

    private static List<T> ListOf<T>(Dictionary<int, List<T>> lists, int terminal)
    {
        if (!lists.TryGetValue(terminal, out var list))
        {
            lists[terminal] = list = [];
        }

        return list;
    }
}
