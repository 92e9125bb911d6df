namespace Qujiang.Routing.Engine;

/// <summary>
/// What movements must share to ride in one engine line. The movements of a pattern are dealt out to as many engine lines
/// ("chains") as it takes for none to overtake another within its chain; nearly always that is one.
/// </summary>
internal sealed class Pattern(in MovementPlan plan)
{
    public LineKey Line { get; } = plan.Line;

    public CostClass CostClass { get; } = plan.CostClass;

    public ModeIndex Mode { get; } = plan.Mode;

    public ulong Forbidden { get; } = plan.Forbidden;

    public TerminalIndex[] Terminals { get; } = TerminalsOf(plan.Calls);

    public List<LineIndex> Chains { get; } = [];

    public ShortestTimes Shortest { get; } = new(plan.Calls.Length);

    /// <summary>The last movement that waits to be put in, -1 if none does.</summary>
    public int FirstArrival { get; set; } = -1;

    /// <summary>The next pattern with the same hash.</summary>
    public Pattern? Next { get; set; }

    public bool Matches(in MovementPlan plan)
    {
        if (
            plan.Line != Line
            || plan.CostClass != CostClass
            || plan.Mode != Mode
            || plan.Forbidden != Forbidden
            || plan.Calls.Length != Terminals.Length
        )
        {
            return false;
        }

        for (var i = 0; i < Terminals.Length; i++)
        {
            if (plan.Calls[i].Terminal != Terminals[i])
            {
                return false;
            }
        }

        return true;
    }

    public static int HashOf(in MovementPlan plan)
    {
        var hash = new HashCode();
        hash.Add(plan.Line);
        hash.Add(plan.CostClass);
        hash.Add(plan.Forbidden);
        foreach (ref readonly var call in plan.Calls)
        {
            hash.Add(call.Terminal.Value);
        }

        return hash.ToHashCode();
    }

    private static TerminalIndex[] TerminalsOf(ReadOnlySpan<Call> calls)
    {
        var terminals = new TerminalIndex[calls.Length];
        for (var i = 0; i < calls.Length; i++)
        {
            terminals[i] = calls[i].Terminal;
        }

        return terminals;
    }
}

/// <summary>
/// The shortest times any movement of a pattern ever had. They only fall, so a lower bound built on them holds for every
/// version of the timetable up to now.
/// </summary>
internal sealed class ShortestTimes
{
    public ShortestTimes(int calls)
    {
        CutOff = Unknown(calls);
        Dwell = Unknown(calls);
        Handling = Unknown(calls);
        Run = Unknown(calls - 1);
    }

    /// <summary>Counts the times that something fell.</summary>
    public int Revision { get; private set; }

    public int[] CutOff { get; }

    public int[] Dwell { get; }

    public int[] Handling { get; }

    public int[] Run { get; }

    /// <summary>True if any of the shortest times fell.</summary>
    public bool Lower(ReadOnlySpan<Call> calls)
    {
        var fell = false;
        for (var i = 0; i < calls.Length; i++)
        {
            fell |= Lower(ref Handling[i], calls[i].Handling);
            fell |= Lower(ref CutOff[i], calls[i].CutOff);
            if (i + 1 < calls.Length)
            {
                fell |= Lower(ref Run[i], calls[i + 1].Arrival - calls[i].Departure);
                fell |= i > 0 && Lower(ref Dwell[i], calls[i].Departure - calls[i].Arrival);
            }
        }

        Revision += fell ? 1 : 0;
        return fell;
    }

    /// <summary>Least time from the last moment to be at one call to the cargo being available at a later one.</summary>
    public int Ride(int board, int alight)
    {
        var time = (long)CutOff[board] + Handling[alight];
        for (var call = board; call < alight; call++)
        {
            time += Run[call] + (call > board ? Dwell[call] : 0);
        }

        return (int)Math.Min(time, LowerBounds.Unreachable);
    }

    private static bool Lower(ref int shortest, int value)
    {
        if (value >= shortest)
        {
            return false;
        }

        Volatile.Write(ref shortest, value);
        return true;
    }

    private static int[] Unknown(int length)
    {
        var values = new int[length];
        Array.Fill(values, LowerBounds.Unreachable);
        return values;
    }
}
