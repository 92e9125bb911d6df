using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

public sealed partial class Search
{
    /// <summary>The place of an event that opens every way.</summary>
    private const int Everywhere = int.MaxValue;

    private readonly RangeAnswers range = new();
    private readonly List<DepartureEvent> events = [];
    private readonly List<int> shifts = [];
    private bool isRange;

    /// <summary>
    /// Of each of <see cref="Outcomes"/> after <see cref="RunRange"/> how many seconds later than the query's origins say the cargo may
    /// be ready and still have it.
    /// </summary>
    public IReadOnlyList<int> Shifts => shifts;

    /// <summary>
    /// Runs a query for every time of readiness from what its origins say to so many seconds later, and says how many answers there are
    /// that no other with as late a readiness dominates. They are in descending order of readiness. A way begins when
    /// something can just be caught at an origin or after one lane from there, or as late as the window allows. The query's direct seed is left out.
    /// </summary>
    /// <exception cref="ArgumentException">As <see cref="Run"/>, or a negative window.</exception>
    public int RunRange(Query query, int window)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(window);
        QueryCheck.Check(query, timetable);
        return Settle(query, window);
    }

    private void SearchRange(int window)
    {
        ListEvents(window);
        range.Clear(maxBoardings);
        for (var i = 0; i < events.Count; )
        {
            var shift = events[i].Shift;
            labels.BeginLayer();
            range.BeginDeparture(shift);
            while (i < events.Count && events[i].Shift == shift)
            {
                i = Begin(i);
            }

            for (round = 0; round <= maxBoardings; round++)
            {
                answers = range.Round(round);
                ExpandRound();
            }
        }

        foreach (var found in range.InOrder())
        {
            shifts.Add(found.Shift);
            settled.Append(found.Value, found.Ending);
        }
    }

    /// <summary>Puts the cargo at an origin just in time, with no ways out but those that it is just in time for.</summary>
    /// <returns>The first event that is about another origin or moment.</returns>
    private int Begin(int first)
    {
        var (shift, origin, _) = events[first];
        var end = first;
        while (end < events.Count && events[end].Shift == shift && events[end].Origin == origin)
        {
            end++;
        }

        ref readonly var seed = ref query.Origins.Span[origin];
        var value = Vector128.Create(seed.Time + shift, seed.Cost.Price, seed.Cost.Co2, seed.Boardings);
        var label = labels.Count;

        // Only what needs as few vehicles may stop the cargo here: its ways are held against the others when their round comes.
        answers = range.Round(seed.Boardings);
        Reach(value, seed.Terminal.Value, 0, -1, new(Step.Origin, origin, 0, 0));
        for (; label < labels.Count; label++)
        {
            var boardings = version.Boardings[seed.Terminal.Value];
            var done = labels.Done(label, boardings.Edges.Length + version.LanesFrom[seed.Terminal.Value].Length);
            done.Fill(uint.MaxValue);
            for (var i = first; i < end; i++)
            {
                Open(events[i].Place, boardings, done);
            }
        }

        return end;
    }

    private static void Open(int place, TerminalBoardings boardings, Span<uint> done)
    {
        if (place == Everywhere)
        {
            done.Clear();
        }
        else if (place < 0)
        {
            var lane = boardings.Edges.Length + ~place;
            done[lane >> 5] &= ~(1u << lane);
        }

        for (var way = 0; way < boardings.Edges.Length; way++)
        {
            if (boardings.Edges[way].Place == place)
            {
                done[way >> 5] &= ~(1u << way);
            }
        }
    }

    /// <summary>Every moment within the window at which something can just be caught, and its end; the latest first.</summary>
    private void ListEvents(int window)
    {
        events.Clear();
        var origins = query.Origins.Span;
        for (var i = 0; i < origins.Length; i++)
        {
            var terminal = origins[i].Terminal.Value;
            var ready = origins[i].Time;
            events.Add(new(window, i, Everywhere));
            ListBoardings(i, terminal, ready, window, lane: 0);
            var lanes = version.LanesFrom[terminal];
            for (var lane = 0; lane < lanes.Length; lane++)
            {
                events.Add(new(0, i, ~lane));
                ListBoardings(i, lanes[lane].To.Value, ready + ShortestOf(lanes[lane]), window, ~lane);
            }
        }

        events.Sort();
    }

    /// <param name="origin">Number of the origin.</param>
    /// <param name="terminal">Where to board.</param>
    /// <param name="ready">When the cargo can be there first.</param>
    /// <param name="window">How much later it may be there.</param>
    /// <param name="lane">The lane it comes by, as its complement; 0 if it is there already.</param>
    private void ListBoardings(int origin, int terminal, int ready, int window, int lane)
    {
        // At a via the cargo can be in time for a departure before it has stayed, after one stay, after the next...
        for (var stage = 0; ; stage++)
        {
            ListBoardingsAt(origin, terminal, ready, window, lane);
            if (!stages.IsNextVia(stage, terminal))
            {
                return;
            }

            ready += stages.Via(stage).MinimumStay;
        }
    }

    private void ListBoardingsAt(int origin, int terminal, int ready, int window, int lane)
    {
        var places = version.Boardings[terminal].Places;
        for (var place = 0; place < places.Length; place++)
        {
            var line = version.Lines[places[place].LineNumber];
            var row = FirstInTime(places[place], ready);
            for (; row < line.Count; row++)
            {
                var latest = relaxCutOffs ? line.Departure(places[place].Call, row) : line.Latest(places[place].Call, row);
                var shift = (long)latest - ready;
                if (shift > window)
                {
                    break;
                }

                events.Add(new((int)shift, origin, lane == 0 ? place : lane));
            }
        }
    }

    /// <param name="Shift">How much later than the query says.</param>
    /// <param name="Origin">Number of the origin.</param>
    /// <param name="Place">Boarding place at its terminal; or a lane from there, as its complement.</param>
    private readonly record struct DepartureEvent(int Shift, int Origin, int Place) : IComparable<DepartureEvent>
    {
        public int CompareTo(DepartureEvent other)
        {
            var order = other.Shift.CompareTo(Shift);
            order = order != 0 ? order : Origin.CompareTo(other.Origin);
            return order != 0 ? order : Place.CompareTo(other.Place);
        }
    }
}
