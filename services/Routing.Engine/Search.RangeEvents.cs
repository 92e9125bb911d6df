namespace Qujiang.Routing.Engine;

public sealed partial class Search
{
    /// <summary>The place of an event that opens every way.</summary>
    private const int Everywhere = int.MaxValue;

    private readonly List<DepartureEvent> events = [];

    // Of each event how long before the end of the window it is, and its number: a sort of plain numbers.
    private readonly List<long> inOrder = [];

    /// <summary>The event at this place in the order from the latest to the earliest.</summary>
    private DepartureEvent EventAt(int place) => events[(int)(uint)inOrder[place]];

    /// <summary>Every moment within the window at which something can just be caught, and its end; the latest first.</summary>
    private void ListEvents(int window)
    {
        events.Clear();
        inOrder.Clear();
        var origins = query.Origins.Span;
        for (var i = 0; i < origins.Length; i++)
        {
            var terminal = origins[i].Terminal.Value;
            var ready = origins[i].Time;
            Add(window, window, i, Everywhere);
            ListBoardings(i, terminal, ready, window, lane: 0);
            var lanes = version.LanesFrom[terminal];
            for (var lane = 0; lane < lanes.Length; lane++)
            {
                Add(window, 0, i, ~lane);
                ListBoardings(i, lanes[lane].To.Value, ready + ShortestOf(lanes[lane]), window, ~lane);
            }
        }

        inOrder.Sort();
    }

    private void Add(int window, int shift, int origin, int place)
    {
        inOrder.Add(((long)(window - shift) << 32) | (uint)events.Count);
        events.Add(new(shift, origin, place));
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
        var (places, edges) = version.Boardings[terminal];
        var leadsOn = queryBounds.At(stages.ViaCount).Row(LowerBounds.Top);
        var way = 0;
        for (var place = 0; place < places.Length; place++)
        {
            var useful = stages.ViaCount > 0;
            for (; way < edges.Length && edges[way].Place == place; way++)
            {
                useful |= leadsOn.Has(edges[way].Target);
            }

            if (!useful)
            {
                continue;
            }

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

                Add(window, (int)shift, origin, lane == 0 ? place : lane);
            }
        }
    }

    /// <param name="Shift">How much later than the query says.</param>
    /// <param name="Origin">Number of the origin.</param>
    /// <param name="Place">Boarding place at its terminal; or a lane from there, as its complement.</param>
    private readonly record struct DepartureEvent(int Shift, int Origin, int Place);
}
