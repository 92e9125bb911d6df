using System.Runtime.InteropServices;

namespace Qujiang.Routing.Engine;

/// <summary>What the one writer of a timetable knows beyond what searches need: where each movement is, and what is about to change.</summary>
internal sealed partial class TimetableWriter
{
    private const int Nowhere = -1;
    private const int Waiting = -2;

    private readonly PatternIndex patterns = new();
    private readonly List<Place> places = [];
    private readonly List<(int Movement, Place Before)> undo = [];
    private readonly List<Arrival> arrivals = [];
    private readonly List<Call> calls = [];
    private readonly List<Capacity> rooms = [];
    private readonly HashSet<Pattern> dirty = [];
    private readonly RoadChanges roads = new();

    /// <summary>Changes of free room, for searches that are under way.</summary>
    public ChangeLog Changes { get; } = new();

    public void Begin()
    {
        undo.Clear();
        arrivals.Clear();
        calls.Clear();
        rooms.Clear();
        foreach (var pattern in dirty)
        {
            // Still set if the batch was not committed.
            pattern.FirstArrival = -1;
        }

        dirty.Clear();
        roads.Clear();
    }

    /// <summary>Puts every movement back where it was.</summary>
    public void Abandon()
    {
        for (var i = undo.Count - 1; i >= 0; i--)
        {
            places[undo[i].Movement] = undo[i].Before;
        }

        Begin();
    }

    public MovementIndex Add(in MovementPlan plan)
    {
        places.Add(new(Nowhere, 0));
        var movement = places.Count - 1;
        Await(movement, plan);
        return new(movement);
    }

    public void Replace(TimetableVersion version, MovementIndex movement, in MovementPlan plan)
    {
        Cancel(version, movement);
        Await(movement.Value, plan);
    }

    public void Cancel(TimetableVersion version, MovementIndex movement)
    {
        var place = PlaceOf(movement);
        if (place.Line >= 0)
        {
            dirty.Add(version.Lines[place.Line].Pattern);
        }

        Move(movement.Value, new(Nowhere, 0));
    }

    public int DropDepartedBefore(TimetableVersion version, int time)
    {
        var dropped = 0;
        foreach (var block in version.Lines)
        {
            for (var row = 0; row < block.Count && block.Departure(block.Segments - 1, row) < time; row++)
            {
                var movement = block.Movements[row];
                if (places[movement].Line == block.Index.Value)
                {
                    Move(movement, new(Nowhere, 0));
                    dirty.Add(block.Pattern);
                    dropped++;
                }
            }
        }

        return dropped;
    }

    public LaneIndex AddLane(TimetableVersion version, LanePlan plan) => roads.AddLane(version, plan);

    public void ReplaceLane(TimetableVersion version, LaneIndex lane, LanePlan? plan) => roads.ReplaceLane(version, lane, plan);

    public void SetPoolDay(PoolIndex pool, int day, in Capacity room) => roads.SetPoolDay(pool, day, room);

    public bool SetRemaining(TimetableVersion version, MovementIndex movement, int segment, in Capacity remaining)
    {
        if (!Find(version, movement, segment, out var block, out var row))
        {
            return false;
        }

        Changes.Begin(block, row, segment, block.GetRemaining(segment, row), remaining);
        ref var most = ref version.MostRoom[block.Index.Value];
        if (remaining[block.MainDimension] > most)
        {
            Volatile.Write(ref most, remaining[block.MainDimension]);
        }

        block.SetRemaining(segment, row, remaining);
        Changes.Finish();
        return true;
    }

    public Capacity? GetRemaining(TimetableVersion version, MovementIndex movement, int segment) =>
        Find(version, movement, segment, out var block, out var row) ? block.GetRemaining(segment, row) : null;

    public MovementInfo? Get(TimetableVersion version, MovementIndex movement) =>
        PlaceOf(movement) is { Line: >= 0 } place ? MovementInfo.Of(version.Lines[place.Line], place.Row) : null;

    private void Await(int movement, in MovementPlan plan)
    {
        var pattern = patterns.Find(plan);
        dirty.Add(pattern);
        Move(movement, new(Waiting, arrivals.Count));
        arrivals.Add(new(movement, pattern, calls.Count, rooms.Count, pattern.FirstArrival, Live: true));
        pattern.FirstArrival = arrivals.Count - 1;
        calls.AddRange(plan.Calls);
        rooms.AddRange(plan.Remaining);
    }

    private void Move(int movement, Place to)
    {
        var before = places[movement];
        if (before.Line == Waiting)
        {
            arrivals[before.Row] = arrivals[before.Row] with { Live = false };
        }

        undo.Add((movement, before.Line == Waiting ? new(Nowhere, 0) : before));
        places[movement] = to;
    }

    private ReadOnlySpan<Call> CallsOf(in Arrival arrival) =>
        CollectionsMarshal.AsSpan(calls).Slice(arrival.FirstCall, arrival.Pattern.Terminals.Length);

    private bool Find(TimetableVersion version, MovementIndex movement, int segment, out LineBlock block, out int row)
    {
        var place = PlaceOf(movement);
        if (place.Line < 0)
        {
            (block, row) = (null!, 0);
            return false;
        }

        (block, row) = (version.Lines[place.Line], place.Row);
        ArgumentOutOfRangeException.ThrowIfNegative(segment);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(segment, block.Segments);
        return true;
    }

    private Place PlaceOf(MovementIndex movement)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(movement.Value);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(movement.Value, places.Count);
        return places[movement.Value];
    }

    /// <summary>The line and row of a movement, or where it waits to be committed.</summary>
    private readonly record struct Place(int Line, int Row);

    /// <summary>A movement on its way into the timetable.</summary>
    private readonly record struct Arrival(int Movement, Pattern Pattern, int FirstCall, int FirstRoom, int Next, bool Live);
}
