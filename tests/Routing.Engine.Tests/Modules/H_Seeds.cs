using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests.Modules;

public sealed class H01_ManyToManyTest
{
    private readonly Network network = new(
        """
        R1: A 8:00  X 10:00 | price=5
        R2: B 8:00  Y 11:00 | price=1
        """
    );

    private Query Query =>
        network.From("A", "7:00", "X") with
        {
            Origins = new Seed[]
            {
                new(network["A"], Network.Time("6:00"), new(3, 1), 1),
                new(network["B"], Network.Time("7:00"), new(1, 1), 1),
            },
            Destinations = new Seed[] { new(network["X"], 600, new(2, 2), 1), new(network["Y"], 1200, new(1, 1)) },
        };

    [Fact]
    public void Starts_at_any_origin_and_ends_at_any_destination_with_what_those_cost()
    {
        network.Answers(Query).ShouldBe("10:10 10 3 3: A R1 8:00 10:00 X\n11:20 3 2 2: B R2 8:00 11:00 Y");
        network.Search.GetItinerary(0).ShouldSatisfyAllConditions(i => i.Origin.ShouldBe(0), i => i.Destination.ShouldBe(0));
        network.Search.GetItinerary(1).ShouldSatisfyAllConditions(i => i.Origin.ShouldBe(1), i => i.Destination.ShouldBe(1));
    }

    [Fact]
    public void Vehicles_of_the_seeds_count() =>
        network.Answers(Query with { MaxBoardings = 2 }).ShouldBe("11:20 3 2 2: B R2 8:00 11:00 Y");
}

public sealed class H02_DirectTest
{
    private readonly Network network = new(
        """
        R1: A 8:00  B 10:00 | price=5
        R2: A 8:00  B 11:00 | price=3
        """
    );

    [Fact]
    public void A_way_around_the_network_competes_with_those_through_it()
    {
        network
            .AnswersFrom("A", "7:00", "B", q => q with { Direct = new(Network.Time("9:00"), new(4, 0)) })
            .ShouldBe("9:00 4 0 1:\n11:00 3 0 1: A R2 8:00 11:00 B");
        network.Search.GetItinerary(0).ShouldSatisfyAllConditions(i => i.Origin.ShouldBe(-1), i => i.Destination.ShouldBe(-1));
    }

    [Theory]
    [InlineData("9:00", 1)]
    [InlineData("8:59", 0)]
    public void It_has_to_be_there_by_the_deadline(string deadline, int answers) =>
        network
            .Search.Run(
                network.From("A", "7:00", "B") with
                {
                    Direct = new(Network.Time("9:00"), new(4, 0)),
                    LatestArrival = Network.Time(deadline),
                }
            )
            .ShouldBe(answers);

    [Fact]
    public void But_only_once_its_number_of_vehicles_is_looked_at() =>
        network
            .AnswersFrom("A", "7:00", "B", q => q with { Direct = new(Network.Time("9:00"), new(0, 0), Boardings: 2) })
            .ShouldBe("9:00 0 0 2:\n10:00 5 0 1: A R1 8:00 10:00 B\n11:00 3 0 1: A R2 8:00 11:00 B");

    [Fact]
    public void Origin_and_destination_at_one_terminal_need_no_ride() => network.AnswersFrom("A", "7:00", "A").ShouldBe("7:00 0 0 0:");
}
