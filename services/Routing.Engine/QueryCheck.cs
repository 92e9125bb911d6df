namespace Qujiang.Routing.Engine;

/// <summary>What a query must be like for its sums to stay within an int.</summary>
internal static class QueryCheck
{
    private const int Farthest = 1 << 29;

    public static void Check(Query query, Timetable timetable)
    {
        Require(ReferenceEquals(query.Costs.Timetable, timetable), "The costs are of another timetable.");
        Require(query.MaxBoardings is >= 0 and <= Query.BoardingsLimit, "There can be 0 to 8 boardings.");
        var terminals = timetable.TerminalCount;
        foreach (ref readonly var seed in query.Origins.Span)
        {
            CheckSeed(seed, terminals);
        }

        foreach (ref readonly var seed in query.Destinations.Span)
        {
            CheckSeed(seed, terminals);
            Require(seed.Time >= 0, "The rest of the way does not take less than no time.");
        }

        foreach (ref readonly var via in query.Vias.Span)
        {
            Require((uint)via.Terminal.Value < (uint)terminals, "A via is a terminal of the timetable.");
            Require(via.MinimumStay is >= 0 and < Farthest / Query.BoardingsLimit, "A stay is not negative.");
        }

        if (query.Direct is { } direct)
        {
            Require(direct.Boardings >= 0 && Within(direct.Cost), "A direct seed costs nothing negative.");
        }
    }

    private static void CheckSeed(in Seed seed, int terminals)
    {
        Require((uint)seed.Terminal.Value < (uint)terminals, "A seed is at a terminal of the timetable.");
        Require(Math.Abs((long)seed.Time) < Farthest, "A seed is within 17 years of the epoch.");
        Require(seed.Boardings is >= 0 and <= Query.BoardingsLimit && Within(seed.Cost), "A seed costs nothing negative.");
    }

    private static bool Within(Cost cost) => cost is { Price: >= 0 and <= Cost.Limit, Co2: >= 0 and <= Cost.Limit };

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new ArgumentException(otherwise);
        }
    }
}
