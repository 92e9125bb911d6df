using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests.Modules;

/// <summary>More of everything than fits the first room of any list; each earlier arrival costs more, so every way is an answer.</summary>
public sealed class N01_ManyAnswersTest
{
    private static string Rides(int count, string to) =>
        string.Join('\n', Enumerable.Range(1, count).Select(i => $"R{i}: A 1:00  {to} {i + 1}:00 | price={count - i}"));

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(129)]
    public void Are_all_found_and_in_order(int count)
    {
        var network = new Network(Rides(count, "B"));
        var query = network.From("A", "0:00", "B");
        var expected = Enumerable.Range(1, count).Select(i => new Outcome((i + 1) * 3600, count - i, 0, 1));

        network.Search.Run(query);
        network.Search.Outcomes.ToArray().ShouldBe(expected);
        network.Search.GetItinerary(count - 1).Legs.Single().Movement.ShouldBe(new MovementIndex(count - 1));

        network.Search.RunRange(query, 0);
        network.Search.Outcomes.ToArray().ShouldBe(expected);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(17)]
    [InlineData(300)]
    public void So_are_those_that_change_where_all_of_them_meet(int count)
    {
        var network = new Network(Rides(count, "X") + "\n" + Hourly("S", count + 2));

        network.Search.Run(network.From("A", "0:00", "B"));
        network.Search.Outcomes.ToArray().ShouldBe(Enumerable.Range(1, count).Select(i => new Outcome((i + 2) * 3600, count - i, 0, 2)));
    }

    [Fact]
    public void And_that_have_many_ways_from_there()
    {
        var elsewhere = Enumerable.Range(1, 450).Select(i => $"E{i}: X 1:00  E 2:00");
        var network = new Network(string.Join('\n', elsewhere) + "\n" + Rides(300, "X") + "\n" + Hourly("S", 302));

        network.Search.Run(network.From("A", "0:00", "B")).ShouldBe(300);
    }

    [Theory]
    [InlineData(65)]
    [InlineData(129)]
    public void One_that_is_best_of_all_leaves_no_other(int count)
    {
        var network = new Network(Rides(count, "B") + "\nBEST: A 1:00  B 1:30 | price=0");

        network.AnswersFrom("A", "0:00", "B").ShouldBe("1:30 0 0 1: A BEST 1:00 1:30 B");
        network.Add("LATER: A 1:00  B 1:31 | price=0");
        network.AnswersFrom("A", "0:00", "B").ShouldBe("1:30 0 0 1: A BEST 1:00 1:30 B");
    }

    [Fact]
    public void Nor_does_it_where_they_change_and_what_leads_elsewhere_is_still_taken()
    {
        var network = new Network(
            Rides(9, "X")
                + """

                BEST: A 1:00  X 1:30 | price=0
                S:    X 2:00  B 3:00 | price=5
                Z1:   A 1:00  Z 1:10
                Z2:   Z 2:00  W 3:00
                Z3:   W 4:00  B 5:00
                """
        );

        network
            .AnswersFrom("A", "0:00", "B")
            .ShouldBe(
                "3:00 5 0 2: A BEST 1:00 1:30 X ~ X S 2:00 3:00 B\n" + "5:00 0 0 3: A Z1 1:00 1:10 Z ~ Z Z2 2:00 3:00 W ~ W Z3 4:00 5:00 B"
            );
    }

    private static string Hourly(string line, int count) =>
        string.Join('\n', Enumerable.Range(1, count).Select(i => $"{line}: X {i}:00  B {i + 1}:00"));
}

public sealed class N02_ManyTerminalsTest
{
    [Fact]
    public void Each_with_ways_and_labels_of_its_own()
    {
        const int Count = 600;
        var rides = Enumerable
            .Range(1, Count)
            .Select(i => $"R{i}: A 1:00  X{i} {i + 1}:00 | price={Count - i}\nS{i}: X{i} {i + 1}:00  B {i + 2}:00 | price=1");
        var network = new Network(string.Join('\n', rides));

        network.Search.Run(network.From("A", "0:00", "B"));
        network
            .Search.Outcomes.ToArray()
            .ShouldBe(Enumerable.Range(1, Count).Select(i => new Outcome((i + 2) * 3600, Count - i + 1, 0, 2)));
    }
}

public sealed class N03_ManyLanesTest
{
    [Fact]
    public void More_of_them_than_rides()
    {
        var lanes = Enumerable.Range(1, 4200).Select(i => $"lane A>B 1:00 | price={i}");

        new Network(string.Join('\n', lanes)).AnswersFrom("A", "0:00", "B").ShouldBe("1:00 1 0 1: A truck 0:00 1:00 B");
    }
}

public sealed class N04_AfterManyTest
{
    [Fact]
    public void A_search_that_had_many_answers_finds_the_few_of_the_next_query()
    {
        var rides = Enumerable.Range(1, 70).Select(i => $"R{i}: A 1:00  B {i + 1}:00 | price={70 - i}");
        var network = new Network(string.Join('\n', rides) + "\nQ: A 1:00  C 90:00 | price=500\nP: C 91:00  D 95:00 | price=400");
        network.Search.Run(network.From("A", "0:00", "B")).ShouldBe(70);

        network.AnswersFrom("A", "0:00", "C").ShouldBe("90:00 500 0 1: A Q 1:00 90:00 C");
        network.AnswersFrom("A", "0:00", "D").ShouldBe("95:00 900 0 2: A Q 1:00 90:00 C ~ C P 91:00 95:00 D");
        network.Search.Run(network.From("A", "0:00", "B")).ShouldBe(70);
    }
}
