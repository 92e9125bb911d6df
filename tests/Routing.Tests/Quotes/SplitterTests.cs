using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Tests.Quotes;

/// <summary>A shipment in parts on several departures.</summary>
public sealed class SplitterTests(ITestOutputHelper output)
{
    private static readonly string[] Types = ["22G1", "42G1", "45G1"];

    [Fact]
    public void Parts_add_up_and_never_take_more_than_is_free()
    {
        var (asked, split, parts) = (0, 0, 0);
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var network = new SmallNetwork();
                Crowd(network, random);
                var world = new PlanningWorld();
                foreach (var leg in network.Legs)
                {
                    world.Load(leg);
                }
                for (var i = 0; i < 6; i++)
                {
                    var wish = Wish(network, random);
                    foreach (var rank in new Func<PlannedOption, long>[] { p => p.Legs[^1].Available.UtcTicks, p => p.Outcome.Price })
                    {
                        var found = new Splitter(world.Search).Find(wish, rank);
                        Interlocked.Increment(ref asked);
                        if (found.Count == 0)
                        {
                            continue;
                        }
                        Interlocked.Increment(ref split);
                        Interlocked.Add(ref parts, found.Count);
                        found.Count.ShouldBeInRange(2, Splitter.MostParts);
                        CountsOf(found.Select(p => p.Shipment)).ShouldBe(CountsOf([wish.Shipment]), $"seed {seed}");
                        var ledger = new Ledger(network);
                        foreach (var part in found)
                        {
                            ledger.Take(part, $"seed {seed}");
                            part.Plan.Legs[0].Cutoff.ShouldBeGreaterThanOrEqualTo(wish.ReadyAt);
                            part.Plan.Legs[^1].Available.ShouldBeLessThanOrEqualTo(wish.DueBy ?? DateTimeOffset.MaxValue);
                        }
                    }
                }
            },
            iter: 40,
            threads: 2
        );
        output.WriteLine($"{asked} asked, {split} split, {parts} parts");
        split.ShouldBeGreaterThan(asked / 10);
    }

    [Fact]
    public void What_one_barge_has_no_room_for_goes_with_the_next()
    {
        var network = new SmallNetwork();
        var world = new PlanningWorld();
        world.Load(network.Waterway);
        var wish = Wish(network, "QJP-DLZ", "ZPU-PRT", [("45G1", 20)], Mode.Waterway);

        var parts = new Splitter(world.Search).Find(wish, p => p.Legs[^1].Available.UtcTicks);

        parts
            .Select(p => (p.Shipment.Boxes.Single().Count, ((RideLeg)p.Plan.Legs.Single()).Slot.Movement.Id))
            .ShouldBe([(18, "WW-2"), (2, "WW-3")]);
    }

    [Fact]
    public void What_fits_whole_is_not_split_and_what_fits_nowhere_neither()
    {
        var network = new SmallNetwork();
        var world = new PlanningWorld();
        world.Load(network.Waterway);
        var splitter = new Splitter(world.Search);
        splitter.Find(Wish(network, "QJP-DLZ", "ZPU-PRT", [("45G1", 18)], Mode.Waterway), p => p.Outcome.Price).ShouldBeEmpty();
        splitter.Find(Wish(network, "QJP-DLZ", "ZPU-PRT", [("45G1", 18 * 9)], Mode.Waterway), p => p.Outcome.Price).ShouldBeEmpty();
        splitter.Find(Wish(network, "QJP-DLZ", "BLR-RAIL", [("45G1", 20)], Mode.Waterway), p => p.Outcome.Price).ShouldBeEmpty();
    }

    [Fact]
    public void Units_of_a_shipment_can_be_taken_apart_and_put_together()
    {
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[1, 9_999], Gen.Int[0, 20], Gen.Int[0, 20])
            .Sample(
                (boxes, more, kg, one, other) =>
                {
                    Shipment[] kinds = [Boxed([("22G1", boxes + 1), ("45G1", more + 1)]), Bulk(kg), Loose(boxes + 1, more + 1)];
                    foreach (var shipment in kinds)
                    {
                        var units = Division.Units(shipment);
                        var (first, second) = (Math.Min(one, other) % (units + 1), Math.Max(one, other) % (units + 1));
                        (first, second) = (Math.Min(first, second), Math.Max(first, second));
                        Shipment[] parts =
                        [
                            Division.Take(shipment, 0, first),
                            Division.Take(shipment, first, second - first),
                            Division.Take(shipment, second, units - second),
                        ];
                        CountsOf(parts).ShouldBe(CountsOf([shipment]));
                        parts.Sum(p => p.BulkKg).ShouldBe(shipment.BulkKg);
                        parts.Sum(Division.Units).ShouldBe(units);
                    }
                }
            );
    }

    /// <summary>Little room, here and there none.</summary>
    private static void Crowd(SmallNetwork network, Random random)
    {
        foreach (var leg in new[] { network.Waterway, network.Rail })
        {
            foreach (var id in leg.MovementIds.ToArray())
            {
                leg.SetRoom(id, _ => new CapacityVector(random.Next(4) * random.Next(800), random.Next(400_000), 0, 5));
            }
        }
        foreach (var pool in network.Road.History.OfType<PoolCapacityChanged>().ToArray())
        {
            network.Road.Tell(Facts.Pool(pool.PoolId, pool.Day, random.Next(9), 2));
        }
    }

    private static RouteSpecification Wish(SmallNetwork network, Random random)
    {
        var (from, to) = random.Next(3) switch
        {
            0 => ("QZP-PLP", "BLG-PRT"),
            1 => ("QZR-EST", "BLR-RAIL"),
            _ => ("QJP-DLZ", "ZPU-PRT"),
        };
        Mode[] modes = random.Next(3) switch
        {
            0 => [Mode.Rail, Mode.Road],
            1 => [Mode.Waterway, Mode.Road],
            _ => [Mode.Waterway, Mode.Rail, Mode.Road],
        };
        var wish = Wish(
            network,
            from,
            to,
            [(Types[random.Next(3)], random.Next(1, 25)), (Types[random.Next(3)], random.Next(1, 12))],
            modes
        );
        var ready = network.Start.AddDays(random.Next(1, 9)).AddHours(random.Next(24));
        return wish with { ReadyAt = ready, DueBy = random.Next(2) == 0 ? null : ready.AddDays(random.Next(2, 12)) };
    }

    private static RouteSpecification Wish(
        SmallNetwork network,
        string from,
        string to,
        (string Type, int Count)[] boxes,
        params Mode[] modes
    ) =>
        new(
            new Place([Terminals.Hub.Find(from)!], null, from),
            new Place([Terminals.Hub.Find(to)!], null, to),
            network.Start.AddDays(1).AddHours(8),
            null,
            Boxed(boxes),
            5,
            modes,
            [],
            6
        );

    private static Shipment Boxed((string Type, int Count)[] boxes) =>
        new([.. boxes.Select(b => new Boxes(Equipment.Find(b.Type)!, b.Count, 14_000))], [], 0, null, null, null);

    private static Shipment Bulk(int kg) => new([], [], kg, "PULP", null, null);

    private static Shipment Loose(int some, int more) =>
        new(
            [],
            [new Qujiang.Routing.Quotes.Piece(some, 100, 100, 80, 60), new Qujiang.Routing.Quotes.Piece(more, 20, 40, 40, 40)],
            0,
            null,
            null,
            null
        );

    private static List<(string, int)> CountsOf(IEnumerable<Shipment> shipments) =>
        [
            .. shipments
                .SelectMany(s => s.Boxes.Select(b => (b.Equipment.Type, b.Count)).Concat(s.Pieces.Select(p => ($"{p.Kg} kg", p.Count))))
                .GroupBy(b => b.Item1, b => b.Item2)
                .Select(g => (g.Key, g.Sum()))
                .OrderBy(g => g.Key, StringComparer.Ordinal),
        ];

    /// <summary>What the leg services have, taken from hold by hold as their ledgers do.</summary>
    private sealed class Ledger(SmallNetwork network)
    {
        private readonly Dictionary<(string, int), CapacityVector> free = [];

        public void Take(SplitPart part, string seed)
        {
            var trucks = Cargoes.Of(part.Shipment, TruckSize.Usual).Trucks * TruckLoads.Teu100PerTruck;
            foreach (var leg in part.Plan.Legs)
            {
                if (leg is RideLeg ride)
                {
                    var movement = (ride.Mode == Mode.Rail ? network.Rail : network.Waterway).Movement(ride.Slot.Movement.Id);
                    foreach (var segment in movement.Segments.Where(s => s.Index >= ride.FromCall && s.Index < ride.ToCall))
                    {
                        Take((movement.MovementId, segment.Index), segment.Offered, part.Shipment.Demand, seed);
                    }
                }
                else if (leg is LaneLeg lane)
                {
                    var pool = network
                        .Road.History.OfType<PoolCapacityChanged>()
                        .Last(p => p.PoolId == lane.Lane.PoolId && p.Day == lane.Day);
                    Take((pool.PoolId, pool.Day.DayNumber), pool.Offered, new CapacityVector(trucks), seed);
                }
            }
        }

        private void Take((string, int) where, CapacityVector offered, CapacityVector demand, string seed)
        {
            var left = free.GetValueOrDefault(where, offered);
            left = left with
            {
                Teu100 = left.Teu100 - demand.Teu100,
                Kg = left.Kg - demand.Kg,
                ReeferPlugs = left.ReeferPlugs - demand.ReeferPlugs,
            };
            left.Teu100.ShouldBeGreaterThanOrEqualTo(0, $"{seed}: {where}");
            (demand.Kg == 0 || left.Kg >= 0).ShouldBeTrue($"{seed}: {where} kg");
            free[where] = left;
        }
    }
}
