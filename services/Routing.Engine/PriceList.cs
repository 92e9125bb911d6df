using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>Costs of all lines and lanes up to some version; never changes.</summary>
/// <param name="Lines">By engine line.</param>
/// <param name="Lanes">By lane: price, CO2e and one boarding; <see cref="Unusable"/> for one that cannot be used.</param>
/// <param name="LaneBlocks">What each lane was when it was priced.</param>
/// <param name="LanesRevision">The revision of the lanes.</param>
internal sealed record PriceList(PricedLine[] Lines, Vector128<int>[] Lanes, LaneBlock?[] LaneBlocks, int LanesRevision)
{
    public static PriceList Empty { get; } = new([], [], [], 0);

    public static Vector128<int> Unusable => Vector128.Create(0, 0, 0, LowerBounds.Unreachable);

    public static PriceList PriceLanes(ICostModel model, TimetableVersion version, PriceList known)
    {
        var lanes = new Vector128<int>[version.Lanes.Length];
        for (var i = 0; i < lanes.Length; i++)
        {
            var lane = version.Lanes[i];
            lanes[i] =
                i < known.Lanes.Length && ReferenceEquals(known.LaneBlocks[i], lane) ? known.Lanes[i]
                : lane is null ? Unusable
                : Price(model, lane);
        }

        return new([], lanes, version.Lanes, version.LanesRevision);
    }

    private static Vector128<int> Price(ICostModel model, LaneBlock lane)
    {
        var cost = model.PriceLane(new(lane.Index, lane.From, lane.To, lane.CostClass, lane.Mode));
        if (cost is not { } c)
        {
            return Unusable;
        }

        ArgumentOutOfRangeException.ThrowIfNegative(c.Price);
        ArgumentOutOfRangeException.ThrowIfNegative(c.Co2);
        return c.Price > Cost.Limit || c.Co2 > Cost.Limit ? Unusable : Vector128.Create(0, c.Price, c.Co2, 1);
    }
}

/// <summary>
/// The costs of a line as the search adds them up: a ride from call i to call j costs Start[i] + End[j], because the sum of segments
/// up to i is taken off in Start[i] and the sum up to j is in End[j].
/// </summary>
internal sealed class PricedLine
{
    private PricedLine(Cost[] board, Cost[] segment, Cost[] alight, bool usable)
    {
        Board = board;
        Segment = segment;
        Alight = alight;
        Usable = usable;
        Start = new Vector128<int>[board.Length];
        End = new Vector128<int>[board.Length];
        var sum = default(Cost);
        for (var i = 0; usable && i < board.Length; i++)
        {
            Start[i] = Vector128.Create(0, board[i].Price - sum.Price, board[i].Co2 - sum.Co2, 1);
            End[i] = Vector128.Create(0, sum.Price + alight[i].Price, sum.Co2 + alight[i].Co2, 0);
            sum = i < segment.Length ? sum + segment[i] : sum;
        }
    }

    public bool Usable { get; }

    public Cost[] Board { get; }

    public Cost[] Segment { get; }

    public Cost[] Alight { get; }

    /// <summary>What boarding at a call adds to a label: nothing, price, CO2e, one boarding.</summary>
    public Vector128<int>[] Start { get; }

    /// <summary>What alighting at a call adds to it.</summary>
    public Vector128<int>[] End { get; }

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
        return new(board, segment, alight, usable && WithinLimit(board, segment, alight));
    }

    private static bool WithinLimit(Cost[] board, Cost[] segment, Cost[] alight)
    {
        long price = 0;
        long co2 = 0;
        foreach (var cost in (ReadOnlySpan<Cost>)[.. board, .. segment, .. alight])
        {
            ArgumentOutOfRangeException.ThrowIfNegative(cost.Price);
            ArgumentOutOfRangeException.ThrowIfNegative(cost.Co2);
        }

        foreach (var cost in segment)
        {
            price += cost.Price;
            co2 += cost.Co2;
        }

        price += board.Max(c => c.Price) + (long)alight.Max(c => c.Price);
        co2 += board.Max(c => c.Co2) + (long)alight.Max(c => c.Co2);
        return price <= Cost.Limit && co2 <= Cost.Limit;
    }
}
