using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>Costs of all lines and lanes up to some version; never changes.</summary>
/// <param name="Lines">By engine line.</param>
/// <param name="Rides">By terminal and edge: price, CO2e and one boarding; <see cref="Unusable"/> for a line that cannot be used.</param>
/// <param name="Lanes">By lane: price, CO2e and one boarding; <see cref="Unusable"/> for one that cannot be used.</param>
/// <param name="LaneBlocks">What each lane was when it was priced.</param>
/// <param name="LanesRevision">The revision of the lanes.</param>
internal sealed record PriceList(
    PricedLine[] Lines,
    Vector128<int>[][] Rides,
    Vector128<int>[] Lanes,
    LaneBlock?[] LaneBlocks,
    int LanesRevision
)
{
    public static PriceList Empty { get; } = new([], [], [], [], 0);

    public static Vector128<int> Unusable => Vector128.Create(0, 0, 0, LowerBounds.Unreachable);

    /// <summary>Whether everything of this version is priced.</summary>
    public bool Serves(TimetableVersion version) =>
        Lines.Length >= version.Lines.Length && Rides.Length >= version.Terminals && LanesRevision == version.LanesRevision;

    /// <summary>The same with everything that came with this version.</summary>
    public PriceList Extended(ICostModel model, TimetableVersion version)
    {
        var lines = Lines.Length < version.Lines.Length ? ExtendedLines(model, version) : Lines;
        return new(
            lines,
            ReferenceEquals(lines, Lines) && Rides.Length == version.Terminals ? Rides : ExtendedRides(lines, version),
            LanesRevision == version.LanesRevision ? Lanes : PricedLanes(model, version),
            LanesRevision == version.LanesRevision ? LaneBlocks : version.Lanes,
            version.LanesRevision
        );
    }

    private PricedLine[] ExtendedLines(ICostModel model, TimetableVersion version)
    {
        var lines = new PricedLine[version.Lines.Length];
        Lines.CopyTo(lines, 0);
        for (var i = Lines.Length; i < lines.Length; i++)
        {
            var first = version.Lines[i].Pattern.Chains[0].Value;
            lines[i] = first < i ? lines[first] : PricedLine.Ask(model, version.Lines[i]);
        }

        return lines;
    }

    private Vector128<int>[][] ExtendedRides(PricedLine[] lines, TimetableVersion version)
    {
        var rides = new Vector128<int>[Math.Max(version.Terminals, Rides.Length)][];
        Rides.CopyTo(rides, 0);
        for (var terminal = 0; terminal < version.Terminals; terminal++)
        {
            var (places, edges) = version.Boardings[terminal];
            var known = terminal < Rides.Length ? Rides[terminal] : [];
            if (known.Length >= edges.Length)
            {
                rides[terminal] = known;
                continue;
            }

            var costs = new Vector128<int>[edges.Length];
            known.CopyTo(costs, 0);
            for (var i = known.Length; i < costs.Length; i++)
            {
                var place = places[edges[i].Place];
                var line = lines[place.LineNumber];
                costs[i] = line.Usable ? line.Start[place.Call] + line.End[edges[i].Alight] : Unusable;
            }

            rides[terminal] = costs;
        }

        return rides;
    }

    private Vector128<int>[] PricedLanes(ICostModel model, TimetableVersion version)
    {
        var lanes = new Vector128<int>[version.Lanes.Length];
        for (var i = 0; i < lanes.Length; i++)
        {
            var lane = version.Lanes[i];
            lanes[i] =
                i < Lanes.Length && ReferenceEquals(LaneBlocks[i], lane) ? Lanes[i]
                : lane is null ? Unusable
                : Price(model, lane);
        }

        return lanes;
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
