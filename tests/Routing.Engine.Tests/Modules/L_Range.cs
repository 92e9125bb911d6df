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

public sealed class L02_RangeByLaneTest
{
    private const string Rides = """
        lane A>X 1:00 | price=1
        lane A>Y 2:00 | price=2
        R1: X 10:00  B 11:00
        R1: X 20:00  B 21:00
        R2: Y 15:00  B 16:00
        """;

    private static IEnumerable<string> Answers(string text, int hours)
    {
        var network = new Network(text);
        network.Search.RunRange(network.From("A", "7:00", "B"), hours * 3600);
        return Enumerable
            .Range(0, network.Search.Outcomes.Length)
            .Select(n => $"+{Network.Show(network.Search.Shifts[n])} {network.Show(network.Search.GetItinerary(n))}");
    }

    private static readonly string[] Expected =
    [
        "+12:00 21:00 1 0 2: A truck 19:00 20:00 X ~ X R1 20:00 21:00 B",
        "+6:00 16:00 2 0 2: A truck 13:00 15:00 Y ~ Y R2 15:00 16:00 B",
        "+2:00 11:00 1 0 2: A truck 9:00 10:00 X ~ X R1 10:00 11:00 B",
    ];

    [Fact]
    public void A_truck_leaves_just_in_time_for_what_follows_it() => Answers(Rides, 20).ShouldBe(Expected);

    [Fact]
    public void A_truck_to_the_end_leaves_as_late_as_the_window_allows_and_at_once() =>
        Answers("lane A>B 1:00 | price=1\nR1: A 8:00  Z 9:00", 10)
            .ShouldBe(["+10:00 18:00 1 0 1: A truck 17:00 18:00 B", "+0:00 8:00 1 0 1: A truck 7:00 8:00 B"]);

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(64)]
    public void However_many_other_ways_there_are(int others) =>
        Answers(string.Join('\n', Enumerable.Range(1, others).Select(i => $"O{i}: A 8:00  Z{i} 9:00")) + "\n" + Rides, 20)
            .ShouldBe(Expected);
}

public sealed class L03_RangeAndViaTest
{
    [Fact]
    public void The_cargo_comes_in_time_for_its_stay()
    {
        var network = new Network("R1: A 12:00  B 13:00 | cutoff=1:00");
        network.Search.RunRange(network.From("A", "7:00", "B") with { Vias = new ViaStop[] { new(network["A"], 2 * 3600) } }, 10 * 3600);

        network.Search.Shifts.ShouldBe([2 * 3600]);
    }
}

public sealed class L04_RangeOfOneDepartureTest
{
    private const string Ties = """
        R1: A 8:00  B 12:00 | price=2 co2=9
        R2: A 8:00  B 12:00 | price=5 co2=5
        R3: A 8:00  X 10:00 | price=2 co2=2
        R4: X 11:00 B 12:00 | price=3 co2=1
        R5: A 8:00  B 11:00 | price=9 co2=9
        R6: A 8:00  B 12:00 | price=1 co2=10
        """;

    private static Outcome[] Outcomes(string text, Func<Network, Query, Query>? with = null)
    {
        var network = new Network(text);
        var query = network.From("A", "7:00", "B");
        network.Search.RunRange(with is null ? query : with(network, query), 0);
        return network.Search.Outcomes.ToArray();
    }

    [Theory]
    [InlineData("LATE: A 8:00  B 12:00 | price=5\nEARLY: A 8:00  B 11:00 | price=5")]
    [InlineData("EARLY: A 8:00  B 11:00 | price=5\nLATE: A 8:00  B 12:00 | price=5")]
    public void What_is_found_first_gives_way_to_what_is_better(string text) => Outcomes(text).ShouldBe([new Outcome(11 * 3600, 5, 0, 1)]);

    [Fact]
    public void A_destination_that_is_farther_away_adds_no_answer() =>
        Outcomes(
                "R1: A 8:00  B 11:00 | price=5",
                (network, query) => query with { Destinations = new Seed[] { new(network["B"], 0), new(network["B"], 600) } }
            )
            .ShouldBe([new Outcome(11 * 3600, 5, 0, 1)]);

    [Fact]
    public void Answers_are_in_order_of_arrival_price_and_CO2()
    {
        var network = new Network(Ties);
        network.Search.Run(network.From("A", "7:00", "B"));

        Outcomes(Ties).ShouldBe(network.Search.Outcomes.ToArray());
        Outcomes(Ties)
            .ShouldBe([
                new Outcome(11 * 3600, 9, 9, 1),
                new Outcome(12 * 3600, 1, 10, 1),
                new Outcome(12 * 3600, 2, 9, 1),
                new Outcome(12 * 3600, 5, 3, 2),
                new Outcome(12 * 3600, 5, 5, 1),
            ]);
    }
}
