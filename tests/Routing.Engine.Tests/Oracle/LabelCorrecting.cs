namespace Qujiang.Routing.Engine.Tests.Oracle;

/// <summary>
/// The second oracle, for worlds too large to enumerate: the textbook multi-criteria label correcting over single movements, a plain list
/// per terminal, no bounds, no lines, no rounds. For queries without vias, wishes and relaxations,
/// and for lanes that take as long at any time.
/// </summary>
internal sealed class LabelCorrecting(World world, WorldCosts costs, Query query)
{
    private readonly List<Outcome>[] bags = [.. Enumerable.Range(0, world.Terminals).Select(_ => new List<Outcome>())];
    private readonly ILookup<int, (WorldMovement Movement, int Call)> boardings = world
        .Movements.Where(m => costs.Carries(m.Line, m.CostClass))
        .SelectMany(m => Enumerable.Range(0, m.Calls.Length - 1).Select(call => (m, call)))
        .ToLookup(b => b.m.Calls[b.call].Terminal.Value);
    private readonly Queue<(int Terminal, Outcome So)> open = new();

    public List<Outcome> Run()
    {
        foreach (var seed in query.Origins.ToArray())
        {
            Reach(seed.Terminal.Value, new(seed.Time, seed.Cost.Price, seed.Cost.Co2, seed.Boardings));
        }

        while (open.TryDequeue(out var next))
        {
            if (bags[next.Terminal].Contains(next.So))
            {
                Expand(next.Terminal, next.So);
            }
        }

        var answers = new List<Outcome>();
        foreach (var seed in query.Destinations.ToArray())
        {
            foreach (var so in bags[seed.Terminal.Value])
            {
                Keep(
                    answers,
                    new(so.Arrival + seed.Time, so.Price + seed.Cost.Price, so.Co2 + seed.Cost.Co2, so.Boardings + seed.Boardings)
                );
            }
        }

        return [.. answers.OrderBy(a => a.Arrival).ThenBy(a => a.Price).ThenBy(a => a.Co2).ThenBy(a => a.Boardings)];
    }

    private void Expand(int terminal, Outcome so)
    {
        if (so.Boardings == query.MaxBoardings)
        {
            return;
        }

        foreach (var (movement, call) in boardings[terminal])
        {
            if (so.Arrival + movement.Calls[call].CutOff <= movement.Calls[call].Departure)
            {
                Ride(movement, call, so);
            }
        }

        foreach (var lane in world.Lanes.Where(l => l.From == terminal))
        {
            if (costs.Lane(lane.From, lane.To, lane.CostClass) is { } cost)
            {
                foreach (var departure in Departures(lane, so.Arrival + lane.Loading))
                {
                    var arrival = departure + lane.Durations.At(departure) + lane.Handling;
                    Reach(lane.To, new(arrival, so.Price + cost.Price, so.Co2 + cost.Co2, so.Boardings + 1));
                }
            }
        }
    }

    /// <summary>At once; where trucks are pooled, on each day that has room.</summary>
    private IEnumerable<int> Departures(WorldLane lane, int ready) =>
        lane.Pool < 0
            ? [ready]
            : world
                .Pools[lane.Pool]
                .Where(d => d.Value.Takes(query.Demand) && ((d.Key + 1) * 86_400) - world.DayOffset > ready)
                .Select(d => Math.Max(ready, (d.Key * 86_400) - world.DayOffset));

    private void Ride(WorldMovement movement, int call, Outcome so)
    {
        var spent = new Cost(so.Price, so.Co2) + costs.Board(movement.Line, movement.CostClass, call);
        for (var to = call + 1; to < movement.Calls.Length && movement.Room[to - 1].Takes(query.Demand); to++)
        {
            spent += costs.Segment(movement.Line, movement.CostClass, to - 1);
            var ashore = spent + costs.Alight(movement.Line, movement.CostClass, to);
            Reach(
                movement.Calls[to].Terminal.Value,
                new(movement.Calls[to].Arrival + movement.Calls[to].Handling, ashore.Price, ashore.Co2, so.Boardings + 1)
            );
        }
    }

    private void Reach(int terminal, Outcome so)
    {
        if (so.Boardings <= query.MaxBoardings && so.Arrival <= query.LatestArrival && Keep(bags[terminal], so))
        {
            open.Enqueue((terminal, so));
        }
    }

    private bool Keep(List<Outcome> bag, Outcome outcome)
    {
        if (
            outcome.Boardings > query.MaxBoardings
            || outcome.Arrival > query.LatestArrival
            || bag.Exists(b => BruteForce.Dominates(b, outcome))
        )
        {
            return false;
        }

        bag.RemoveAll(b => BruteForce.Dominates(outcome, b));
        bag.Add(outcome);
        return true;
    }
}
