using CsCheck;
using Qujiang.Routing.Engine.Tests.Oracle;
using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests;

public sealed class BruteForceTests(ITestOutputHelper output)
{
    private static readonly int Cases = Scale.Of(20_000);

    [Fact]
    public void Every_answer_equals_brute_force()
    {
        long checkedQueries = 0;
        long answers = 0;
        long ways = 0;
        Gen.UInt.Select(u => (int)(u * 2_654_435_761))
            .Sample(
                seed =>
                {
                    var maker = new WorldMaker(seed);
                    var world = maker.Make();
                    var timetable = world.Build();
                    var costs = new WorldCosts(world);
                    var table = new CostTable(timetable, costs);
                    var search = new Search(timetable);
                    for (var i = 0; i < 2; i++)
                    {
                        var query = maker.Query(world, table);
                        var brute = new BruteForce(world, costs, query);
                        var expected = brute.Run();
                        search.Run(query);
                        search.Outcomes.ToArray().ShouldBe(expected);
                        for (var n = 0; n < expected.Count; n++)
                        {
                            Rules.Hold(world, costs, query, search.GetItinerary(n));
                        }

                        Interlocked.Increment(ref checkedQueries);
                        Interlocked.Add(ref answers, expected.Count);
                        Interlocked.Add(ref ways, brute.Ways);
                    }
                },
                writeLine: output.WriteLine,
                iter: Cases
            );
        output.WriteLine($"{Cases} worlds, {checkedQueries} queries, {answers} undominated answers out of {ways} ways");
    }
}
