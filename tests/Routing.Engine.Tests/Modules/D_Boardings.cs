using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests.Modules;

public sealed class D01_MostBoardingsTest
{
    private readonly Network network = new(
        """
        R1: A 8:00   B 9:00  | price=1
        R2: B 10:00  C 11:00 | price=1
        R3: C 12:00  D 13:00 | price=1
        R4: A 8:00   D 20:00 | price=9
        """
    );

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "20:00 9 0 1: A R4 8:00 20:00 D")]
    [InlineData(2, "20:00 9 0 1: A R4 8:00 20:00 D")]
    [InlineData(3, "13:00 3 0 3: A R1 8:00 9:00 B ~ B R2 10:00 11:00 C ~ C R3 12:00 13:00 D\n20:00 9 0 1: A R4 8:00 20:00 D")]
    public void Limits_the_vehicles(int most, string expected) =>
        network.AnswersFrom("A", "7:00", "D", q => q with { MaxBoardings = most }).ShouldBe(expected);
}

public sealed class D02_FewerBoardingsSurviveTest
{
    [Fact]
    public void Who_is_earlier_and_cheaper_with_more_vehicles_does_not_stop_who_can_still_go_on_within_the_limit() => new Network(
            """
            R1: A 8:00   X 9:00  | price=1
            R2: X 9:30   B 10:00 | price=1
            R3: A 8:00   B 11:00 | price=9
            R4: B 12:00  C 13:00 | price=1
            R5: C 14:00  D 15:00 | price=1
            """
        ).AnswersFrom("A", "7:00", "D", q => q with { MaxBoardings = 3 }).ShouldBe("15:00 11 0 3: A R3 8:00 11:00 B ~ B R4 12:00 13:00 C ~ C R5 14:00 15:00 D");
}

public sealed class D03_SameLineAgainTest
{
    [Fact]
    public void A_line_may_be_boarded_again_later() => new Network(
            """
            R1: A 8:00   B 10:00-10:30  C 12:00 | room=9,0
            R1: A 12:00  B 14:00-14:30  C 16:00 | room=0,9
            """
        ).AnswersFrom("A", "7:00", "C").ShouldBe("16:00 0 0 2: A R1 8:00 10:00 B ~ B R1 14:30 16:00 C");
}

public sealed class D04_EightBoardingsTest
{
    private static readonly string[] Chain =
    [
        .. Enumerable.Range(0, 8).Select(i => $"R{i}: T{i} {(2 * i) + 1}:00  T{i + 1} {(2 * i) + 2}:00"),
    ];

    [Theory]
    [InlineData(5, 5)]
    [InlineData(7, 7)]
    [InlineData(8, 8)]
    public void As_many_vehicles_as_a_query_may_have(int changes, int most)
    {
        var network = new Network(string.Join('\n', Chain));
        var query = network.From("T0", "0:00", $"T{changes}") with { MaxBoardings = most };
        var expected = new Outcome(changes * 2 * 3600, 0, 0, changes);

        network.Search.Run(query with { MaxBoardings = most - 1 }).ShouldBe(0);
        network.Search.Run(query);
        network.Search.Outcomes.ToArray().ShouldBe([expected]);
        network.Search.RunRange(query, 0);
        network.Search.Outcomes.ToArray().ShouldBe([expected]);
    }
}
