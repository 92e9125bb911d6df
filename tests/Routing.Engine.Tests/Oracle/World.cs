namespace Qujiang.Routing.Engine.Tests.Oracle;

/// <summary>A timetable in the plainest form there is, from which the engine's is built and which the oracle enumerates.</summary>
internal sealed class World
{
    public int Terminals { get; set; }

    public int DayOffset { get; init; }

    public List<WorldMovement> Movements { get; } = [];

    public List<WorldLane> Lanes { get; } = [];

    /// <summary>Free room by pool and day; nothing where there is no entry.</summary>
    public List<Dictionary<int, Capacity>> Pools { get; } = [];

    public int CostSalt { get; init; }

    public int CostRange { get; init; } = 6;

    public Timetable Build()
    {
        var timetable = new Timetable(DayOffset);
        using var edit = timetable.Edit();
        for (var i = 0; i < Terminals; i++)
        {
            edit.AddTerminal();
        }

        foreach (var movement in Movements)
        {
            edit.AddMovement(movement.ToPlan());
        }

        foreach (var days in Pools)
        {
            var pool = edit.AddPool();
            foreach (var (day, room) in days)
            {
                edit.SetPoolDay(pool, day, room);
            }
        }

        foreach (var lane in Lanes)
        {
            edit.AddLane(lane.ToPlan());
        }

        edit.Commit();
        return timetable;
    }
}

internal sealed record WorldMovement(int Line, int CostClass, byte Mode, ulong Forbidden, Call[] Calls, Capacity[] Room)
{
    public bool Cancelled { get; set; }

    public MovementPlan ToPlan() =>
        new()
        {
            Line = new(Line),
            CostClass = new(CostClass),
            Mode = new(Mode),
            Forbidden = Forbidden,
            Calls = Calls,
            Remaining = Room,
        };
}

internal sealed record WorldLane(
    int From,
    int To,
    int CostClass,
    byte Mode,
    ulong Forbidden,
    LaneDurations Durations,
    int Loading,
    int Handling,
    int Pool,
    (int From, int To)[] Shut,
    LaneDurations? Delayed
)
{
    /// <summary>The trait that shipments with <see cref="Delayed"/> durations have.</summary>
    public const ulong Slow = 1;

    public LaneDurations DurationsOf(ulong traits) => Delayed is not null && (traits & Slow) != 0 ? Delayed : Durations;

    public LanePlan ToPlan() =>
        new()
        {
            From = new(From),
            To = new(To),
            CostClass = new(CostClass),
            Mode = new(Mode),
            Forbidden = Forbidden,
            Durations = Durations.ShutDuring(Shut),
            Delayed = Delayed is null ? null : (Slow, Delayed.ShutDuring(Shut)),
            Loading = Loading,
            Handling = Handling,
            Pool = new(Pool),
        };
}

/// <summary>Small made-up costs, the same for the engine and the oracle; some lines and lanes cannot be priced at all.</summary>
internal sealed class WorldCosts(World world) : ICostModel
{
    public bool PriceLine(in LineInfo line, in LineCosts costs)
    {
        for (var i = 0; i < line.Terminals.Length; i++)
        {
            costs.Board[i] = Board(line.Line.Value, line.CostClass.Value, i);
            costs.Alight[i] = Alight(line.Line.Value, line.CostClass.Value, i);
            if (i + 1 < line.Terminals.Length)
            {
                costs.Segment[i] = Segment(line.Line.Value, line.CostClass.Value, i);
            }
        }

        return Carries(line.Line.Value, line.CostClass.Value);
    }

    public Cost? PriceLane(in LaneInfo lane) => Lane(lane.From.Value, lane.To.Value, lane.CostClass.Value);

    public bool Carries(int line, int costClass) => Hash(1, line, costClass, 0) % 16 != 0;

    public Cost Board(int line, int costClass, int call) => Of(2, line, costClass, call, divisor: 3);

    public Cost Segment(int line, int costClass, int segment) => Of(3, line, costClass, segment, divisor: 1);

    public Cost Alight(int line, int costClass, int call) => Of(4, line, costClass, call, divisor: 3);

    public Cost? Lane(int from, int to, int costClass) => Hash(5, from, to, costClass) % 16 == 0 ? null : Of(6, from, to, costClass, 1);

    private Cost Of(int kind, int a, int b, int c, int divisor)
    {
        var hash = Hash(kind, a, b, c);
        return new((int)(hash % (uint)world.CostRange) / divisor, (int)((hash >> 12) % (uint)world.CostRange) / divisor);
    }

    private uint Hash(int kind, int a, int b, int c)
    {
        var hash = (uint)world.CostSalt;
        foreach (var part in (ReadOnlySpan<int>)[kind, a, b, c])
        {
            hash = (hash ^ (uint)part) * 0x9E3779B1;
            hash ^= hash >> 15;
        }

        return hash >> 1;
    }
}
