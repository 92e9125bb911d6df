namespace Qujiang.Routing.Engine;

/// <summary>A line that can be boarded at a terminal, and at which of its calls.</summary>
internal readonly record struct BoardingPlace(int Line, int Call);

/// <summary>
/// Everything of a timetable at one moment, apart from free room, which is read live. A search pins one version; a change makes the
/// next one from it and copies only what is different.
/// </summary>
internal sealed record TimetableVersion
{
    public static TimetableVersion Empty { get; } = new();

    public int Terminals { get; init; }

    public LineBlock[] Lines { get; init; } = [];

    public BoardingPlace[][] BoardingsAt { get; init; } = [];

    /// <summary>Lines that call at a terminal after their first call: whose bounds depend on its.</summary>
    public int[][] LinesTo { get; init; } = [];

    public LaneBlock?[] Lanes { get; init; } = [];

    public LaneBlock[][] LanesFrom { get; init; } = [];

    public LaneBlock[][] LanesTo { get; init; } = [];

    public PoolBlock[] Pools { get; init; } = [];

    /// <summary>Counts changes of lanes, each of which may change what a lane costs.</summary>
    public int LanesRevision { get; init; }

    /// <summary>Counts changes that may make a lower bound too high.</summary>
    public int BoundsEpoch { get; init; }
}
