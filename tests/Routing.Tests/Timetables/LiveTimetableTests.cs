using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;

namespace Qujiang.Routing.Tests.Timetables;

/// <summary>The engine's timetable follows the projections change by change, and ends as if it had been made from them at once.</summary>
public sealed class LiveTimetableTests(ITestOutputHelper output)
{
    [Fact]
    public void Change_by_change_is_the_same_as_at_once()
    {
        var (searches, found) = (0, 0);
        Gen.Select(Gen.Int, Gen.Int[1, 40])
            .Sample(
                (seed, changes) =>
                {
                    var random = new Random(seed);
                    var network = new SmallNetwork();
                    var followed = new PlanningWorld();
                    var states = network.Legs.ToDictionary(leg => leg.Service, leg => followed.Load(leg));
                    for (var i = 0; i < changes; i++)
                    {
                        var leg = network.Legs[random.Next(4)];
                        var fact = Change(leg, random, network.Start);
                        followed.Follow(leg, states[leg.Service], fact);
                        if (random.Next(10) == 0)
                        {
                            var before = states[leg.Service];
                            states[leg.Service] = followed.Reload(leg, before);
                        }
                    }
                    var atOnce = new PlanningWorld();
                    foreach (var leg in network.Legs)
                    {
                        atOnce.Load(leg);
                    }
                    foreach (var wish in Wishes(network.Start))
                    {
                        var expected = atOnce.Find(wish);
                        followed.Find(wish).ShouldBe(expected, $"seed {seed}: {wish.Origin.Name} to {wish.Destination.Name}");
                        Interlocked.Increment(ref searches);
                        Interlocked.Add(ref found, expected.Count);
                    }
                },
                iter: 60,
                threads: 2
            );
        output.WriteLine($"60 histories, {searches} searches compared, {found} options");
        found.ShouldBeGreaterThan(searches);
    }

