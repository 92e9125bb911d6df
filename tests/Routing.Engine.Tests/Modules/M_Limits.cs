using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests.Modules;

/// <summary>The largest and the smallest of everything that is taken, and what is one too many.</summary>
public sealed class M04_LimitsTest
{
    private const int Far = 1 << 29;
    private static readonly TerminalIndex A = new(0);
    private static readonly TerminalIndex B = new(1);

    public static TheoryData<Call[], byte, bool> Movements =>
        new()
        {
            { [new(A, 0, 0), new(B, 0, 0)], 0, true },
            { [new(A, 0, 0), new(B, 0, 0)], 31, true },
            { [new(A, 0, 0), new(B, 0, 0)], 32, false },
            { [new(A, 0, 0), new(B, 5, 5), new(A, 5, 5)], 0, true },
            { [new(A, 0, 0), new(B, 5, 4), new(A, 5, 5)], 0, false },
            { [new(A, 0, 0), new(new(-1), 0, 0)], 0, false },
            { [new(A, 0, 0, CutOff: Far - 1), new(B, 0, 0, Handling: Far - 1)], 0, true },
            { [new(A, 0, 0, CutOff: Far), new(B, 0, 0)], 0, false },
            { [new(A, 0, 0), new(B, 0, 0, Handling: Far)], 0, false },
            { [new(A, 0, 1 - Far), new(B, Far - 1, 0)], 0, true },
            { [new(A, 0, -Far), new(B, 0, 0)], 0, false },
            { [new(A, 0, 0), new(B, Far, 0)], 0, false },
            { [new(A, int.MinValue, 0), new(B, 0, int.MaxValue)], 0, true }, // what is ignored
            { [new(A, 0, 0), new(B, 0, Far), new(A, Far, 0)], 0, false },
        };

    [Theory]
    [MemberData(nameof(Movements))]
    public void Of_a_movement(Call[] calls, byte mode, bool fine)
    {
        using var edit = new Network("R1: A 8:00  B 10:00").Timetable.Edit();
        Holds(
            fine,
            () =>
                edit.AddMovement(
                    new()
                    {
                        Line = new(0),
                        Mode = new(mode),
                        Calls = calls,
                        Remaining = new Capacity[calls.Length - 1],
                    }
                )
        );
    }

    [Theory]
    [InlineData(short.MaxValue, true)]
    [InlineData(short.MaxValue + 1, false)]
    public void Of_the_calls_of_a_movement(int calls, bool fine) =>
        Of_a_movement([.. Enumerable.Range(0, calls).Select(i => new Call(A, i, i))], 0, fine);

    [Fact]
    public void Of_a_lane()
    {
        var network = new Network("pool P | 0=1\nR1: A 8:00  B 10:00");
        using var edit = network.Timetable.Edit();
        var lane = new LanePlan
        {
            From = A,
            To = B,
            Durations = LaneDurations.Constant(0),
        };
        foreach (
            var (plan, fine) in new[]
            {
                (lane with { Mode = new(31) }, true),
                (lane with { Mode = new(32) }, false),
                (lane with { Loading = Far - 1, Handling = Far - 1 }, true),
                (lane with { Loading = Far }, false),
                (lane with { Handling = Far }, false),
                (lane with { Handling = -1 }, false),
                (lane with { Pool = new(0) }, true),
                (lane with { Pool = new(1) }, false),
                (lane with { Pool = new(-2) }, false),
                (lane with { From = new(2) }, false),
                (lane with { From = new(-1) }, false),
                (lane with { To = new(-1) }, false),
            }
        )
        {
            Holds(fine, () => edit.AddLane(plan));
        }
    }

    [Fact]
    public void Of_a_query()
    {
        var network = new Network("R1: A 8:00  B 10:00");
        var query = network.From("A", "7:00", "B");
        Query Origin(Seed seed) => query with { Origins = new[] { seed } };
        Query Destination(Seed seed) => query with { Destinations = new[] { seed } };
        Query Via(ViaStop via) => query with { Vias = new[] { via } };
        foreach (
            var (asked, fine) in new[]
            {
                (query with { MaxBoardings = 0 }, true),
                (query with { MaxBoardings = 8 }, true),
                (Origin(new(A, 1 - Far)), true),
                (Origin(new(A, -Far)), false),
                (Origin(new(A, Far - 1)), true),
                (Origin(new(A, Far)), false),
                (Origin(new(new(-1), 0)), false),
                (Origin(new(A, 0, new(Cost.Limit, Cost.Limit), 8)), true),
                (Origin(new(A, 0, new(Cost.Limit + 1, 0))), false),
                (Origin(new(A, 0, new(0, Cost.Limit + 1))), false),
                (Origin(new(A, 0, new(0, -1))), false),
                (Origin(new(A, 0, default, 9)), false),
                (Origin(new(A, 0, default, -1)), false),
                (Destination(new(B, Far - 1)), true),
                (Destination(new(B, Far)), false),
                (Destination(new(new(2), 0)), false),
                (Destination(new(B, 0, default, 9)), false),
                (Via(new(A, 0)), true),
                (Via(new(A, (Far / 8) - 1)), true),
                (Via(new(A, Far / 8)), false),
                (Via(new(new(2), 0)), false),
                (query with { Direct = new(0, default, 0) }, true),
                (query with { Direct = new(0, default, -1) }, false),
                (query with { Direct = new(0, new(Cost.Limit + 1, 0)) }, false),
            }
        )
        {
            Holds(fine, () => network.Search.Run(asked));
        }
    }

