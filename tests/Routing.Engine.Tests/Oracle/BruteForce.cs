namespace Qujiang.Routing.Engine.Tests.Oracle;

/// <summary>
/// Tries every movement, every call, every day of every lane, one after the other, and keeps what no other way dominates. It knows no
/// bounds, no order of departures and no "first one is best": slow, and hard to get wrong.
/// </summary>
internal sealed class BruteForce(World world, WorldCosts costs, Query query)
{
    private readonly HashSet<Outcome> all = [];

    public long Ways { get; private set; }

    public List<Outcome> Run()
    {
        if (query.Direct is { } direct && query.Vias.IsEmpty && query.RequiredModes == 0 && query.RequiredLines.IsEmpty)
        {
            Finish(new(direct.Arrival, direct.Cost.Price, direct.Cost.Co2, direct.Boardings));
        }

        foreach (var seed in query.Origins.ToArray())
        {
            At(seed.Terminal.Value, new(seed.Time, seed.Cost.Price, seed.Cost.Co2, seed.Boardings), 0, 0, []);
        }

        return
        [
            .. all.Where(a => !all.Any(b => b != a && Dominates(b, a)))
                .OrderBy(a => a.Arrival)
                .ThenBy(a => a.Price)
                .ThenBy(a => a.Co2)
                .ThenBy(a => a.Boardings),
        ];
    }

    public static bool Dominates(Outcome a, Outcome b) =>
        a.Arrival <= b.Arrival && a.Price <= b.Price && a.Co2 <= b.Co2 && a.Boardings <= b.Boardings;

    private bool Relaxed(Relaxations rule) => query.Relax.HasFlag(rule);

    private bool HasRoom(Capacity? room) => Relaxed(Relaxations.Capacity) || (room is { } r && r.Takes(query.Demand));

    private bool MayUse(byte mode, ulong forbidden) =>
        (query.AllowedModes & (1u << mode)) != 0 && ((forbidden & query.Traits) == 0 || Relaxed(Relaxations.Restrictions));

    private void At(int terminal, Outcome so, int vias, uint modes, HashSet<int> lines)
    {
        if (so.Boardings > query.MaxBoardings)
        {
            return;
        }

        if (vias < query.Vias.Length && query.Vias.Span[vias].Terminal.Value == terminal)
        {
            At(terminal, so with { Arrival = so.Arrival + query.Vias.Span[vias].MinimumStay }, vias + 1, modes, lines);
        }

        if (vias == query.Vias.Length && (modes & query.RequiredModes) == query.RequiredModes && AllRequired(lines))
        {
            foreach (var seed in query.Destinations.ToArray().Where(s => s.Terminal.Value == terminal))
            {
                Finish(new(so.Arrival + seed.Time, so.Price + seed.Cost.Price, so.Co2 + seed.Cost.Co2, so.Boardings + seed.Boardings));
            }
        }

        if (so.Boardings == query.MaxBoardings)
        {
            return;
        }

        foreach (var movement in world.Movements.Where(m => !m.Cancelled))
        {
            Board(movement, terminal, so, vias, modes, lines);
        }

        foreach (var lane in world.Lanes.Where(l => l.From == terminal && MayUse(l.Mode, l.Forbidden)))
        {
            Drive(lane, so, vias, modes, lines);
        }
    }

    private void Board(WorldMovement movement, int terminal, Outcome so, int vias, uint modes, HashSet<int> lines)
    {
        if (
            !MayUse(movement.Mode, movement.Forbidden)
            || !costs.Carries(movement.Line, movement.CostClass)
            || query.AvoidedLines.ToArray().Any(l => l.Value == movement.Line)
        )
        {
            return;
        }

        for (var i = 0; i + 1 < movement.Calls.Length; i++)
        {
            var call = movement.Calls[i];
            var cutOff = Relaxed(Relaxations.CutOffs) ? 0 : call.CutOff;
            if (call.Terminal.Value != terminal || so.Arrival + cutOff > call.Departure)
            {
                continue;
            }

            var spent = new Cost(so.Price, so.Co2) + costs.Board(movement.Line, movement.CostClass, i);
            for (var j = i + 1; j < movement.Calls.Length && HasRoom(movement.Room[j - 1]); j++)
            {
                spent += costs.Segment(movement.Line, movement.CostClass, j - 1);
                var ashore = spent + costs.Alight(movement.Line, movement.CostClass, j);
                var arrived = new Outcome(
                    movement.Calls[j].Arrival + movement.Calls[j].Handling,
                    ashore.Price,
                    ashore.Co2,
                    so.Boardings + 1
                );
                At(movement.Calls[j].Terminal.Value, arrived, vias, modes | (1u << movement.Mode), [.. lines, movement.Line]);
            }
        }
    }

    private void Drive(WorldLane lane, Outcome so, int vias, uint modes, HashSet<int> lines)
    {
        if (costs.Lane(lane.From, lane.To, lane.CostClass) is not { } cost)
        {
            return;
        }

        var ready = so.Arrival + (Relaxed(Relaxations.CutOffs) ? 0 : lane.Loading);
        var durations = lane.DurationsOf(query.Traits);
        IEnumerable<int> departures = SetsOut(lane, ready, int.MaxValue);
        if (lane.Pool >= 0 && !Relaxed(Relaxations.Capacity))
        {
            departures = world
                .Pools[lane.Pool]
                .Where(d => HasRoom(d.Value) && ((d.Key + 1) * 86_400) - world.DayOffset > ready)
                .SelectMany(d =>
                    SetsOut(lane, Math.Max(ready, (d.Key * 86_400) - world.DayOffset), ((d.Key + 1) * 86_400) - world.DayOffset)
                );
        }

        foreach (var departure in departures)
        {
            var arrival = departure + durations.At(departure) + lane.Handling;
            var arrived = new Outcome(arrival, so.Price + cost.Price, so.Co2 + cost.Co2, so.Boardings + 1);
            At(lane.To, arrived, vias, modes | (1u << lane.Mode), lines);
        }
    }

    /// <summary>Hour by hour, until the lane is open and a second later would be a later arrival: then it sets out, if that is before the end.</summary>
    private IEnumerable<int> SetsOut(WorldLane lane, int ready, int end)
    {
        var durations = lane.DurationsOf(query.Traits);
        for (var leaves = ready; leaves < end && leaves < ready + (40 * 86_400); leaves += WorldMaker.Hour)
        {
            var shut = !Relaxed(Relaxations.Closures) && lane.Shut.Any(w => leaves >= w.From && leaves < w.To);
            if (!shut && leaves + 1 + durations.At(leaves + 1) > leaves + durations.At(leaves))
            {
                return [leaves];
            }
        }

        return [];
    }

    private bool AllRequired(HashSet<int> lines) => query.RequiredLines.ToArray().All(l => lines.Contains(l.Value));

    private void Finish(Outcome outcome)
    {
        Ways++;
        var late = !Relaxed(Relaxations.Deadline) && outcome.Arrival > query.LatestArrival;
        if (!late && outcome.Boardings <= query.MaxBoardings)
        {
            all.Add(outcome);
        }
    }
}
