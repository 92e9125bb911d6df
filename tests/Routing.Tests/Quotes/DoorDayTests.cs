using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Tests.Quotes;

/// <summary>A truck that goes straight across country keeps to the hours of cities and nights as well.</summary>
public sealed class DoorDayTests
{
    private const int Hour = 3600;

    private static readonly TerminalAccess Town = new(15, [new(420, 540), new(990, 1_110)], [], 100);
    private static readonly TerminalAccess Peaks = new(12, [], [new(450, 540)], 60);

    private static readonly Gen<TerminalAccess?> Cities = Gen.Int[0, 2]
        .Select(i =>
            i == 0 ? null
            : i == 1 ? Town
            : Peaks
        );

    private static readonly Gen<DoorDay> Days = Gen.Select(Gen.Int[1, 900], Cities, Cities, Gen.Int[-1, 1])
        .Select((minutes, from, to, night) => new DoorDay(minutes * 60, from, to, night < 0 ? null : (night * 22 * Hour, 6 * Hour)));

    [Fact]
    public void Nobody_enters_while_it_is_shut_and_dangerous_goods_sleep()
    {
        var toTown = new DoorDay(2 * Hour, null, Town, null);
        toTown.Run(Hub(5)).ShouldBe((Hub(5), Hub(7))); // comes to the town at 6:45, and who is in it goes on
        toTown.Run(Hub(4)).ShouldBe((Hub(4), Hub(6)));
        toTown.Run(Hub(6)).ShouldBe((Hub(7) + (15 * 60), Hub(9) + (15 * 60)));
        new DoorDay(2 * Hour, Town, null, null).Run(Hub(8)).ShouldBe((Hub(9), Hub(11)));
        new DoorDay(2 * Hour, Peaks, null, null).Run(Hub(8)).ShouldBe((Hub(8), Hub(10) + (8 * 60))); // 12 min at 60 %
        var atNight = new DoorDay(2 * Hour, null, null, (0, 6 * Hour));
        atNight.Run(Hub(23)).ShouldBe((Hub(23), Hub(23) + (8 * Hour)));
        atNight.Run(Hub(3)).ShouldBe((Hub(6), Hub(8)));
        atNight.Run(Hub(22)).ShouldBe((Hub(22), Hub(24)));
        var overMidnight = atNight with { Night = (22 * Hour, 6 * Hour) };
        overMidnight.Run(Hub(21)).ShouldBe((Hub(21), Hub(23) + (8 * Hour)));
        overMidnight.Run(Hub(23)).ShouldBe((Hub(30), Hub(32)));
        overMidnight.Run(Hub(3)).ShouldBe((Hub(6), Hub(8)));
        overMidnight.Run(Hub(20)).ShouldBe((Hub(20), Hub(22)));
    }

    [Fact]
    public void Where_no_hour_is_open_nobody_drives()
    {
        var never = Town with { Shut = [new(0, 1_440)] };
        new DoorDay(2 * Hour, null, never, null).Run(Hub(8)).ShouldBeNull();
        new DoorDay(2 * Hour, never, null, null).Run(Hub(8)).ShouldBeNull();

        var atNoon = Town with { Shut = [new(0, 720), new(780, 1_440)] };
        new DoorDay(Hour, atNoon, atNoon, null).Run(Hub(8)).ShouldBe((Hub(12), Hub(13)));
        new DoorDay(3 * Hour, atNoon, atNoon, null).Run(Hub(8)).ShouldBeNull();
    }

    [Fact]
    public void Who_is_ready_later_never_arrives_earlier_and_nobody_beats_an_empty_road() =>
        Gen.Select(Days, Gen.Int[0, 2_880], Gen.Int[0, 600])
            .Sample(
                (day, minute, later) =>
                {
                    var (leaves, arrives) = day.Run(minute * 60)!.Value;
                    leaves.ShouldBeGreaterThanOrEqualTo(minute * 60);
                    (arrives - leaves).ShouldBeGreaterThanOrEqualTo(day.Driving);
                    day.Run((minute + later) * 60)!.Value.Arrives.ShouldBeGreaterThanOrEqualTo(arrives);
                    if (day.Night is var (starts, _))
                    {
                        ((leaves + Clock.DayOffset) % 86_400).ShouldBeInRange(6 * Hour, starts == 0 ? 86_399 : starts - 1);
                    }
                }
            );

    /// <summary>An hour of the hub's day in the timetable's seconds.</summary>
    private static int Hub(int hour) => (hour * Hour) - Clock.DayOffset + 86_400;
}
