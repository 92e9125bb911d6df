using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests.Modules;

public sealed class K01_DelayTest
{
    [Fact]
    public void A_delayed_movement_is_caught_later_and_may_be_overtaken()
    {
        var network = new Network("R1: A 8:00  B 10:00\nR1: A 9:00  B 11:00");

        network.Replace(0, "R1: A 20:00  B 22:00");

        network.AnswersFrom("A", "7:00", "B").ShouldBe("11:00 0 0 1: A R1 9:00 11:00 B");
        network.AnswersFrom("A", "9:30", "B").ShouldBe("22:00 0 0 1: A R1 20:00 22:00 B");
        network.Timetable.MovementCount.ShouldBe(2);
    }

    [Fact]
    public void A_delay_on_the_way_breaks_a_connection()
    {
        var network = new Network("R1: A 8:00  B 10:00\nR2: B 10:30  C 11:00\nR2: B 14:30  C 15:00");

        network.Replace(0, "R1: A 8:00  B 11:00");

        network.AnswersFrom("A", "7:00", "C").ShouldBe("15:00 0 0 2: A R1 8:00 11:00 B ~ B R2 14:30 15:00 C");
    }

    [Fact]
    public void A_movement_can_be_read_delayed_and_put_back()
    {
        var network = new Network("R1: A 8:00  B 10:00-10:30  C 12:00 | cutoff=1:00 handling=0:10 room=7,8 ban=2 mode=4");
        var late = network.Timetable.GetMovement(new(0))!.Delayed(fromCall: 1, seconds: 600);

        using (var edit = network.Timetable.Edit())
        {
            edit.ReplaceMovement(new(0), late.ToPlan());
            edit.Commit();
        }

        network.AnswersFrom("A", "7:00", "C").ShouldBe("12:20 0 0 1: A R1 8:00 12:10 C");
        network.AnswersFrom("A", "7:00", "B").ShouldBe("10:10 0 0 1: A R1 8:00 10:00 B");
        network
            .Timetable.GetMovement(new(0))!
            .ShouldSatisfyAllConditions(
                m => m.Forbidden.ShouldBe(2UL),
                m => m.Mode.ShouldBe(new ModeIndex(4)),
                m => m.Remaining.ShouldBe([new Capacity(7), new Capacity(8)]),
                m => m.Calls[1].Departure.ShouldBe(Network.Time("10:40"))
            );
    }
}

public sealed class K01_ReadBackTest
{
    [Fact]
    public void A_movement_is_read_as_it_was_put_in()
    {
        Call[] calls =
        [
            new(new(0), 5, 100, CutOff: 30, Handling: 8),
            new(new(1), 200, 300, CutOff: 40, Handling: 9),
            new(new(0), 400, 500, CutOff: 50, Handling: 10),
        ];
        var timetable = new Timetable();
        using (var edit = timetable.Edit())
        {
            edit.AddTerminal();
            edit.AddTerminal();
            edit.AddMovement(
                new()
                {
                    Line = new(3),
                    CostClass = new(4),
                    Mode = new(5),
                    Calls = calls,
                    Remaining = [new(1, 2, 3, 4, 5), new(6, 7, 8, 9, 10)],
                }
            );
            edit.Commit();
        }

        var read = timetable.GetMovement(new(0))!;

        // What does not count at the first and the last call is not kept.
        read.Calls.ShouldBe([calls[0] with { Arrival = 100, Handling = 0 }, calls[1], calls[2] with { Departure = 400, CutOff = 0 }]);
        read.Remaining.ShouldBe([new(1, 2, 3, 4, 5), new(6, 7, 8, 9, 10)]);
        (read.Line, read.CostClass, read.Mode).ShouldBe((new(3), new(4), new(5)));
    }
}

public sealed class K01_ElsewhereTest
{
    [Fact]
    public void A_movement_that_is_sent_elsewhere_is_gone_from_where_it_was()
    {
        var network = new Network("R1: A 8:00  B 10:00\nR1: A 9:00  B 11:00\nR2: C 1:00  D 2:00");

        network.Replace(0, "R1: A 8:00  C 10:00");

        network.AnswersFrom("A", "7:00", "B").ShouldBe("11:00 0 0 1: A R1 9:00 11:00 B");
        network.AnswersFrom("A", "7:00", "C").ShouldBe("10:00 0 0 1: A R1 8:00 10:00 C");
        network.Timetable.MovementCount.ShouldBe(3);
    }
}

