using Qujiang.Routing.Engine.Tests.Oracle;
using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests;

/// <summary>Worlds with more of everything than fits the first room of any list: hundreds of ways, labels and answers.</summary>
public sealed class BusyWorldTests
{
    private const int QueriesPerWorld = 12;

    [Theory]
    [InlineData(1, 12, 60, 12, 5)]
    [InlineData(2, 40, 60, 20, 6)]
    [InlineData(3, 25, 150, 6, 3)]
    public void Every_answer_equals_label_correcting(int seed, int terminals, int lines, int movements, int days)
    {
        var maker = new BusyWorldMaker(seed);
        var world = maker.Make(terminals, lines, movements, days);
        var timetable = world.Build();
        var costs = new WorldCosts(world);
        var table = new CostTable(timetable, costs);
        var search = new Search(timetable);
        for (var i = 0; i < QueriesPerWorld; i++)
        {
            var query = maker.Query(world, table);
            var expected = new LabelCorrecting(world, costs, query).Run();
            search.Run(query);
            search.Outcomes.ToArray().ShouldBe(expected);
            for (var n = 0; n < expected.Count; n++)
            {
                Rules.Hold(world, costs, query, search.GetItinerary(n));
            }
        }
    }
}