    [Fact]
    public void Of_wishes_and_vias()
    {
        var network = new Network("R1: A 8:00  B 10:00");
        var query = network.From("A", "7:00", "B");
        var stop = new ViaStop(network["A"], 0);

        network.Search.Run(query with { Vias = Enumerable.Repeat(stop, 8).ToArray() }).ShouldBe(1);
        Should.Throw<ArgumentException>(() => network.Search.Run(query with { Vias = Enumerable.Repeat(stop, 9).ToArray() }));
        network.Search.Run(query with { RequiredModes = 0xFF }).ShouldBe(0);
        Should.Throw<ArgumentException>(() =>
            network.Search.Run(query with { RequiredModes = 0xFF, RequiredLines = new[] { network.Line("R1") } })
        );
    }

    [Fact]
    public void Of_what_a_timetable_tells()
    {
        var timetable = new Network("pool P | 0=1\nR1: A 8:00  B 10:00-10:10  C 12:00\nR2: A 8:00  B 9:00").Timetable;

        timetable.Describe(new(0)).Terminals.ToArray().ShouldBe([new(0), new(1), new(2)]);
        (timetable.TerminalCount, timetable.LineCount, timetable.LaneCount, timetable.MovementCount).ShouldBe((3, 2, 0, 2));
        Should.Throw<ArgumentOutOfRangeException>(() => timetable.Describe(new(2)));
        Should.Throw<ArgumentOutOfRangeException>(() => timetable.Describe(new(-1)));
        Should.Throw<ArgumentOutOfRangeException>(() => timetable.GetPoolDay(new(1), 0));
        Should.Throw<ArgumentOutOfRangeException>(() => timetable.GetPoolDay(new(-1), 0));
        Should.Throw<ArgumentOutOfRangeException>(() => timetable.GetRemaining(new(0), 2));
        Should.Throw<ArgumentOutOfRangeException>(() => timetable.GetRemaining(new(0), -1));
        Should.Throw<ArgumentOutOfRangeException>(() => timetable.GetMovement(new(2)));
        Should.Throw<ArgumentOutOfRangeException>(() => timetable.GetMovement(new(-1)));
        using var edit = timetable.Edit();
        Should.Throw<ArgumentOutOfRangeException>(() => edit.SetPoolDay(new(-1), 0, default));
        Should.Throw<ArgumentOutOfRangeException>(() => edit.RemoveLane(new(-1)));
    }

    private static void Holds(bool fine, Action act)
    {
        if (fine)
        {
            act();
        }
        else
        {
            Should.Throw<ArgumentException>(act);
        }
    }
}

/// <summary>Room is compared dimension by dimension.</summary>
public sealed class M05_CapacityTest
{
    private static readonly Capacity Five = new(5, 5, 5, 5, 5);

    private static Capacity With(int dimension, int value)
    {
        int Of(int d) => d == dimension ? value : 5;
        return new(Of(0), Of(1), Of(2), Of(3), Of(4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Each_of_them_counts(int dimension)
    {
        Five.Takes(With(dimension, 5)).ShouldBeTrue();
        Five.Takes(With(dimension, 6)).ShouldBeFalse();
        With(dimension, 4).Takes(Five).ShouldBeFalse();
        With(dimension, 0).Takes(With(dimension, 0)).ShouldBeTrue();
        With(dimension, -1).Takes(With(dimension, 0)).ShouldBeTrue();
        With(dimension, -1).Takes(With(dimension, -1)).ShouldBeTrue();
        With(dimension, 7)[dimension].ShouldBe(7);
        Capacity.Min(Five, With(dimension, 4)).ShouldBe(With(dimension, 4));
        Capacity.Min(With(dimension, 6), Five).ShouldBe(Five);
        Should.Throw<ArgumentOutOfRangeException>(() => Five[5]);
    }
}
