namespace Qujiang.Routing.Engine;

public sealed partial class Search
{
    /// <summary>An answer of the last run with its legs.</summary>
    /// <param name="number">Its place in <see cref="Outcomes"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such answer.</exception>
    public Itinerary GetItinerary(int number)
    {
        var answer = settled.Get(number);
        var legs = new List<Leg>();
        var label = answer.Label;
        while (label >= 0 && labels.Parent(label) >= 0)
        {
            legs.Add(LegOf(label));
            label = labels.Parent(label);
        }

        legs.Reverse();
        return new(Outcomes[number], label >= 0 ? labels.Step(label).Row : -1, answer.Destination, legs);
    }

    /// <summary>The free room along a leg of the last run's version, read now: the least of each dimension.</summary>
    public Capacity FreeRoom(in Leg leg)
    {
        if (leg.Kind == LegKind.Drive)
        {
            return leg.Pool == PoolIndex.Unlimited ? Unlimited : version.Pools[leg.Pool.Value].Get(leg.PoolDay);
        }

        var line = version.Lines[leg.Line.Value];
        var row = Array.IndexOf(line.Movements, leg.Movement.Value);
        var room = Unlimited;
        for (var segment = leg.BoardCall; segment < leg.AlightCall; segment++)
        {
            room = Capacity.Min(room, line.GetRemaining(segment, row));
        }

        return room;
    }

    private static Capacity Unlimited => new(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue);

    private Leg LegOf(int label)
    {
        var step = labels.Step(label);
        var spent = labels.Value(label) - labels.Value(labels.Parent(label));
        var cost = new Cost(spent[1], spent[2]);
        return step.Line >= 0 ? RideOf(step, cost) : DriveOf(step, cost);
    }

    private Leg RideOf(in Step step, Cost cost)
    {
        var line = version.Lines[step.Line];
        return new()
        {
            Kind = LegKind.Ride,
            From = line.Pattern.Terminals[step.Board],
            To = line.Pattern.Terminals[step.Alight],
            CutOff = line.Latest(step.Board, step.Row),
            Departure = line.Departure(step.Board, step.Row),
            Arrival = line.Arrival(step.Alight, step.Row),
            Available = line.Available(step.Alight, step.Row),
            Cost = cost,
            Line = line.Index,
            Movement = new(line.Movements[step.Row]),
            BoardCall = step.Board,
            AlightCall = step.Alight,
            Lane = new(-1),
            Pool = PoolIndex.Unlimited,
        };
    }

    private Leg DriveOf(in Step step, Cost cost)
    {
        var lane = version.Lanes[step.Lane.Value]!;
        var arrival = step.Row + lane.DurationsOf(query.Traits).At(step.Row);
        return new()
        {
            Kind = LegKind.Drive,
            From = lane.From,
            To = lane.To,
            CutOff = step.Row - lane.Loading,
            Departure = step.Row,
            Arrival = arrival,
            Available = arrival + lane.Handling,
            Cost = cost,
            Line = new(-1),
            Movement = new(-1),
            Lane = lane.Index,
            Pool = lane.Pool,
            PoolDay = timetable.PoolDayOf(step.Row),
        };
    }
}