public sealed class K02_CancellationTest
{
    [Fact]
    public void A_cancelled_movement_is_gone_and_can_come_back()
    {
        var network = new Network("R1: A 8:00  B 10:00");
        using (var edit = network.Timetable.Edit())
        {
            edit.CancelMovement(new(0));
            edit.CancelMovement(new(0));
            edit.Commit();
        }

        network.AnswersFrom("A", "7:00", "B").ShouldBe("");
        network.AnswersFrom("A", "7:00", "B", q => q with { Demand = default, Relax = Relaxations.CutOffs }).ShouldBe("");
        network.Timetable.SetRemaining(new(0), 0, new(5)).ShouldBeFalse();
        network.Timetable.GetRemaining(new(0), 0).ShouldBeNull();
        network.Timetable.GetMovement(new(0)).ShouldBeNull();

        network.Replace(0, "R1: A 9:00  B 11:00");
        network.AnswersFrom("A", "7:00", "B").ShouldBe("11:00 0 0 1: A R1 9:00 11:00 B");
    }

    [Fact]
    public void What_has_departed_can_be_dropped()
    {
        var network = new Network("R1: A 8:00  B 10:00-10:30  C 12:00\nR1: A 9:00  B 11:00-11:30  C 13:00");
        using var edit = network.Timetable.Edit();
        edit.DropDepartedBefore(Network.Time("11:00")).ShouldBe(1);
        edit.Commit();

        network.Timetable.MovementCount.ShouldBe(1);
        network.AnswersFrom("B", "7:00", "C").ShouldBe("13:00 0 0 1: B R1 11:30 13:00 C");
    }
}

public sealed class K02_DroppedTest
{
    [Theory]
    [InlineData("9:00", 1)]
    [InlineData("9:01", 2)]
    [InlineData("50:00", 2)]
    public void What_departs_at_that_very_moment_is_kept(string before, int dropped)
    {
        var network = new Network("R1: A 8:00  B 10:00\nR1: A 9:00  B 11:00");
        using var edit = network.Timetable.Edit();

        edit.DropDepartedBefore(Network.Time(before)).ShouldBe(dropped);
        edit.DropDepartedBefore(Network.Time(before)).ShouldBe(0);
        edit.Commit();

        network.Timetable.MovementCount.ShouldBe(2 - dropped);
    }
}

public sealed class K03_NewMovementTest
{
    [Fact]
    public void A_faster_movement_of_a_line_is_taken_where_its_slow_one_was_not_worth_it()
    {
        var network = new Network("R1: A 8:00  B 20:00 | price=50");
        string Answers() => network.AnswersFrom("A", "20:30", "B", q => q with { Direct = new(Network.Time("22:30"), new(40, 0)) });
        Answers().ShouldBe("22:30 40 0 1:");

        network.Add("R1: A 21:00  B 21:30");

        Answers().ShouldBe("21:30 50 0 1: A R1 21:00 21:30 B\n22:30 40 0 1:");
    }

    [Fact]
    public void A_faster_and_cheaper_line_is_found_although_bounds_to_the_destination_are_known()
    {
        var network = new Network("R1: A 8:00  X 9:00-9:10  B 20:00 | price=50 co2=50");
        network.AnswersFrom("A", "7:00", "B").ShouldBe("20:00 100 100 1: A R1 8:00 20:00 B");

        network.Add("R2: X 10:00  B 11:00 | price=1 co2=1");

        network
            .AnswersFrom("A", "7:00", "B")
            .ShouldBe("11:00 51 51 2: A R1 8:00 9:00 X ~ X R2 10:00 11:00 B\n20:00 100 100 1: A R1 8:00 20:00 B");
    }

    [Fact]
    public void So_is_a_cheaper_one_behind_a_terminal_that_was_not_worth_going_to()
    {
        var network = new Network("D: A 8:00  B 9:30 | price=100\nR1: A 8:00  Z 9:00 | price=50\nR2: Z 10:00  B 20:00 | price=50");
        network.AnswersFrom("A", "7:00", "B").ShouldBe("9:30 100 0 1: A D 8:00 9:30 B");

        network.Add("R3: Z 11:00  B 12:00 | price=1");

        network
            .AnswersFrom("A", "7:00", "B")
            .ShouldBe("9:30 100 0 1: A D 8:00 9:30 B\n12:00 51 0 2: A R1 8:00 9:00 Z ~ Z R3 11:00 12:00 B");
    }

