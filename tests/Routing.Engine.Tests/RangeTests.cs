using CsCheck;
using Qujiang.Routing.Engine.Tests.Oracle;
using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests;

public sealed class RangeTests(ITestOutputHelper output)
{
    private static readonly int Cases = Scale.Of(3_000);

    /// <summary>
    /// Without lanes a way can only begin when something can just be caught, so the plain search at each second at which anything departs, and
    /// the undominated of all those answers, is what a range search must find.
    /// </summary>
    [Fact]
    public void A_range_equals_a_search_at_every_departure()
    {
        long answers = 0;
        Gen.UInt.Select(u => (int)(u * 2_654_435_761))
            .Sample(
                seed =>
                {
                    var maker = new WorldMaker(seed);
                    var world = maker.MakeWithoutLanes();
                    var timetable = world.Build();
                    var costs = new WorldCosts(world);
                    var origin = new Seed(new(maker.Next(world.Terminals)), maker.Next(24) * WorldMaker.Hour);
                    var query = maker.Query(world, new CostTable(timetable, costs)) with
                    {
                        Direct = null,
                        Origins = new[] { origin },
                        MaxBoardings = maker.Next(1, 3),
                    };
                    if (query.Destinations.Span.ToArray().Any(d => d.Terminal == origin.Terminal))
                    {
                        return;
                    }

                    var window = maker.Next(72) * WorldMaker.Hour;
                    var expected = AtEveryHour(world, costs, query, window);
                    var search = new Search(timetable);
                    search.RunRange(query, window);
                    search.Outcomes.ToArray().Zip(search.Shifts).Select(p => (p.Second, p.First)).ShouldBe(expected);
                    for (var n = 0; n < expected.Count; n++)
                    {
                        var later = query with { Origins = new[] { origin with { Time = origin.Time + expected[n].Shift } } };
                        Rules.Hold(world, costs, later, search.GetItinerary(n));
                    }

                    Interlocked.Add(ref answers, expected.Count);
                },
                writeLine: output.WriteLine,
                iter: Cases
            );
        output.WriteLine($"{Cases} worlds, {answers} undominated answers");
    }

    private static List<(int Shift, Outcome Outcome)> AtEveryHour(World world, WorldCosts costs, Query query, int window)
    {
        var all = new List<(int Shift, Outcome Outcome)>();
        for (var shift = window; shift >= 0; shift -= WorldMaker.Hour)
        {
            var origin = query.Origins.Span[0];
            var later = query with { Origins = new[] { origin with { Time = origin.Time + shift } } };
            foreach (var outcome in new BruteForce(world, costs, later).Run())
            {
                if (!all.Any(a => BruteForce.Dominates(a.Outcome, outcome)))
                {
                    all.Add((shift, outcome));
                }
            }
        }

        return all;
    }
}
