using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>What a search did, to be measured.</summary>
/// <param name="Created">Labels that entered a bag.</param>
/// <param name="Expanded">Labels from which lines were boarded.</param>
/// <param name="LookedUp">Ways that no answer beat even if they left at once, so that their departure was looked up.</param>
/// <param name="Dominated">Ways dropped because the bag they led to had something as good.</param>
/// <param name="Attempts">How often it had to begin, because room that it had looked at changed meanwhile; 1 if nothing disturbed it.</param>
public readonly record struct SearchCounters(int Created, int Expanded, int LookedUp, int Dominated, int Attempts);

/// <summary>
/// Finds every undominated way. One thread at a time may use a search; keep it for the next query, as it keeps its memory.
/// How it works is told in README.md beside this file.
/// </summary>
/// <param name="timetable">What to search.</param>
public sealed partial class Search(Timetable timetable)
{
    /// <summary>Later than any arrival, and a time less this is still an int.</summary>
    private const int NoDeadline = 1 << 30;

    /// <summary>Runs before a search that is disturbed each time makes the writer wait.</summary>
    private const int Attempts = 4;

    private readonly Labels labels = new();
    private readonly ParetoBags bags = new();
    private readonly Answers single = new();
    private readonly Settled settled = new();
    private readonly Stages stages = new();
    private readonly QueryBounds queryBounds = new();
    private readonly Wants wants = new();
    private readonly WayCache ways = new();
    private readonly Footprint footprint = new();

    private Answers answers = null!;
    private Query query = null!;
    private TimetableVersion version = TimetableVersion.Empty;
    private PriceList prices = PriceList.Empty;
    private int terminals;
    private int firstDestination;
    private int lastDestination;
    private int latestArrival;
    private int maxBoardings;
    private int round;
    private bool relaxCutOffs;
    private bool restricted;
    private int created;
    private int expanded;
    private int lookedUp;
    private int dominated;
    private int attempts;

    /// <summary>The undominated answers of the last run, in ascending order of arrival, price, CO2e and boardings.</summary>
    public ReadOnlySpan<Outcome> Outcomes => settled.Outcomes;

    /// <summary>What the last run did.</summary>
    public SearchCounters Counters => new(created, expanded, lookedUp, dominated, attempts);

    /// <summary>Runs a query and says how many undominated answers there are; one of each set of equal ones is kept.</summary>
    /// <exception cref="ArgumentException">A terminal that does not exist, a negative amount, or too many boardings or wishes.</exception>
    public int Run(Query query)
    {
        QueryCheck.Check(query, timetable);
        return Settle(query, window: -1);
    }

    /// <summary>Searches until nothing that was read changed meanwhile; after some attempts the writer has to wait.</summary>
    private int Settle(Query query, int window)
    {
        for (attempts = 1; attempts <= Attempts; attempts++)
        {
            if (TrySettle(query, window))
            {
                return settled.Count;
            }
        }

        lock (timetable.Writing)
        {
            TrySettle(query, window);
        }

        return settled.Count;
    }

    /// <summary>Searches once; false if room that had been looked at changed meanwhile, so that the answers may be right for no moment at all.</summary>
    private bool TrySettle(Query query, int window)
    {
        var position = timetable.Changes.Position;
        isRange = window >= 0;
        Begin(query);
        if (isRange)
        {
            SearchRange(window);
        }
        else
        {
            SearchOnce();
        }

        return !timetable.Changes.AnyMattered(position, footprint, version, query);
    }

    private void SearchOnce()
    {
        answers = single;
        answers.Clear();
        OfferDirect();
        SeedOrigins();
        for (round = 0; round <= maxBoardings; round++)
        {
            answers.Admit(round);
            ExpandRound();
        }

        answers.CopyTo(settled);
        settled.Sort();
    }

    private void ExpandRound()
    {
        for (var boardings = 0; boardings < round; boardings++)
        {
            for (var label = labels.First(boardings); label >= 0; label = labels.Next(label))
            {
                Expand(label);
            }
        }
    }

    private void OfferDirect()
    {
        if (query.Direct is { } direct && stages.Count == 1 && direct.Boardings <= maxBoardings && direct.Arrival <= latestArrival)
        {
            answers.Offer(Vector128.Create(direct.Arrival, direct.Cost.Price, direct.Cost.Co2, direct.Boardings), new(-1, -1));
        }
    }

