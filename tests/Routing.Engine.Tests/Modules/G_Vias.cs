using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests.Modules;

public sealed class G01_ViaTest
{
    private readonly Network network = new(
        """
        R1: A 8:00   V 10:00-10:30  B 12:00 | price=1
        R1: A 14:00  V 16:00-16:30  B 18:00 | price=1
        R2: A 8:00   B 9:00  | price=1
        """
    );

    [Fact]
    public void Sets_the_cargo_down_there() =>
        network
            .AnswersFrom("A", "7:00", "B", q => q with { Vias = new ViaStop[] { new(network["V"], 0) } })
            .ShouldBe("12:00 2 0 2: A R1 8:00 10:00 V ~ V R1 10:30 12:00 B");

    [Fact]
    public void For_as_long_as_is_asked() =>
        network
            .AnswersFrom("A", "7:00", "B", q => q with { Vias = new ViaStop[] { new(network["V"], 3600) } })
            .ShouldBe("18:00 2 0 2: A R1 8:00 10:00 V ~ V R1 16:30 18:00 B");

    [Fact]
    public void Also_at_the_origin_and_at_the_destination() =>
        network
            .AnswersFrom("A", "7:00", "B", q => q with { Vias = new ViaStop[] { new(network["A"], 7 * 3600), new(network["B"], 600) } })
            .ShouldBe("18:10 2 0 1: A R1 14:00 18:00 B");
}

public sealed class G02_OrderOfViasTest
{
    [Fact]
    public void Vias_are_passed_in_order()
    {
        var network = new Network(
            """
            R1: A 8:00   V 9:00-9:10  W 10:00-10:10  B 11:00
            R2: W 12:00  V 13:00
            R3: V 14:00  B 15:00
            """
        );

        network
            .AnswersFrom("A", "7:00", "B", q => q with { Vias = new ViaStop[] { new(network["W"], 0), new(network["V"], 0) } })
            .ShouldBe("15:00 0 0 3: A R1 8:00 10:00 W ~ W R2 12:00 13:00 V ~ V R3 14:00 15:00 B");
    }
}

public sealed class G03_ViaAndWishTest
{
    [Fact]
    public void The_cargo_may_leave_a_via_before_its_stay_for_a_line_it_needs_and_stay_when_it_is_back()
    {
        var network = new Network(
            """
            R1: A 8:00   X 9:00
            R2: X 10:00  A 11:00
            R3: A 15:00  B 16:00
            """
        );

        network
            .AnswersFrom(
                "A",
                "7:00",
                "B",
                q => q with { Vias = new ViaStop[] { new(network["A"], 3 * 3600) }, RequiredLines = new[] { network.Line("R1") } }
            )
            .ShouldBe("16:00 0 0 3: A R1 8:00 9:00 X ~ X R2 10:00 11:00 A ~ A R3 15:00 16:00 B");
    }
}
