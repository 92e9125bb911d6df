using Qujiang.Routing.Engine.Tests.Oracle;
using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests;

/// <summary>
/// How much work searches do, counted and not timed, so the same on every machine: a bound that is no longer tight, or a rule that no
/// longer drops what it could, leaves every answer right and shows only here. The numbers are what was counted; set them anew
/// when a change makes them fall, and raise one only for a change that is faster all the same.
/// </summary>
public sealed class EffortTests(ITestOutputHelper output)
{
    [Fact]
    public void A_search_creates_expands_and_looks_up_no_more_than_it_has_to() =>
        Count(40, (search, query) => search.Run(query)).ShouldBeAbout(new(Created: 3145, Expanded: 3963, LookedUp: 10180, Dominated: 5830));

    [Fact]
    public void Nor_does_one_without_cut_offs() =>
        Count(20, (search, query) => search.Run(query with { Relax = Relaxations.CutOffs }))
            .ShouldBeAbout(new(Created: 1431, Expanded: 1812, LookedUp: 10076, Dominated: 5959));

    [Fact]
    public void Nor_does_a_search_of_a_range() =>
        Count(12, (search, query) => search.RunRange(query, 12 * 3600))
            .ShouldBeAbout(new(Created: 3502, Expanded: 7449, LookedUp: 7679, Dominated: 5170));

    [Fact]
    public void A_search_that_is_warm_allocates_next_to_nothing()
    {
        var maker = new BusyWorldMaker(6);
        var world = maker.Make(terminals: 70, lines: 90, movements: 6, days: 4);
        var timetable = world.Build();
        var table = new CostTable(timetable, new WorldCosts(world));
        var search = new Search(timetable);
        Query[] queries = [.. Enumerable.Range(0, 20).Select(_ => maker.Query(world, table))];
        Run();
        Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        // Nothing at all in a release build; without optimisation asking an enum for a flag boxes it.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(queries.Length * 1000);

        void Run()
        {
            foreach (var query in queries)
            {
                search.Run(query);
            }
        }
    }

    [Fact]
    public void Bounds_computed_beforehand_are_those_computed_when_needed()
    {
        var maker = new BusyWorldMaker(5);
        var world = maker.Make(terminals: 70, lines: 90, movements: 6, days: 4);
        var timetable = world.Build();
        var (later, before) = (new CostTable(timetable, new WorldCosts(world)), new CostTable(timetable, new WorldCosts(world)));
        before.PrecomputeBounds();
        var search = new Search(timetable);
        for (var i = 0; i < 40; i++)
        {
            // To one destination at no extra cost: other bounds are the query's own.
            var query = maker.Query(world, later) with
            {
                Destinations = new Seed[] { new(new(i % world.Terminals), 0) },
            };
            search.Run(query);
            var (outcomes, counters) = (search.Outcomes.ToArray(), search.Counters);
            search.Run(query with { Costs = before });
            search.Outcomes.ToArray().ShouldBe(outcomes);
            search.Counters.ShouldBe(counters);
        }
    }

    private Effort Count(int queries, Action<Search, Query> run)
    {
        var effort = new Effort();
        for (var seed = 1; seed <= 4; seed++)
        {
            var maker = new BusyWorldMaker(seed);
            var world = maker.Make(terminals: 9 * seed * seed, lines: 40 + (20 * seed), movements: 10, days: 4);
            var timetable = world.Build();
            var table = new CostTable(timetable, new WorldCosts(world));
            var search = new Search(timetable);
            for (var i = 0; i < queries; i++)
            {
                run(search, maker.Query(world, table));
                var c = search.Counters;
                effort = new(
                    effort.Created + c.Created,
                    effort.Expanded + c.Expanded,
                    effort.LookedUp + c.LookedUp,
                    effort.Dominated + c.Dominated
                );
            }
        }

        output.WriteLine($"{effort}");
        return effort;
    }
}

/// <summary>Sums of <see cref="SearchCounters"/>.</summary>
internal readonly record struct Effort(long Created, long Expanded, long LookedUp, long Dominated)
{
    /// <summary>At most a twentieth more, and not so much less that the number no longer tells anything.</summary>
    public void ShouldBeAbout(Effort counted)
    {
        Created.ShouldBeInRange(counted.Created * 4 / 5, counted.Created * 21 / 20, "labels created");
        Expanded.ShouldBeInRange(counted.Expanded * 4 / 5, counted.Expanded * 21 / 20, "labels expanded");
        LookedUp.ShouldBeInRange(counted.LookedUp * 4 / 5, counted.LookedUp * 21 / 20, "departures looked up");
        Dominated.ShouldBeInRange(counted.Dominated * 4 / 5, counted.Dominated * 21 / 20, "ways dropped at a bag");
    }
}
