using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests.Modules;

public sealed class A01_SingleRideTest
{
    [Fact]
    public void Rides_from_call_to_call() =>
        new Network("R1: A 8:00  B 10:00 | price=5 co2=3").AnswersFrom("A", "7:00", "B").ShouldBe("10:00 5 3 1: A R1 8:00 10:00 B");

    [Fact]
    public void Alights_at_any_later_call_and_never_at_an_earlier_one()
    {
        var network = new Network("R1: A 8:00  B 10:00-10:30  C 12:00-12:30  D 14:00 | price=1,10,100");

        network.AnswersFrom("B", "9:00", "D").ShouldBe("14:00 110 0 1: B R1 10:30 14:00 D");
        network.AnswersFrom("B", "9:00", "A").ShouldBe("");
    }
}

public sealed class A02_WaitingTest
{
    private readonly Network network = new(
        """
        R1: A 8:00   B 10:00
        R1: A 12:00  B 14:00
        R1: A 16:00  B 18:00
        """
    );

    [Theory]
    [InlineData("8:00", "10:00 0 0 1: A R1 8:00 10:00 B")]
    [InlineData("8:01", "14:00 0 0 1: A R1 12:00 14:00 B")]
    [InlineData("12:01", "18:00 0 0 1: A R1 16:00 18:00 B")]
    [InlineData("16:01", "")]
    public void Takes_the_first_departure_that_can_be_caught(string ready, string expected) =>
        network.AnswersFrom("A", ready, "B").ShouldBe(expected);
}

public sealed class A03_TransferTest
{
    [Fact]
    public void Changes_at_a_terminal_that_two_lines_share() => new Network(
            """
            R1: A 8:00   B 10:00 | price=1 co2=2
            R2: B 9:00   C 10:00 | price=4 co2=8
            R2: B 10:00  C 11:00 | price=4 co2=8
            """
        ).AnswersFrom("A", "7:00", "C").ShouldBe("11:00 5 10 2: A R1 8:00 10:00 B ~ B R2 10:00 11:00 C");
}

public sealed class A04_ParetoTest
{
    [Fact]
    public void Keeps_what_is_better_in_any_of_arrival_price_CO2_and_boardings() =>
        new Network(
            """
            AIR:   A 8:00  B 9:00   | price=90 co2=90
            ROAD:  A 8:00  B 12:00  | price=50 co2=70
            RAIL:  A 8:00  X 12:00  | price=15 co2=6
            RAIL2: X 13:00 B 20:00  | price=15 co2=6
            BARGE: A 8:00  B 40:00  | price=31 co2=20
            WORSE: A 8:00  B 41:00  | price=31 co2=20
            """
        )
            .AnswersFrom("A", "7:00", "B")
            .ShouldBe(
                """
                9:00 90 90 1: A AIR 8:00 9:00 B
                12:00 50 70 1: A ROAD 8:00 12:00 B
                20:00 30 12 2: A RAIL 8:00 12:00 X ~ X RAIL2 13:00 20:00 B
                40:00 31 20 1: A BARGE 8:00 40:00 B
                """
            );

    [Fact]
    public void Of_equal_answers_one_is_kept_and_always_the_same()
    {
        const string Text = """
            R1: A 8:00  B 10:00
            R2: A 8:00  B 10:00
            """;

        var first = new Network(Text).AnswersFrom("A", "7:00", "B");

        first.ShouldContain("10:00 0 0 1");
        first.ShouldNotContain("\n");
        new Network(Text).AnswersFrom("A", "7:00", "B").ShouldBe(first);
    }
}