    [Fact]
    public void So_is_a_faster_movement_of_a_line_and_a_new_terminal()
    {
        var network = new Network("R1: A 8:00  B 20:00");
        network.AnswersFrom("A", "7:00", "B").ShouldBe("20:00 0 0 1: A R1 8:00 20:00 B");

        network.Add("R1: A 9:00  B 10:00\nR3: B 11:00  N 12:00");

        network.AnswersFrom("A", "7:00", "B").ShouldBe("10:00 0 0 1: A R1 9:00 10:00 B");
        network.AnswersFrom("A", "7:00", "N").ShouldBe("12:00 0 0 2: A R1 9:00 10:00 B ~ B R3 11:00 12:00 N");
    }

    [Fact]
    public void Movements_of_one_line_that_cost_differently_are_told_apart() =>
        new Network("R1: A 8:00  B 10:00 | price=9\nR1: A 12:00  B 14:00 | price=3 class=1")
            .AnswersFrom("A", "7:00", "B")
            .ShouldBe("10:00 9 0 1: A R1 8:00 10:00 B\n14:00 3 0 1: A R1 12:00 14:00 B");
}

public sealed class K04_BatchTest
{
    [Fact]
    public void Nothing_is_seen_before_the_commit_and_nothing_of_a_batch_without_one()
    {
        var network = new Network("R1: A 8:00  B 10:00");
        using (var edit = network.Timetable.Edit())
        {
            edit.CancelMovement(new(0));
            network.AnswersFrom("A", "7:00", "B").ShouldBe("10:00 0 0 1: A R1 8:00 10:00 B");
        }

        network.AnswersFrom("A", "7:00", "B").ShouldBe("10:00 0 0 1: A R1 8:00 10:00 B");
        network.Timetable.SetRemaining(new(0), 0, new(0)).ShouldBeTrue();
        network.AnswersFrom("A", "7:00", "B").ShouldBe("");
    }

    [Fact]
    public void Of_several_changes_of_one_movement_in_a_batch_the_last_counts()
    {
        var network = new Network("R1: A 8:00  B 10:00\nR1: A 20:00  B 22:00");
        var movement = network.Timetable.GetMovement(new(0))!;
        using (var edit = network.Timetable.Edit())
        {
            edit.ReplaceMovement(new(0), movement.Delayed(0, 3600).ToPlan());
            edit.ReplaceMovement(new(0), movement.Delayed(0, 7200).ToPlan());
            edit.CancelMovement(edit.AddMovement(movement.ToPlan()));
            edit.Commit();
        }

        network.Timetable.MovementCount.ShouldBe(2);
        network.AnswersFrom("A", "7:00", "B").ShouldBe("12:00 0 0 1: A R1 10:00 12:00 B");
        network.AnswersFrom("A", "11:00", "B").ShouldBe("22:00 0 0 1: A R1 20:00 22:00 B");
    }

    [Fact]
    public void A_batch_without_a_commit_leaves_every_movement_where_it_was()
    {
        var network = new Network("R1: A 8:00  B 10:00\nR1: A 20:00  B 22:00");
        var movement = network.Timetable.GetMovement(new(0))!;
        using (var edit = network.Timetable.Edit())
        {
            edit.ReplaceMovement(new(0), movement.Delayed(0, 3600).ToPlan());
            edit.ReplaceMovement(new(0), movement.Delayed(0, 7200).ToPlan());
            edit.CancelMovement(new(1));
            edit.ReplaceMovement(edit.AddMovement(movement.ToPlan()), movement.ToPlan());
        }

        network.Timetable.GetMovement(new(0))!.Calls.ShouldBe(movement.Calls);
        network.Timetable.GetMovement(new(1)).ShouldNotBeNull();
        network.Timetable.GetMovement(new(2)).ShouldBeNull();
        network.Replace(1, "R1: A 9:00  B 11:00");
        network.AnswersFrom("A", "8:30", "B").ShouldBe("11:00 0 0 1: A R1 9:00 11:00 B");
        network.AnswersFrom("A", "7:00", "B").ShouldBe("10:00 0 0 1: A R1 8:00 10:00 B");
        network.Timetable.MovementCount.ShouldBe(2);
    }

    [Fact]
    public void A_batch_that_is_over_lets_another_thread_begin_one()
    {
        var network = new Network("R1: A 8:00  B 10:00");
        var other = new Thread(() => network.Add("R2: A 9:00  B 11:00")) { IsBackground = true };
        other.Start();

        other.Join(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        network.Timetable.MovementCount.ShouldBe(2);
    }

    [Fact]
    public void A_batch_that_is_over_takes_no_commit()
    {
        var edit = new Timetable().Edit();
        edit.Dispose();
        edit.Dispose();

        Should.Throw<ObjectDisposedException>(edit.Commit);
    }
}
