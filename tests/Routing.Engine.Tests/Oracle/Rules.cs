using Shouldly;

namespace Qujiang.Routing.Engine.Tests.Oracle;

/// <summary>Holds an itinerary of the engine against every rule of the game, leg by leg.</summary>
internal static class Rules
{
    public static void Hold(World world, WorldCosts costs, Query query, Itinerary itinerary)
    {
        if (itinerary.Origin < 0)
        {
            itinerary.Legs.ShouldBeEmpty();
            return;
        }

        var origin = query.Origins.Span[itinerary.Origin];
        var destination = query.Destinations.Span[itinerary.Destination];
        var (terminal, cost) = (origin.Terminal, origin.Cost);

        // The cargo may stay at a via whenever it is there, so there can be several stories: vias passed, and when it is ready.
        HashSet<(int Vias, int Ready)> stories = [.. Stories(query, (0, origin.Time), terminal)];
        foreach (var leg in itinerary.Legs)
        {
            leg.From.ShouldBe(terminal);
            var last = query.Relax.HasFlag(Relaxations.CutOffs) ? leg.Departure : leg.CutOff;
            last.ShouldBeLessThanOrEqualTo(leg.Departure);
            stories.RemoveWhere(s => s.Ready > last);
            stories.ShouldNotBeEmpty();
            leg.Cost.ShouldBe(leg.Kind == LegKind.Ride ? Ride(world, costs, query, leg) : Drive(world, costs, query, leg));
            (terminal, cost) = (leg.To, cost + leg.Cost);
            stories = [.. stories.SelectMany(s => Stories(query, (s.Vias, leg.Available), leg.To))];
        }

        terminal.ShouldBe(destination.Terminal);
        stories.ShouldContain((query.Vias.Length, itinerary.Outcome.Arrival - destination.Time));
        cost += destination.Cost;
        new Cost(itinerary.Outcome.Price, itinerary.Outcome.Co2).ShouldBe(cost);
        itinerary.Outcome.Boardings.ShouldBe(origin.Boardings + itinerary.Legs.Count + destination.Boardings);
    }

    private static IEnumerable<(int Vias, int Ready)> Stories(Query query, (int Vias, int Ready) story, TerminalIndex terminal)
    {
        yield return story;
        while (story.Vias < query.Vias.Length && query.Vias.Span[story.Vias].Terminal == terminal)
        {
            story = (story.Vias + 1, story.Ready + query.Vias.Span[story.Vias].MinimumStay);
            yield return story;
        }
    }

    private static Cost Ride(World world, WorldCosts costs, Query query, Leg leg)
    {
        var movement = world.Movements[leg.Movement.Value];
        movement.Cancelled.ShouldBeFalse();
        var (board, alight) = (movement.Calls[leg.BoardCall], movement.Calls[leg.AlightCall]);
        board.Terminal.ShouldBe(leg.From);
        alight.Terminal.ShouldBe(leg.To);
        leg.Departure.ShouldBe(board.Departure);
        leg.CutOff.ShouldBe(board.Departure - board.CutOff);
        leg.Arrival.ShouldBe(alight.Arrival);
        leg.Available.ShouldBe(alight.Arrival + alight.Handling);
        var cost = costs.Board(movement.Line, movement.CostClass, leg.BoardCall);
        for (var segment = leg.BoardCall; segment < leg.AlightCall; segment++)
        {
            cost += costs.Segment(movement.Line, movement.CostClass, segment);
            (query.Relax.HasFlag(Relaxations.Capacity) || movement.Room[segment].Takes(query.Demand)).ShouldBeTrue();
        }

        return cost + costs.Alight(movement.Line, movement.CostClass, leg.AlightCall);
    }

    private static Cost Drive(World world, WorldCosts costs, Query query, Leg leg)
    {
        var lane = world.Lanes[leg.Lane.Value];
        lane.From.ShouldBe(leg.From.Value);
        lane.To.ShouldBe(leg.To.Value);
        leg.Arrival.ShouldBe(leg.Departure + lane.DurationsOf(query.Traits).At(leg.Departure));
        leg.Available.ShouldBe(leg.Arrival + lane.Handling);
        if (!query.Relax.HasFlag(Relaxations.Closures))
        {
            lane.Shut.ShouldNotContain(w => leg.Departure >= w.From && leg.Departure < w.To);
        }

        if (lane.Pool >= 0 && !query.Relax.HasFlag(Relaxations.Capacity))
        {
            world.Pools[lane.Pool].ShouldContainKey(leg.PoolDay);
            world.Pools[lane.Pool][leg.PoolDay].Takes(query.Demand).ShouldBeTrue();
        }

        return costs.Lane(lane.From, lane.To, lane.CostClass)!.Value;
    }
}
