using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests.Modules;

public sealed class E01_LaneTest
{
    [Fact]
    public void Leaves_at_any_time_and_counts_as_a_boarding() => new Network(
            """
            lane A>B 2:00 | price=7 co2=8 loading=0:30 handling=0:15
            R1: B 10:00  C 12:00 | price=1 co2=1
            """
        ).AnswersFrom("A", "7:10", "C").ShouldBe("12:00 8 9 2: A truck 7:40 9:40 B ~ B R1 10:00 12:00 C");

    [Fact]
    public void One_may_follow_another() =>
        new Network("lane A>B 2:00 | price=1\nlane B>C 3:00 | price=1")
            .AnswersFrom("A", "7:00", "C")
            .ShouldBe("12:00 2 0 2: A truck 7:00 9:00 B ~ B truck 9:00 12:00 C");

    [Fact]
    public void Can_be_taken_out_and_priced_anew()
    {
        var network = new Network("lane A>B 2:00 | price=7");
        using (var edit = network.Timetable.Edit())
        {
            edit.RemoveLane(new(0));
            edit.Commit();
        }

        network.AnswersFrom("A", "7:00", "B").ShouldBe("");
        network.Add("lane A>B 1:00 | price=5");
        network.AnswersFrom("A", "7:00", "B").ShouldBe("8:00 5 0 1: A truck 7:00 8:00 B");
    }
}

public sealed class E02_PoolTest
{
    [Theory]
    [InlineData(1, "9:00")]
    [InlineData(2, "26:00")]
    [InlineData(4, "74:00")]
    [InlineData(5, null)]
    public void Without_a_truck_today_it_waits_for_midnight_of_a_day_that_has_one(int demand, string? arrival) =>
        new Network("pool P | 0=1 1=3 3=4\nlane A>B 2:00 | pool=P")
            .AnswersFrom("A", "7:00", "B", q => q with { Demand = new(demand) })
            .Split(' ')[0]
            .ShouldBe(arrival ?? "");

    [Fact]
    public void Midnight_is_local() =>
        new Network("pool P | 1=1\nlane A>B 2:00 | pool=P", dayOffset: 8 * 3600)
            .AnswersFrom("A", "7:00", "B")
            .ShouldBe("18:00 0 0 1: A truck 16:00 18:00 B");

    [Fact]
    public void Room_of_a_day_is_live()
    {
        var network = new Network("pool P | 0=1\nlane A>B 2:00 | pool=P");
        network.Timetable.SetPoolDay(new(0), 0, new(0));
        network.Timetable.SetPoolDay(new(0), 5, new(7));

        network.AnswersFrom("A", "7:00", "B").ShouldBe("122:00 0 0 1: A truck 120:00 122:00 B");
        network.Timetable.GetPoolDay(new(0), 5).ShouldBe(new Capacity(7));
        network.Timetable.GetPoolDay(new(0), 500).ShouldBe(default);
    }
}

public sealed class E03_DurationTest
{
    [Fact]
    public void Of_a_road_that_is_shut_for_a_while()
    {
        var shut = LaneDurations.Of((100, 10), (100, 60), (150, 10));

        shut.Minimum.ShouldBe(10);
        new[] { 0, 99, 100, 125, 149, 150, 999 }.Select(shut.At).ShouldBe([10, 10, 60, 35, 11, 10, 10]);
    }

    [Fact]
    public void Lets_a_truck_leave_only_when_it_must_to_arrive_as_early()
    {
        var shut = LaneDurations.Of((100, 10), (100, 60), (150, 10));

        new int[] { 0, 99, 100, 149, 150 }
            .Select(shut.Leaves)
            .ShouldBe([0, 99, 150, 150, 150]);
    }

    [Fact]
    public void May_be_the_same_every_day_by_the_local_clock()
    {
        const int hour = 3600;
        var night = LaneDurations.Daily(
            8 * hour,
            (0, 7 * hour),
            (6 * hour, hour),
            (23 * hour, hour),
            (23 * hour, 8 * hour),
            (24 * hour, 7 * hour)
        );

        foreach (var day in new[] { -3, 0, 1, 400 })
        {
            var midnight = (day * LaneDurations.Day) - (8 * hour);
            night.At(midnight).ShouldBe(7 * hour);
            night.At(midnight + (3 * hour)).ShouldBe(4 * hour);
            night.At(midnight + (12 * hour)).ShouldBe(hour);
            night.Leaves(midnight - hour).ShouldBe(midnight + (6 * hour)); // over midnight
            night.Leaves(midnight + (9 * hour)).ShouldBe(midnight + (9 * hour));
        }

        Should.Throw<ArgumentException>(() => LaneDurations.Daily(0, (0, 5), (10, 5)));
        Should.Throw<ArgumentException>(() => LaneDurations.Daily(0, (0, 5), (LaneDurations.Day, 6)));
    }

    [Fact]
    public void Is_not_left_while_it_is_shut()
    {
        var lane = LaneDurations.Constant(10).ShutDuring([(200, 300), (int.MinValue, 100), (250, 320), (500, int.MaxValue)]);

        new[] { 0, 99, 100, 199, 200, 299, 319, 320, 499 }.Select(lane.Leaves).ShouldBe([100, 100, 100, 199, 320, 320, 320, 320, 499]);
        lane.Leaves(500).ShouldBeNull();
        lane.LeavesOpen(500).ShouldBe(500);
    }

    [Fact]
    public void Rises_and_falls_between_breakpoints()
    {
        var rush = LaneDurations.Of((0, 10), (100, 60), (200, 10));

        new[] { -5, 50, 100, 150, 200 }.Select(rush.At).ShouldBe([10, 35, 60, 35, 10]);
    }

    [Fact]
    public void May_not_let_who_leaves_later_arrive_earlier() =>
        Should.Throw<ArgumentException>(() => LaneDurations.Of((0, 100), (50, 49)));

    [Fact]
    public void Must_be_there_in_order_and_not_negative()
    {
        Should.Throw<ArgumentException>(() => LaneDurations.Of());
        Should.Throw<ArgumentException>(() => LaneDurations.Of((5, 1), (4, 9)));
        Should.Throw<ArgumentException>(() => LaneDurations.Of((5, -1)));
        Should.Throw<ArgumentOutOfRangeException>(() => LaneDurations.Constant(-1));
    }
}
