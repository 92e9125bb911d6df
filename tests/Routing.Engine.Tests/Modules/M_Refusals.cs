using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests.Modules;

public sealed class M01_BadPlanTest
{
    private static readonly TerminalIndex A = new(0);
    private static readonly TerminalIndex B = new(1);

    public static TheoryData<Call[], int> BadMovements =>
        new()
        {
            { [new(A, 0, 0)], 0 },
            { [new(A, 0, 0), new(B, 5, 5)], 0 },
            { [new(A, 0, 0), new(B, 5, 5)], 2 },
            { [new(A, 0, 0), new(new(2), 5, 5)], 1 },
            { [new(A, 0, 10), new(B, 5, 5)], 1 },
            { [new(A, 0, 0), new(B, 5, 4), new(A, 9, 9)], 2 },
            { [new(A, 0, 0, CutOff: -1), new(B, 5, 5)], 1 },
            { [new(A, 0, 0), new(B, 5, 5, Handling: -1)], 1 },
            { [new(A, 0, 0), new(B, int.MaxValue, 5)], 1 },
        };

    [Theory]
    [MemberData(nameof(BadMovements))]
    public void A_movement_that_cannot_be_is_refused_and_leaves_no_trace(Call[] calls, int rooms)
    {
        var timetable = new Network("R1: A 8:00  B 10:00").Timetable;
        using var edit = timetable.Edit();
        Should.Throw<ArgumentException>(() =>
            edit.AddMovement(
                new()
                {
                    Line = new(0),
                    Calls = calls,
                    Remaining = new Capacity[rooms],
                }
            )
        );
        Should.Throw<ArgumentException>(() =>
            edit.ReplaceMovement(
                new(0),
                new()
                {
                    Line = new(0),
                    Calls = calls,
                    Remaining = new Capacity[rooms],
                }
            )
        );
        edit.Commit();

        timetable.MovementCount.ShouldBe(1);
    }

    [Fact]
    public void So_is_a_lane()
    {
        using var edit = new Network("R1: A 8:00  B 10:00\nlane A>B 1:00").Timetable.Edit();
        var fine = new LanePlan
        {
            From = A,
            To = B,
            Durations = LaneDurations.Constant(1),
        };
        foreach (
            var bad in new[] { fine with { To = A }, fine with { To = new(2) }, fine with { Pool = new(0) }, fine with { Loading = -1 } }
        )
        {
            Should.Throw<ArgumentException>(() => edit.AddLane(bad));
            Should.Throw<ArgumentException>(() => edit.ReplaceLane(new(0), bad));
        }
    }

    [Fact]
    public void So_is_what_is_not_there()
    {
        var timetable = new Network("R1: A 8:00  B 10:00").Timetable;
        Should.Throw<ArgumentOutOfRangeException>(() => timetable.SetRemaining(new(1), 0, default));
        Should.Throw<ArgumentOutOfRangeException>(() => timetable.SetRemaining(new(0), 1, default));
        Should.Throw<ArgumentOutOfRangeException>(() => timetable.GetPoolDay(new(0), 0));
        using var edit = timetable.Edit();
        Should.Throw<ArgumentOutOfRangeException>(() => edit.SetPoolDay(new(0), 0, default));
        Should.Throw<ArgumentOutOfRangeException>(() => edit.CancelMovement(new(-1)));
        Should.Throw<ArgumentOutOfRangeException>(() => edit.RemoveLane(new(0)));
    }
}

public sealed class M02_BadQueryTest
{
    private readonly Network network = new("R1: A 8:00  B 10:00");

    [Fact]
    public void Is_refused()
    {
        var fine = network.From("A", "7:00", "B");
        foreach (
            var bad in new[]
            {
                fine with
                {
                    MaxBoardings = 9,
                },
                fine with
                {
                    MaxBoardings = -1,
                },
                fine with
                {
                    Origins = new Seed[] { new(new(2), 0) },
                },
                fine with
                {
                    Destinations = new Seed[] { new(network["B"], -1) },
                },
                fine with
                {
                    Destinations = new Seed[] { new(network["B"], 0, new(-1, 0)) },
                },
                fine with
                {
                    Vias = new ViaStop[] { new(network["B"], -1) },
                },
                fine with
                {
                    Direct = new(0, new(0, -1)),
                },
                fine with
                {
                    Costs = new CostTable(new Timetable(), network),
                },
            }
        )
        {
            Should.Throw<ArgumentException>(() => network.Search.Run(bad));
            Should.Throw<ArgumentException>(() => network.Search.RunRange(bad, 3600));
        }

        Should.Throw<ArgumentOutOfRangeException>(() => network.Search.RunRange(fine, -1));
        network.Search.Run(fine).ShouldBe(1);
        Should.Throw<ArgumentOutOfRangeException>(() => network.Search.GetItinerary(1));
    }
}

public sealed class M03_CostTest
{
    private sealed class Prices(bool carries, Cost board, Cost segment, Cost? lane) : ICostModel
    {
        public bool PriceLine(in LineInfo line, in LineCosts costs)
        {
            costs.Board[0] = board;
            costs.Segment.Fill(segment);
            return carries;
        }

        public Cost? PriceLane(in LaneInfo info) => lane;
    }

    private static int Answers(ICostModel model)
    {
        var timetable = new Network("R1: A 8:00  B 10:00-10:10  C 12:00").Timetable;
        var query = new Query
        {
            Costs = new CostTable(timetable, model),
            Origins = new Seed[] { new(new(0), 0) },
            Destinations = new Seed[] { new(new(2), 0) },
        };
        return new Search(timetable).Run(query);
    }

    [Fact]
    public void A_line_that_cannot_be_priced_or_costs_beyond_the_limit_is_left_out()
    {
        Answers(new Prices(true, new(1, 1), new(1, 1), null)).ShouldBe(1);
        Answers(new Prices(false, new(1, 1), new(1, 1), null)).ShouldBe(0);
        Answers(new Prices(true, default, new(Cost.Limit / 2, 0), null)).ShouldBe(1);
        Answers(new Prices(true, new(1, 0), new(Cost.Limit / 2, 0), null)).ShouldBe(0);
        Answers(new Prices(true, default, new(0, (Cost.Limit / 2) + 1), null)).ShouldBe(0);
    }

    [Theory]
    [InlineData(-1, 0, 0, 0)]
    [InlineData(0, -1, 0, 0)]
    [InlineData(0, 0, -1, 0)]
    [InlineData(0, 0, 0, -1)]
    public void A_negative_cost_is_refused(int price, int co2, int segmentPrice, int segmentCo2) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Answers(new Prices(true, new(price, co2), new(segmentPrice, segmentCo2), null)));

    [Theory]
    [InlineData(Cost.Limit, Cost.Limit, 1)]
    [InlineData(Cost.Limit + 1, 0, 0)]
    [InlineData(0, Cost.Limit + 1, 0)]
    [InlineData(-1, 0, -1)]
    [InlineData(0, -1, -1)]
    public void So_it_is_with_a_lane(int price, int co2, int answers)
    {
        var network = new Network("lane A>B 1:00");
        var costs = new CostTable(network.Timetable, new Prices(true, default, default, new(price, co2)));
        var query = network.From("A", "7:00", "B") with { Costs = costs };
        if (answers < 0)
        {
            Should.Throw<ArgumentOutOfRangeException>(() => network.Search.Run(query));
        }
        else
        {
            network.Search.Run(query).ShouldBe(answers);
        }
    }
}
