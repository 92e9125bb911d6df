using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests.Modules;

public sealed class L01_RangeTest
{
    private readonly Network network = new(
        """
        R1: A 8:00   B 12:00 | price=5
        R1: A 32:00  B 36:00 | price=5
        R2: A 10:00  B 11:00 | price=9
        """
    );

    private IEnumerable<string> Answers(string ready, int window)
    {
        network.Search.RunRange(network.From("A", ready, "B"), window);
        return Enumerable
            .Range(0, network.Search.Outcomes.Length)
            .Select(n => $"+{Network.Show(network.Search.Shifts[n])} {network.Show(network.Search.GetItinerary(n))}");
    }

    [Fact]
    public void Tells_the_best_for_every_time_of_readiness() =>
        Answers("7:00", 25 * 3600)
            .ShouldBe([
                "+25:00 36:00 5 0 1: A R1 32:00 36:00 B",
                "+3:00 11:00 9 0 1: A R2 10:00 11:00 B",
                "+1:00 12:00 5 0 1: A R1 8:00 12:00 B",
            ]);

    [Fact]
    public void Waits_from_the_end_of_the_window_on() =>
        Answers("7:00", 2 * 3600)
            .ShouldBe([
                "+2:00 11:00 9 0 1: A R2 10:00 11:00 B",
                "+2:00 36:00 5 0 1: A R1 32:00 36:00 B",
                "+1:00 12:00 5 0 1: A R1 8:00 12:00 B",
            ]);

    [Fact]
    public void Without_a_window_it_is_still_a_range_and_knows_no_direct_way()
    {
        var query = network.From("A", "8:00", "B") with { Direct = new(Network.Time("9:00"), default) };
        network.Search.RunRange(query, 0).ShouldBe(2);
        network.Search.Shifts.ShouldBe([0, 0]);
    }

    [Fact]
    public void The_next_search_knows_nothing_of_the_last()
    {
        Answers("7:00", 25 * 3600).Count().ShouldBe(3);
        Answers("7:00", 25 * 3600).Count().ShouldBe(3);
        network.Search.Shifts.Count.ShouldBe(3);
        network.AnswersFrom("A", "7:00", "B").ShouldBe("11:00 9 0 1: A R2 10:00 11:00 B\n12:00 5 0 1: A R1 8:00 12:00 B");
        network.Search.Shifts.ShouldBeEmpty();
    }
}
