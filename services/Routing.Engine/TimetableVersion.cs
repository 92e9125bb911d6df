namespace Qujiang.Routing.Engine;

/// <summary>
/// Everything of a timetable at one moment, apart from free room, which is read live. A search pins one version; a change makes the
/// next one from it and copies only what is different.
/// </summary>
internal sealed record TimetableVersion
{
    public static TimetableVersion Empty { get; } = new();

    public int Terminals { get; init; }

    public LineBlock[] Lines { get; init; } = [];

    /// <summary>What can be boarded, by terminal.</summary>
    public TerminalBoardings[] Boardings { get; init; } = [];

    /// <summary>Lines that call at a terminal after their first call: whose bounds depend on its.</summary>
    public int[][] LinesTo { get; init; } = [];

    /// <summary>
    /// By line, the most room that any of its segments may have in its main dimension. Raised in place before the room is; lowered only in
    /// a version whose lines were made anew.
    /// </summary>
    public int[] MostRoom { get; init; } = [];

    public LaneBlock?[] Lanes { get; init; } = [];

    public LaneBlock[][] LanesFrom { get; init; } = [];

    public LaneBlock[][] LanesTo { get; init; } = [];

    public PoolBlock[] Pools { get; init; } = [];

    /// <summary>Counts changes of lanes, each of which may change what a lane costs.</summary>
    public int LanesRevision { get; init; }

    /// <summary>Counts changes that may make a lower bound too high.</summary>
    public int BoundsEpoch { get; init; }

    /// <summary>Whether this very block belongs to this version.</summary>
    public bool Has(LineBlock line) => line.Index.Value < Lines.Length && ReferenceEquals(Lines[line.Index.Value], line);
}
