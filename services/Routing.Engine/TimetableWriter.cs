using System.Runtime.InteropServices;

namespace Qujiang.Routing.Engine;

/// <summary>What the one writer of a timetable knows beyond what searches need: where each movement is, and what is about to change.</summary>
internal sealed class TimetableWriter
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

    /// <summary>The next version. Bounds fall before any search can see what made them fall.</summary>
    public TimetableVersion Commit(TimetableVersion version)
    {
        var faster = false;
        if (dirty.Count > 0)
        {
            var lines = new List<LineBlock>(version.Lines);
            var newLines = lines.Count;
            faster = LowerTimes(version);
            foreach (var pattern in dirty)
            {
                Rebuild(pattern, lines);
            }

            version = version with { Lines = [.. lines], MostRoom = MostRoom(version, lines) };
            version = Boardings.With(version, [.. dirty.SelectMany(p => p.Chains)], newLines);
        }

        version = roads.Apply(version, Changes, ref faster);
        version = Boardings.Grown(version);
        undo.Clear();
        return faster ? version with { BoundsEpoch = version.BoundsEpoch + 1 } : version;
    }

    private int[] MostRoom(TimetableVersion version, List<LineBlock> lines)
    {
        var most = new int[lines.Count];
        version.MostRoom.CopyTo(most, 0);
        foreach (var line in dirty.SelectMany(p => p.Chains))
        {
            most[line.Value] = lines[line.Value].MostRoom();
        }

        return most;
    }

    private bool LowerTimes(TimetableVersion version)
    {
        var faster = new HashSet<Pattern>();
        foreach (var arrival in arrivals)
        {
            if (arrival.Live && arrival.Pattern.Shortest.Lower(CallsOf(arrival)))
            {
                faster.Add(arrival.Pattern);
            }
        }

        foreach (var line in faster.SelectMany(p => p.Chains))
        {
            Boardings.LowerTimes(version, version.Lines[line.Value]);
        }

        return faster.Count > 0;
    }

    private void Rebuild(Pattern pattern, List<LineBlock> lines)
    {
        var count = 0;
        foreach (var line in pattern.Chains)
        {
            foreach (var movement in lines[line.Value].Movements)
            {
                count += places[movement].Line == line.Value ? 1 : 0;
            }
        }

        for (var at = pattern.FirstArrival; at >= 0; at = arrivals[at].Next)
        {
            count += arrivals[at].Live ? 1 : 0;
        }

        var all = new LineBlock(default, pattern, count, MainDimension(pattern, lines), []);
        var row = 0;
        foreach (var line in pattern.Chains)
        {
            var block = lines[line.Value];
            for (var from = 0; from < block.Count; from++)
            {
                if (places[block.Movements[from]].Line == line.Value)
                {
                    all.CopyRow(row++, block, from);
                }
            }
        }

        for (var at = pattern.FirstArrival; at >= 0; at = arrivals[at].Next)
        {
            var arrival = arrivals[at];
            if (arrival.Live)
            {
                all.Movements[row] = arrival.Movement;
                all.SetTimes(row, CallsOf(arrival));
                for (var s = 0; s < all.Segments; s++)
                {
                    all.SetRemaining(s, row, rooms[arrival.FirstRoom + s]);
                }

                row++;
            }
        }

        pattern.FirstArrival = -1;
        Chains.Deal(all, lines);
        foreach (var line in pattern.Chains)
        {
            var block = lines[line.Value];
            for (var at = 0; at < block.Count; at++)
            {
                places[block.Movements[at]] = new(line.Value, at);
            }
        }
    }

    /// <summary>The dimension that the first movement with any room has room of; it stays the same for as long as there are movements.</summary>
    private int MainDimension(Pattern pattern, List<LineBlock> lines)
    {
        foreach (var line in pattern.Chains)
        {
            if (lines[line.Value].Count > 0)
            {
                return lines[line.Value].MainDimension;
            }
        }

        for (var at = pattern.FirstArrival; at >= 0; at = arrivals[at].Next)
        {
            for (var d = 0; d < Capacity.Dimensions; d++)
            {
                if (rooms[arrivals[at].FirstRoom][d] != 0)
                {
                    return d;
                }
            }
        }

        return 0;
    }

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
