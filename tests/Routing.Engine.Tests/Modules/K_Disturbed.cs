using Shouldly;
using Xunit;

namespace Qujiang.Routing.Engine.Tests.Modules;

/// <summary>
/// Room that changes while a search runs, without a second thread: a search asks for the price of what it has never seen after it has
/// noted where it began, so whoever tells the price can change something first.
/// </summary>
public sealed class K05_DisturbedTest
{
    private sealed class Meddler(Action<int> meddle) : ICostModel
    {
        private int asked;

        public bool PriceLine(in LineInfo line, in LineCosts costs)
        {
            meddle(asked++);
            return true;
        }

        public Cost? PriceLane(in LaneInfo lane)
        {
            meddle(asked++);
            return default(Cost);
        }
    }

    private const string Rides = """
        R1: A 8:00  B 10:00-10:10  C 11:00-11:10  D 12:00 | room=5/900
        R1: A 9:00  B 11:00-11:10  C 12:00-12:10  D 13:00 | room=5/900
        R1: A 10:00 B 12:00-12:10  C 13:00-13:10  D 14:00 | room=5/900
        """;

    private static (int Attempts, int Arrival) Run(Network network, Query query, Action<int> meddle)
    {
        network.Search.Run(query with { Costs = new CostTable(network.Timetable, new Meddler(meddle)) });
        return (network.Search.Counters.Attempts, network.Search.Outcomes.Length == 0 ? -1 : network.Search.Outcomes[0].Arrival / 3600);
    }

    [Theory]
    [InlineData(0, 1, 0, 2)] // The movement that is taken, a segment of it: read, and full now.
    [InlineData(0, 0, 0, 2)] // Its first segment.
    [InlineData(0, 2, 0, 1)] // Behind where the cargo gets off.
    [InlineData(2, 1, 0, 1)] // A movement after the one that was taken.
    [InlineData(0, 1, 3, 1)] // Less room, and still enough.
    public void Room_that_was_read_and_no_longer_fits_makes_it_run_again(int movement, int segment, int room, int attempts)
    {
        var network = new Network(Rides);

        var (runs, arrival) = Run(
            network,
            network.From("A", "7:00", "C"),
            n =>
            {
                if (n == 0)
                {
                    network.Timetable.SetRemaining(new(movement), segment, new(room, 900));
                }
            }
        );

        runs.ShouldBe(attempts);
        arrival.ShouldBe(room == 0 && movement == 0 && segment < 2 ? 12 : 11);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Room_that_is_back_does_so_too(int movement, int attempts)
    {
        var network = new Network(Rides);
        network.Timetable.SetRemaining(new(0), 0, default);

        Run(
            network,
            network.From("A", "7:00", "C"),
            n =>
            {
                if (n == 0)
                {
                    network.Timetable.SetRemaining(new(movement), 0, movement == 0 ? new(5) : default);
                }
            }
        )
            .Attempts.ShouldBe(attempts);
    }

    [Fact]
    public void What_another_shipment_needs_does_not_matter() =>
        Run(new Network(Rides), network => network.Timetable.SetRemaining(new(0), 0, new(5, 0))).ShouldBe((1, 11));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Every_line_that_was_looked_at_counts(int movement)
    {
        var network = new Network("R1: A 8:00  B 12:00 | room=5\nR2: A 8:00  B 12:00 | room=5");

        Run(network, network.From("A", "7:00", "B"), n => _ = n == 0 && network.Timetable.SetRemaining(new(movement), 0, default))
            .ShouldBe((2, 12));
    }

    [Fact]
    public void What_an_earlier_search_read_does_not_matter()
    {
        var network = new Network(Rides + "\nR2: D 8:00  E 9:00");
        network.Search.Run(network.From("A", "7:00", "C"));

        Run(network, network.From("D", "7:00", "E"), n => _ = n == 0 && network.Timetable.SetRemaining(new(0), 0, default))
            .ShouldBe((1, 9));
    }

    [Fact]
    public void A_line_without_any_room_counts_as_read()
    {
        var network = new Network("R1: A 8:00  C 11:00 | room=0");

        Run(network, network.From("A", "7:00", "C"), n => _ = n == 0 && network.Timetable.SetRemaining(new(0), 0, new(5)))
            .ShouldBe((2, 11));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void Days_of_a_pool_count_as_read_up_to_the_one_taken(int day, int attempts)
    {
        var network = new Network("pool P | 1=0 2=3 3=3\nlane A>B 1:00 | pool=P");
        var room = day is 2 or 3 ? 0 : 3;

        Run(
            network,
            network.From("A", "30:00", "B"),
            n =>
            {
                if (n == 0)
                {
                    network.Timetable.SetPoolDay(new(0), day, new(room));
                }
            }
        )
            .Attempts.ShouldBe(attempts);
    }

    [Fact]
    public void More_changes_than_are_remembered_count_as_one_that_matters()
    {
        var network = new Network("R1: A 8:00  B 10:00\nR2: C 8:00  D 9:00");
        Query Query() => network.From("A", "7:00", "B");

        Run(network, Query(), n => Change(n, (1 << 14) - 2)).ShouldBe((1, 10));
        Run(network, Query(), n => Change(n, (1 << 14) - 1)).ShouldBe((2, 10));

        void Change(int asked, int times)
        {
            for (var i = 0; asked == 0 && i < times; i++)
            {
                network.Timetable.SetRemaining(new(1), 0, new(i & 1));
            }
        }
    }

    [Fact]
    public void Disturbed_every_time_it_makes_the_writer_wait()
    {
        var network = new Network(Rides);
        var query = network.From("A", "7:00", "C");

        // Each run meets a line that is new, and each time somebody asks for its price the room of the first ride flips.
        var (attempts, arrival) = Run(
            network,
            query,
            n =>
            {
                network.Timetable.SetRemaining(new(0), 0, n % 2 == 0 ? default : new(5, 900));
                network.Add($"NEW{n}: C 20:00  D 21:00");
            }
        );

        attempts.ShouldBe(5);
        arrival.ShouldBe(12);
    }

    private static (int Attempts, int Arrival) Run(Network network, Action<Network> meddle) =>
        Run(
            network,
            network.From("A", "7:00", "C"),
            n =>
            {
                if (n == 0)
                {
                    meddle(network);
                }
            }
        );
}
