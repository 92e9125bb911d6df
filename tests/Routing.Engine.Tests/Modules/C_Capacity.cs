using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests.Modules;

public sealed class C01_RoomPerSegmentTest
{
    private readonly Network network = new("R1: A 8:00  B 10:00-10:30  C 12:00-12:30  D 14:00 | room=3,1,2");

    [Theory]
    [InlineData("A", "B", 3, true)]
    [InlineData("A", "B", 4, false)]
    [InlineData("A", "C", 1, true)]
    [InlineData("A", "C", 2, false)]
    [InlineData("C", "D", 2, true)]
    [InlineData("A", "D", 2, false)]
    public void Every_ridden_segment_must_have_it(string from, string to, int demand, bool there) =>
        (network.AnswersFrom(from, "7:00", to, q => q with { Demand = new(demand) }).Length > 0).ShouldBe(there);
}

public sealed class C02_LaterDepartureTest
{
    [Fact]
    public void A_full_segment_further_on_makes_a_later_departure_the_first_for_the_calls_behind_it()
    {
        var network = new Network(
            """
            R1: A 8:00   B 10:00-10:30  C 12:00 | room=9,0
            R1: A 12:00  B 14:00-14:30  C 16:00 | room=0,9
            R1: A 16:00  B 18:00-18:30  C 20:00 | room=9,9
            """
        );

        network.AnswersFrom("A", "7:00", "B").ShouldBe("10:00 0 0 1: A R1 8:00 10:00 B");
        network
            .AnswersFrom("A", "7:00", "C")
            .ShouldBe("16:00 0 0 2: A R1 8:00 10:00 B ~ B R1 14:30 16:00 C\n20:00 0 0 1: A R1 16:00 20:00 C");
    }
}

public sealed class C02_LaterDepartureWithJustEnoughTest
{
    [Fact]
    public void Is_taken() =>
        new Network("R1: A 8:00   B 10:00 | room=4\nR1: A 12:00  B 14:00 | room=5")
            .AnswersFrom("A", "7:00", "B", q => q with { Demand = new(5) })
            .ShouldBe("14:00 0 0 1: A R1 12:00 14:00 B");
}

public sealed class C03_VectorTest
{
    private readonly Network network = new("R1: A 8:00  B 10:00 | room=4/900/0/1/0");

    [Theory]
    [InlineData(4, 900, 0, 1, true)]
    [InlineData(4, 901, 0, 0, false)]
    [InlineData(5, 0, 0, 0, false)]
    [InlineData(1, 1, 0, 2, false)]
    [InlineData(1, 0, 1, 0, false)]
    [InlineData(0, 0, 0, 0, true)]
    public void Every_demanded_dimension_must_fit_and_no_other(int teu, int kg, int litres, int plugs, bool there) =>
        (network.AnswersFrom("A", "7:00", "B", q => q with { Demand = new(teu, kg, litres, plugs) }).Length > 0).ShouldBe(there);

    [Fact]
    public void What_is_overbooked_does_not_matter_to_who_does_not_demand_it() =>
        new Network("R1: A 8:00  B 10:00 | room=-5/900")
            .AnswersFrom("A", "7:00", "B", q => q with { Demand = new(Kg: 5) })
            .ShouldBe("10:00 0 0 1: A R1 8:00 10:00 B");
}

public sealed class C04_LiveRoomTest
{
    [Fact]
    public void The_next_search_sees_room_that_is_gone_or_back()
    {
        var network = new Network("R1: A 8:00  B 10:00\nR1: A 12:00  B 14:00");

        network.Timetable.SetRemaining(new(0), 0, new(0)).ShouldBeTrue();
        network.AnswersFrom("A", "7:00", "B").ShouldBe("14:00 0 0 1: A R1 12:00 14:00 B");

        network.Timetable.SetRemaining(new(0), 0, new(1)).ShouldBeTrue();
        network.AnswersFrom("A", "7:00", "B").ShouldBe("10:00 0 0 1: A R1 8:00 10:00 B");
        network.Timetable.GetRemaining(new(0), 0).ShouldBe(new Capacity(1));
    }

    [Fact]
    public void A_dimension_that_nothing_had_room_of_can_get_some()
    {
        var network = new Network("R1: A 8:00  B 10:00");
        Query Plugs(Query q) => q with { Demand = new(ReeferPlugs: 2) };

        network.AnswersFrom("A", "7:00", "B", Plugs).ShouldBe("");
        network.Timetable.SetRemaining(new(0), 0, new(100, 0, 0, 2));

        network.AnswersFrom("A", "7:00", "B", Plugs).ShouldBe("10:00 0 0 1: A R1 8:00 10:00 B");
    }

    [Fact]
    public void An_itinerary_tells_the_least_room_along_a_leg()
    {
        var network = new Network("R1: A 8:00  B 10:00-10:30  C 12:00 | room=9,4");
        network.Search.Run(network.From("A", "7:00", "C"));

        network.Search.FreeRoom(network.Search.GetItinerary(0).Legs[0]).ShouldBe(new Capacity(4));
    }

    [Theory]
    [InlineData("pool P | 0=3\nlane A>B 1:00 | pool=P", 3)]
    [InlineData("lane A>B 1:00", int.MaxValue)]
    public void And_the_room_of_a_pool_that_day(string text, int teu)
    {
        var network = new Network(text);
        network.Search.Run(network.From("A", "7:00", "B"));

        network.Search.FreeRoom(network.Search.GetItinerary(0).Legs[0]).Teu100.ShouldBe(teu);
    }
}
