using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

public sealed partial class Search
{
    private readonly RangeAnswers range = new();
    private readonly List<OpenWays> opened = [];
    private readonly List<int> shifts = [];
    private int firstOpened;
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
        for (var i = 0; i < inOrder.Count; )
        {
            var shift = EventAt(i).Shift;
            labels.BeginLayer();
            opened.Clear();
            firstOpened = labels.Count;
            range.BeginDeparture(shift);
            while (i < inOrder.Count && EventAt(i).Shift == shift)
            {
                i = Begin(i);
            }

            for (round = 0; round <= maxBoardings; round++)
            {
                answers = range.Round(round);
                ExpandRound();
            }

            range.EndDeparture();
        }

        foreach (ref readonly var found in range.Found)
        {
            shifts.Add(found.Shift);
            settled.Append(found.Value, found.Ending);
        }
    }

    /// <summary>Puts the cargo at an origin just in time, with no ways out but those that it is just in time for.</summary>
    /// <returns>The first event that is about another origin or moment.</returns>
    private int Begin(int first)
    {
        var (shift, origin, _) = EventAt(first);
        var end = first;
        while (end < inOrder.Count && EventAt(end).Shift == shift && EventAt(end).Origin == origin)
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
            var all = boardings.Edges.Length + version.LanesFrom[seed.Terminal.Value].Length;
            var done = labels.Done(label, all);
            done.Fill(uint.MaxValue);
            var open = new OpenWays(all, 0);
            for (var i = first; i < end; i++)
            {
                open = open.With(Open(EventAt(i).Place, boardings.Edges, all, done));
            }

            opened.Add(open);
        }

        return end;
    }

    /// <summary>Opens the ways of an event and says which they are, or between which they are.</summary>
    private static OpenWays Open(int place, Edge[] edges, int all, Span<uint> done)
    {
        if (place == Everywhere)
        {
            done.Clear();
            return new(0, all);
        }

        // The rides from a place follow each other, places in ascending order.
        var first = place < 0 ? edges.Length + ~place : FirstFrom(place, edges);
        var end = first + 1;
        while (place >= 0 && end < edges.Length && edges[end].Place == place)
        {
            end++;
        }

        for (var way = first; way < end; way++)
        {
            done[way >> 5] &= ~(1u << way);
        }

        return new(first, end);
    }

    private static int FirstFrom(int place, Edge[] edges)
    {
        var (low, high) = (0, edges.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = edges[middle].Place < place ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Of the ways out of a node those that were opened for a label, if it is one that begins at this departure; otherwise all.</summary>
    private void Narrow(int label, ref int start, ref int end)
    {
        if (label - firstOpened < opened.Count)
        {
            var open = opened[label - firstOpened];
            (start, end) = (ways.FirstFrom(open.First, start, end), ways.FirstFrom(open.End, start, end));
        }
    }

    /// <summary>The ways from one number up to another, not included, among which are all that are open.</summary>
    private readonly record struct OpenWays(int First, int End)
    {
        public OpenWays With(OpenWays other) => new(Math.Min(First, other.First), Math.Max(End, other.End));
    }
}
