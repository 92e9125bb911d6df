using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests.Modules;

public sealed class B01_CutOffTest
{
    private readonly Network network = new(
        """
        R1: A 8:00  B 10:00-11:00  C 13:00 | cutoff=2:00
        R2: B 11:30  C 12:00 | cutoff=2:00
        R2: B 12:30  C 13:30 | cutoff=2:00
        """
    );

    [Theory]
    [InlineData("6:00", "13:00 0 0 1: A R1 8:00 13:00 C")]
    [InlineData("6:01", "")]
    public void Holds_at_the_first_boarding(string ready, string expected) => network.AnswersFrom("A", ready, "C").ShouldBe(expected);

    [Fact]
    public void Holds_at_a_transfer_but_not_for_who_stays_aboard() => new Network(
            """
            R1: A 8:00  B 10:00-11:00  C 13:00 | cutoff=2:00
            R2: B 11:30  D 12:00 | cutoff=2:00
            R2: B 12:30  D 13:30 | cutoff=2:00
            """
        ).AnswersFrom("A", "6:00", "D").ShouldBe("13:30 0 0 2: A R1 8:00 10:00 B ~ B R2 12:30 13:30 D");
}

public sealed class B02_HandlingTest
{
    private readonly Network network = new(
        """
        R1: A 8:00  B 10:00-10:15  C 12:00 | handling=1:00
        R2: B 10:30  D 11:00
        R2: B 11:00  D 11:30
        """
    );

    [Fact]
    public void Delays_a_transfer() =>
        network.AnswersFrom("A", "7:00", "D").ShouldBe("11:30 0 0 2: A R1 8:00 10:00 B ~ B R2 11:00 11:30 D");

    [Fact]
    public void Delays_the_end_but_not_who_stays_aboard() =>
        network.AnswersFrom("A", "7:00", "C").ShouldBe("13:00 0 0 1: A R1 8:00 12:00 C");
}

public sealed class B03_DeadlineTest
{
    private readonly Network network = new(
        """
        R1: A 8:00  B 10:00 | price=9
        R2: A 8:00  B 12:00 | price=1
        """
    );

    [Theory]
    [InlineData("12:00", "10:00 9 0 1: A R1 8:00 10:00 B\n12:00 1 0 1: A R2 8:00 12:00 B")]
    [InlineData("11:59", "10:00 9 0 1: A R1 8:00 10:00 B")]
    [InlineData("9:59", "")]
    public void Leaves_out_what_is_late(string deadline, string expected) =>
        network.AnswersFrom("A", "7:00", "B", q => q with { LatestArrival = Network.Time(deadline) }).ShouldBe(expected);
}

public sealed class B04_OvertakingTest
{
    [Fact]
    public void The_later_of_one_line_may_arrive_first() => new Network(
            """
            R1: A 8:00  B 20:00
            R1: A 9:00  B 11:00
            R1: A 10:00 B 21:00
            """
        ).AnswersFrom("A", "7:00", "B").ShouldBe("11:00 0 0 1: A R1 9:00 11:00 B");

    [Fact]
    public void A_longer_cut_off_may_turn_the_order_round()
    {
        var network = new Network(
            """
            R1: A 8:00  B 10:00 | cutoff=0:10
            R1: A 9:00  B 11:00 | cutoff=5:00
            """
        );

        network.AnswersFrom("A", "7:30", "B").ShouldBe("10:00 0 0 1: A R1 8:00 10:00 B");
        network.AnswersFrom("A", "4:30", "B").ShouldBe("10:00 0 0 1: A R1 8:00 10:00 B");
    }
}
