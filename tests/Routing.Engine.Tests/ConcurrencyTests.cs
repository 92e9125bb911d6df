using System.Collections.Concurrent;
using Qujiang.Routing.Engine.Tests.Oracle;
using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests;

/// <summary>Searches while another thread changes room, times and calls: each search must be right for one moment of its duration.</summary>
public sealed class ConcurrencyTests(ITestOutputHelper output)
{
    private static readonly int Worlds = Scale.Of(150);
    private const int ChangesPerWorld = 300;

    [Fact]
    public void Every_answer_is_right_for_one_version_that_existed_meanwhile()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var searches = 0;
        var disturbed = 0;
        for (var i = 0; i < Worlds; i++)
        {
            var (run, changing) = SearchWhileChanging(seed + i);
            searches += run;
            disturbed += changing;
        }

        output.WriteLine(
            $"{Worlds} worlds, {Worlds * ChangesPerWorld} changes, {searches} searches, {disturbed} of them while something changed"
        );
        disturbed.ShouldBeGreaterThan(0);
    }

    /// <summary>
    /// A movement that comes to be faster lowers the least time of its rides in place while the search is between adding up a way and looking up its departure:
    /// the two must not take different ones. This world meets it in about a quarter of the runs.
    /// </summary>
    [Fact]
    public void A_ride_that_becomes_shorter_meanwhile_is_not_given_up()
    {
        for (var i = 0; i < 200; i++)
        {
            SearchWhileChanging(33_212_046);
        }
    }

    private static (int Searches, int Disturbed) SearchWhileChanging(int seed)
    {
        var maker = new WorldMaker(seed);
        var world = maker.Make();
        var timetable = world.Build();
        var costs = new WorldCosts(world);
        var table = new CostTable(timetable, costs);
        var query = maker.Query(world, table) with { Demand = new(100), Relax = Relaxations.None };
        var mutator = new WorldMutator(world, timetable, maker);

        // Answers by version: version n is what there is after n changes. A search sees one of those between its start and its end.
        var expected = new List<List<Outcome>>(ChangesPerWorld + 1);
        var changes = mutator.Plan(ChangesPerWorld, () => expected.Add(new BruteForce(world, costs, query).Run()));
        var applied = 0;
        var begun = 0;
        var answers = new ConcurrentQueue<(int From, int To, Outcome[] Outcomes)>();
        var searcher = new Thread(() =>
        {
            var search = new Search(timetable);
            while (Volatile.Read(ref applied) < changes.Count)
            {
                var from = Volatile.Read(ref applied);
                search.Run(query);
                answers.Enqueue((from, Volatile.Read(ref begun), search.Outcomes.ToArray()));
            }
        });
        searcher.Start();
        foreach (var change in changes)
        {
            Volatile.Write(ref begun, begun + 1);
            change();
            Volatile.Write(ref applied, applied + 1);
            Thread.SpinWait(200);
        }

        searcher.Join();
        foreach (var (from, to, outcomes) in answers)
        {
            Enumerable
                .Range(from, to - from + 1)
                .Any(version => expected[version].SequenceEqual(outcomes))
                .ShouldBeTrue($"seed {seed}: {string.Join(' ', outcomes)} was never right between versions {from} and {to}");
        }

        return (answers.Count, answers.Count(a => a.To > a.From));
    }
}
