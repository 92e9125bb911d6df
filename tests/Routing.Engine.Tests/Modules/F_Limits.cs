using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests.Modules;

public sealed class F01_RestrictionTest
{
    private readonly Network network = new(
        """
        R1: A 8:00  B 10:00 | ban=1
        R1: A 9:00  B 11:00
        lane A>B 9:00 | ban=2
        """
    );

    [Theory]
    [InlineData(0UL, "10:00")]
    [InlineData(2UL, "10:00")]
    [InlineData(1UL, "11:00")]
    public void A_movement_that_refuses_a_trait_is_not_used(ulong traits, string arrival) =>
        network.AnswersFrom("A", "7:00", "B", q => q with { Traits = traits }).Split(' ')[0].ShouldBe(arrival);

    [Theory]
    [InlineData(0UL, true)]
    [InlineData(2UL, false)]
    public void Nor_is_such_a_lane(ulong traits, bool there) =>
        (network.AnswersFrom("A", "10:00", "B", q => q with { Traits = traits }).Length > 0).ShouldBe(there);
}

public sealed class F02_ModesAndLinesTest
{
    private readonly Network network = new(
        """
        R1: A 8:00   B 10:00 | mode=1 price=1
        R2: A 8:00   B 11:00 | mode=2 price=2
        R3: B 12:00  C 13:00 | mode=1
        lane A>B 4:00 | mode=3 price=9
        """
    );

    [Fact]
    public void Only_allowed_modes_are_used() =>
        network
            .AnswersFrom("A", "7:00", "B", q => q with { AllowedModes = (1 << 2) | (1 << 3) })
            .ShouldBe("11:00 2 0 1: A R2 8:00 11:00 B");

    [Fact]
    public void Avoided_lines_are_not() =>
        network
            .AnswersFrom("A", "7:00", "B", q => q with { AvoidedLines = new[] { network.Line("R1"), network.Line("R2") } })
            .ShouldBe("11:00 9 0 1: A truck 7:00 11:00 B");

    [Fact]
    public void A_required_mode_is_used_by_every_answer() =>
        network
            .AnswersFrom("A", "7:00", "C", q => q with { RequiredModes = 1 << 3 })
            .ShouldBe("13:00 9 0 2: A truck 7:00 11:00 B ~ B R3 12:00 13:00 C");

    [Fact]
    public void So_is_a_required_line() =>
        network
            .AnswersFrom("A", "7:00", "C", q => q with { RequiredLines = new[] { network.Line("R2"), network.Line("R3") } })
            .ShouldBe("13:00 2 0 2: A R2 8:00 11:00 B ~ B R3 12:00 13:00 C");

    [Fact]
    public void Too_many_wishes_are_refused() =>
        Should.Throw<ArgumentException>(() => network.AnswersFrom("A", "7:00", "C", q => q with { RequiredModes = 0x1FF }));
}

public sealed class F03_RelaxationTest
{
    private readonly Network network = new("R1: A 8:00  B 10:00 | cutoff=2:00 ban=1 room=5");

    [Theory]
    [InlineData(Relaxations.None, "6:00", 1, 0UL, "10:00", true)]
    [InlineData(Relaxations.None, "7:00", 1, 0UL, "10:00", false)]
    [InlineData(Relaxations.CutOffs, "8:00", 1, 0UL, "10:00", true)]
    [InlineData(Relaxations.CutOffs, "8:01", 1, 0UL, "10:00", false)]
    [InlineData(Relaxations.None, "6:00", 6, 0UL, "10:00", false)]
    [InlineData(Relaxations.Capacity, "6:00", 6, 0UL, "10:00", true)]
    [InlineData(Relaxations.None, "6:00", 1, 1UL, "10:00", false)]
    [InlineData(Relaxations.Restrictions, "6:00", 1, 1UL, "10:00", true)]
    [InlineData(Relaxations.None, "6:00", 1, 0UL, "9:59", false)]
    [InlineData(Relaxations.Deadline, "6:00", 1, 0UL, "9:59", true)]
    [InlineData(Relaxations.Deadline | Relaxations.Capacity, "6:00", 6, 0UL, "9:59", true)]
    public void Setting_a_rule_aside_tells_whether_it_was_in_the_way(
        Relaxations relax,
        string ready,
        int demand,
        ulong traits,
        string deadline,
        bool there
    )
    {
        var answers = network.AnswersFrom(
            "A",
            ready,
            "B",
            q => q with { Relax = relax, Demand = new(demand), Traits = traits, LatestArrival = Network.Time(deadline) }
        );

        (answers.Length > 0).ShouldBe(there);
    }
}

public sealed class F04_RelaxedLaneTest
{
    [Theory]
    [InlineData(Relaxations.None, "")]
    [InlineData(Relaxations.CutOffs, "9:00 0 0 1: A truck 7:00 9:00 B")]
    public void Loading_is_a_cut_off_too(Relaxations relax, string expected) =>
        new Network("lane A>B 2:00 | loading=1:00")
            .AnswersFrom("A", "7:00", "B", q => q with { Relax = relax, LatestArrival = Network.Time("9:00") })
            .ShouldBe(expected);

    [Theory]
    [InlineData(Relaxations.None, 11)]
    [InlineData(Relaxations.Closures, 9)]
    public void A_lane_that_is_shut_may_be_taken_as_open(Relaxations relax, int arrival)
    {
        var network = new Network("lane A>B 2:00");
        using (var edit = network.Timetable.Edit())
        {
            var plan = new LanePlan
            {
                From = network["A"],
                To = network["B"],
                Durations = LaneDurations.Constant(2 * 3600).ShutDuring([(Network.Time("6:00"), Network.Time("9:00"))]),
            };
            edit.ReplaceLane(new(0), plan);
            edit.Commit();
        }

        network.Search.Run(network.From("A", "7:00", "B") with { Relax = relax });
        network.Search.Outcomes.ToArray().ShouldBe([new Outcome(arrival * 3600, 0, 0, 1)]);
    }
}