    private void Begin(Query query)
    {
        this.query = query;
        (created, expanded, lookedUp, dominated) = (0, 0, 0, 0);
        maxBoardings = query.MaxBoardings;
        relaxCutOffs = query.Relax.HasFlag(Relaxations.CutOffs);
        restricted = query.AllowedModes != uint.MaxValue || query.Traits != 0 || !query.AvoidedLines.IsEmpty;
        wants.Begin(query);
        (firstDestination, lastDestination) = (int.MaxValue, -1);
        foreach (ref readonly var seed in query.Destinations.Span)
        {
            firstDestination = Math.Min(firstDestination, seed.Terminal.Value);
            lastDestination = Math.Max(lastDestination, seed.Terminal.Value);
        }

        latestArrival = query.Relax.HasFlag(Relaxations.Deadline) ? NoDeadline : Math.Min(query.LatestArrival, NoDeadline);
        do
        {
            version = timetable.Current;
        } while (!TryPrices());

        terminals = version.Terminals;
        stages.Begin(query);
        queryBounds.Begin(query, stages, version, prices);
        labels.Clear();
        bags.Clear(terminals * stages.Count);
        ways.Clear(terminals * stages.Count);
        footprint.Clear();
        settled.Clear();
        shifts.Clear();
    }

    private bool TryPrices()
    {
        if (query.Costs.TryPrices(version) is not { } known)
        {
            return false;
        }

        prices = known;
        return true;
    }

    private void SeedOrigins()
    {
        var origins = query.Origins.Span;
        for (var i = 0; i < origins.Length; i++)
        {
            ref readonly var seed = ref origins[i];
            var value = Vector128.Create(seed.Time, seed.Cost.Price, seed.Cost.Co2, seed.Boardings);
            Reach(value, seed.Terminal.Value, 0, -1, new(Step.Origin, i, 0, 0));
        }
    }

    /// <summary>A way to a terminal, not yet held against the answers.</summary>
    private void Reach(Vector128<int> value, int terminal, int stage, int parent, in Step step)
    {
        while (stages.IsNextVia(stage, terminal))
        {
            if (!stages.MustStay(stage))
            {
                KeepUnlessLookedUp(value, terminal, stage, parent, step);
            }

            value += Vector128.CreateScalar(stages.Via(stages.ViasPassed(stage)).MinimumStay);
            stage++;
        }

        KeepUnlessLookedUp(value, terminal, stage, parent, step);
    }

    private void KeepUnlessLookedUp(Vector128<int> value, int terminal, int stage, int parent, in Step step)
    {
        if (value[3] > maxBoardings || !queryBounds.At(stages.ViasPassed(stage)).TryGet(terminal, LowerBounds.Top, out var left))
        {
            return;
        }

        var bound = value + left;
        if (bound[0] <= latestArrival && !answers.Dominates(bound.WithElement(3, int.MaxValue)))
        {
            Keep(value, terminal, stage, parent, step);
        }
    }

    /// <summary>Keeps a label unless something at its node is as good, and an answer if its terminal is a destination.</summary>
    private void Keep(Vector128<int> value, int terminal, int stage, int parent, in Step step)
    {
        var node = (stage * terminals) + terminal;
        if (bags.Dominates(node, value))
        {
            dominated++;
            return;
        }

        KeepUndominated(value, terminal, stage, node, parent, step);
    }

    /// <summary>Keeps a label that nothing at its node is as good as.</summary>
    private void KeepUndominated(Vector128<int> value, int terminal, int stage, int node, int parent, in Step step)
    {
        created++;
        var label = labels.Add(value, node, parent, step);
        bags.Add(node, value, label, labels);
        if (stage == stages.Last)
        {
            Answer(value, terminal, label);
        }
    }

    private void Answer(Vector128<int> value, int terminal, int label)
    {
        // Few labels are at a destination, and this tells most of them without a look at the query.
        if (terminal < firstDestination || terminal > lastDestination)
        {
            return;
        }

        var destinations = query.Destinations.Span;
        for (var i = 0; i < destinations.Length; i++)
        {
            ref readonly var seed = ref destinations[i];
            if (seed.Terminal.Value == terminal)
            {
                var arrived = value + Vector128.Create(seed.Time, seed.Cost.Price, seed.Cost.Co2, seed.Boardings);
                if (arrived[0] <= latestArrival && arrived[3] <= maxBoardings)
                {
                    Offer(arrived, new(label, i));
                }
            }
        }
    }

    private void Offer(Vector128<int> arrived, Ending ending)
    {
        if (isRange)
        {
            range.Offer(arrived, ending);
        }
        else
        {
            answers.Offer(arrived, ending);
        }
    }
}
