using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>
/// The costs of a line as the search adds them up: a ride from call i to call j costs Start[i] + End[j], because the sum of segments
/// up to i is taken off in Start[i] and the sum up to j is in End[j].
/// </summary>
internal sealed class PricedLine
{
    private readonly ShortestTimes shortest = null!;
    private readonly Cost[] boardCosts = [];
    private readonly Cost[] segmentCosts = [];
    private readonly Cost[] alightCosts = [];
    private BoundSteps bounds = null!;

    private PricedLine(ShortestTimes shortest, Cost[] board, Cost[] segment, Cost[] alight, bool usable)
    {
        Usable = usable;
        var calls = board.Length;
        Start = new Vector128<int>[calls];
        End = new Vector128<int>[calls];
        if (!usable)
        {
            return;
        }

        var sum = default(Cost);
        for (var i = 0; i < calls; i++)
        {
            Start[i] = Vector128.Create(0, board[i].Price - sum.Price, board[i].Co2 - sum.Co2, 1);
            End[i] = Vector128.Create(0, sum.Price + alight[i].Price, sum.Co2 + alight[i].Co2, 0);
            sum = i < segment.Length ? sum + segment[i] : sum;
        }

        (this.shortest, boardCosts, segmentCosts, alightCosts) = (shortest, board, segment, alight);
        bounds = MakeBounds();
    }

    public bool Usable { get; }

    /// <summary>What boarding at a call adds to a label: nothing, price, CO2e, one boarding.</summary>
    public Vector128<int>[] Start { get; }

    /// <summary>What alighting at a call adds to it.</summary>
    public Vector128<int>[] End { get; }

    /// <summary>The line's steps with the least time of each as it is known now.</summary>
    public BoundSteps Bounds()
    {
        var known = Volatile.Read(ref bounds);
        if (known.Revision != shortest.Revision)
        {
            bounds = known = MakeBounds();
        }

        return known;
    }

    public static PricedLine Ask(ICostModel model, LineBlock line)
    {
        var board = new Cost[line.Segments + 1];
        var segment = new Cost[line.Segments];
        var alight = new Cost[line.Segments + 1];
        var info = CostTable.Describe(line);
        var usable = model.PriceLine(
            info,
            new()
            {
                Board = board,
                Segment = segment,
                Alight = alight,
            }
        );
        return new(line.Pattern.Shortest, board, segment, alight, usable && WithinLimit(board, segment, alight));
    }

    private BoundSteps MakeBounds()
    {
        var revision = shortest.Revision;
        var segments = segmentCosts.Length;
        var steps = new BoundStep[segments];
        for (var i = 0; i < segments; i++)
        {
            steps[i] = new(
                Wide(shortest.CutOff[i], boardCosts[i], 1),
                Wide(shortest.Run[i], segmentCosts[i], 0),
                Wide(shortest.Handling[i + 1], alightCosts[i + 1], 0),
                Wide(i + 1 < segments ? shortest.Dwell[i + 1] : 0, default, 0)
            );
        }

        return new(revision, steps);
    }

    private static Vector128<int> Wide(int time, Cost cost, int boardings) => Vector128.Create(time, cost.Price, cost.Co2, boardings);

    private static bool WithinLimit(Cost[] board, Cost[] segment, Cost[] alight)
    {
        Largest(board, out var price, out var co2);
        Largest(alight, out var alightPrice, out var alightCo2);
        price += alightPrice;
        co2 += alightCo2;
        foreach (var cost in segment)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(cost.Price);
            ArgumentOutOfRangeException.ThrowIfNegative(cost.Co2);
            price += cost.Price;
            co2 += cost.Co2;
        }

        return price <= Cost.Limit && co2 <= Cost.Limit;
    }

    private static void Largest(Cost[] costs, out long price, out long co2)
    {
        (price, co2) = (0, 0);
        foreach (var cost in costs)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(cost.Price);
            ArgumentOutOfRangeException.ThrowIfNegative(cost.Co2);
            price = Math.Max(price, cost.Price);
            co2 = Math.Max(co2, cost.Co2);
        }
    }
}

/// <summary>One segment for the lower bounds: time, price, CO2e and boardings of each step.</summary>
/// <param name="Board">Boarding at its first call.</param>
/// <param name="Run">Riding it.</param>
/// <param name="Alight">Alighting at its second call.</param>
/// <param name="Stay">Staying aboard there.</param>
internal readonly record struct BoundStep(Vector128<int> Board, Vector128<int> Run, Vector128<int> Alight, Vector128<int> Stay);

/// <summary>All segments of a line for the lower bounds.</summary>
internal sealed record BoundSteps(int Revision, BoundStep[] Steps);