    [Fact]
    public void The_search_and_the_bill_agree_but_for_rounding()
    {
        var network = new SmallNetwork();
        var world = new PlanningWorld();
        foreach (var leg in network.Legs)
        {
            world.Load(leg);
        }
        var furthest = 0L;
        var options = 0;
        foreach (var wish in Wishes(network.Start))
        {
            foreach (var plan in new Waiting(world.Pricing).AddTo(world.Search.Find(wish), Cargoes.Of(wish.Shipment, wish.Truck)))
            {
                var bill = world.Pricing.Price(plan, Cargoes.Of(wish.Shipment, wish.Truck)).ShouldNotBeNull();
                var shares = 3 * plan.Legs.Sum(l => l is RideLeg ride ? ride.Alight - ride.Board + 2 : 3);
                var off = Math.Abs(bill.AmountFen - bill.Documentation.AmountFen - plan.Outcome.Price);
                off.ShouldBeLessThanOrEqualTo(shares);
                Math.Abs(bill.Co2eGrams - plan.Outcome.Co2).ShouldBeLessThanOrEqualTo(shares);
                furthest = Math.Max(furthest, off);
                options++;
            }
        }
        output.WriteLine($"{options} options, at most {furthest} fen between search and bill");
        options.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void A_new_version_of_a_tariff_prices_what_is_loaded_from_then_on()
    {
        var network = new SmallNetwork();
        var world = new PlanningWorld();
        var states = network.Legs.ToDictionary(leg => leg.Service, leg => world.Load(leg));
        var dearer = Facts.Tariff("rail", "RL", "BOX_KM", "27.54", "9.9", 2, network.Start.AddDays(5));
        world.Follow(network.Rail, states["rail"], network.Rail.Tell(dearer));

        long Price(int day) =>
            world
                .Search.Find(PlanningWorld.Wish("QZR-EST", "BLR-RAIL", network.Start.AddDays(day).AddHours(9), Mode.Rail))
                .Min(p => (long)p.Outcome.Price);

        Price(1).ShouldBeLessThan(Price(6));
        ((decimal)Price(6)).ShouldBe(2 * ((385 * 27.54m * 1.08m) + 500) * 100, 5m);
    }

    [Fact]
    public void A_carrier_whose_tariff_is_not_known_is_not_offered_until_it_is()
    {
        var network = new SmallNetwork();
        var world = new PlanningWorld();
        var state = world.Load(network.Rail);
        var calls = Facts.Calls(network.Start.AddDays(2), ("QZR-EST", 0, 0), ("NCH-XT", 9, 9));
        world.Follow(
            network.Rail,
            state,
            network.Rail.Tell(Facts.Movement("rail", "NEW", Mode.Rail, "RL-NEW", "RL-X", calls, Facts.Segments(9_000, 900_000, 400)))
        );
        var wish = PlanningWorld.Wish("QZR-EST", "NCH-XT", network.Start.AddDays(1), Mode.Rail);
        world.Find(wish).ShouldBeEmpty();

        world.Follow(network.Rail, state, network.Rail.Tell(Facts.Tariff("rail", "RL-X", "BOX_KM", "1", "9.9")));

        world.Find(wish).Count.ShouldBe(1);
    }

    [Fact]
    public void What_a_snapshot_no_longer_has_is_not_offered()
    {
        var network = new SmallNetwork();
        var world = new PlanningWorld();
        var state = world.Load(network.Rail);
        var wish = PlanningWorld.Wish("QZR-EST", "BLR-RAIL", network.Start.AddDays(20), Mode.Rail); // the last train
        world.Find(wish).Count.ShouldBe(1);
        network.Rail.Forget(SmallNetwork.Train(20));

        world.Reload(network.Rail, state);

        world.Find(wish).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(401, 0, true)]
    [InlineData(800, 400, true)]
    [InlineData(800, 401, false)]
    public void What_is_held_or_sold_is_not_free(int offered, int taken, bool rides)
    {
        var network = new SmallNetwork();
        var world = new PlanningWorld();
        var state = world.Load(network.Rail);
        var wish = PlanningWorld.Wish("QZR-EST", "BLR-RAIL", network.Start.AddDays(20), Mode.Rail); // the last train
        world.Find(wish).Count.ShouldBe(1);
        var train = network.Rail.Movement(SmallNetwork.Train(20));
        var room = train.Segments[1] with
        {
            Offered = new CapacityVector(offered, 100_000),
            Held = new CapacityVector(taken / 2, 1_000),
            Confirmed = new CapacityVector(taken - (taken / 2), 1_000),
        };

        world.Follow(
            network.Rail,
            state,
            network.Rail.Tell(
                new CapacityChanged(Guid.NewGuid(), default, "rail", 0, train.MovementId, 2, [train.Segments[0], room], "held")
            )
        );

        world.Find(wish).Count.ShouldBe(rides ? 1 : 0);
    }

    private static IFact Change(LegModel leg, Random random, DateTimeOffset start)
    {
        var ids = leg.MovementIds.ToArray();
        if (leg.Service == "road")
        {
            var lanes = leg.History.OfType<LanePublished>().ToArray();
            var lane = lanes[random.Next(lanes.Length)];
            var pools = leg.History.OfType<PoolCapacityChanged>().ToArray();
            var pool = pools[random.Next(pools.Length)];
            var revision = leg.History.Count + 1;
            return random.Next(5) switch
            {
                0 or 1 => leg.Tell(lane with { Revision = revision, Km = lane.Km + random.Next(50), Withdrawn = random.Next(3) == 0 }),
                2 => leg.Tell(Facts.Pool(pool.PoolId, pool.Day, random.Next(3), revision)),
                3 => leg.Tell(
                    Facts.Closure(
                        $"D-{random.Next(3)}",
                        revision,
                        random.Next(2) == 0 ? [lane.From] : [],
                        [lane.LaneId, lanes[random.Next(lanes.Length)].LaneId],
                        start.AddHours(random.Next(300)),
                        random.Next(4) == 0 ? null : start.AddHours(300 + random.Next(100))
                    )
                ),
                _ => leg.Tell(new DisruptionCleared(Guid.NewGuid(), default, "road", 0, $"D-{random.Next(3)}", revision, "over")),
            };
        }
        var id = ids[random.Next(ids.Length)];
        return random.Next(5) switch
        {
            0 => leg.Cancel(id),
            1 => leg.Delay(id, TimeSpan.FromMinutes(random.Next(-100, 600))),
            2 => leg.Tell(leg.Movement(id) with { Revision = leg.Movement(id).Revision + 1, Status = MovementStatus.Scheduled }),
            _ => leg.SetRoom(id, _ => new CapacityVector(random.Next(900), random.Next(100_000), random.Next(20_000))),
        };
    }

    private static IEnumerable<RouteSpecification> Wishes(DateTimeOffset start) =>
        from ends in new[]
        {
            ("QZP-PLP", "BLG-PRT"),
            ("QZR-EST", "BLR-RAIL"),
            ("QJP-DLZ", "ZPU-PRT"),
            ("BLG-PRT", "QZR-EST"),
            ("JHS-RAIL", "PVG"),
        }
        from day in new[] { 1, 4, 9 }
        select PlanningWorld.Wish(ends.Item1, ends.Item2, start.AddDays(day).AddHours(8));
}
