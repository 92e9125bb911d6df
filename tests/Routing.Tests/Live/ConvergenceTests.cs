using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Live;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;
using TruckSize = Qujiang.Tariffs.TruckSize;

namespace Qujiang.Routing.Tests.Live;

/// <summary>Whatever way the facts of a leg service come - late, twice, mixed up, not at all - the projection ends as if all had come once and in order.</summary>
public sealed class ConvergenceTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Start = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Fact]
    public void Order_and_duplicates_do_not_matter()
    {
        var shuffled = 0L;
        Gen.Select(Gen.Int[1, 60], Gen.Int)
            .Sample(
                (steps, seed) =>
                {
                    var random = new Random(seed);
                    var leg = Live(random, steps);
                    var deliveries = leg.History.Concat(leg.History.Where(_ => random.Next(3) == 0)).ToArray();
                    random.Shuffle(deliveries);
                    var state = new ModeState();
                    foreach (var fact in deliveries)
                    {
                        state.Apply(fact);
                    }
                    Interlocked.Add(ref shuffled, deliveries.Length);
                    return state.Fingerprint() == leg.Fingerprint();
                },
                iter: 2_000
            );
        output.WriteLine($"2,000 histories, {shuffled} deliveries");
    }

    [Fact]
    public void Loss_is_noticed_and_mended_by_snapshots()
    {
        var (lost, snapshots) = (0L, 0L);
        Gen.Select(Gen.Int[1, 60], Gen.Int)
            .Sample(
                (steps, seed) =>
                {
                    var random = new Random(seed);
                    var leg = new LegModel("rail");
                    var machine = new FeedMachine(Patience);
                    var now = Start;
                    var underway = new List<IFact>();
                    Snapshot? reading = null;

                    for (var step = 0; step < steps; step++)
                    {
                        Change(leg, random);
                        var fact = leg.History[^1];
                        if (random.Next(10) == 0)
                        {
                            Interlocked.Increment(ref lost);
                        }
                        else
                        {
                            underway.Insert(random.Next(underway.Count + 1), fact);
                            if (random.Next(8) == 0)
                            {
                                underway.Insert(random.Next(underway.Count + 1), fact);
                            }
                        }
                        while (underway.Count > random.Next(6))
                        {
                            machine.Receive(underway[0], now);
                            underway.RemoveAt(0);
                        }
                        now += TimeSpan.FromMilliseconds(random.Next(700));
                        (reading, var done) = Snapshots(machine, leg, reading, random, now);
                        Interlocked.Add(ref snapshots, done);
                        if (random.Next(10) == 0)
                        {
                            machine.Heard(leg.History.Count, machine.Contiguous, now, now);
                        }
                    }

                    // The network calms down: what is under way comes, the heartbeat tells the last number.
                    underway.ForEach(fact => machine.Receive(fact, now));
                    for (var i = 0; i < 20; i++)
                    {
                        now += TimeSpan.FromSeconds(1);
                        machine.Heard(leg.History.Count, machine.Contiguous, now, now);
                        (reading, var done) = Snapshots(machine, leg, reading, null, now);
                        Interlocked.Add(ref snapshots, done);
                    }
                    return machine.State.Fingerprint() == leg.Fingerprint()
                        && machine.Contiguous == leg.History.Count
                        && !machine.NeedsSnapshot(now)
                        && machine.AsOf > now - TimeSpan.FromSeconds(2);
                },
                iter: 2_000
            );
        output.WriteLine($"2,000 histories, {lost} facts lost, {snapshots} snapshots read");
        lost.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void A_movement_that_a_snapshot_no_longer_has_is_gone()
    {
        var leg = Live(new Random(1), 40);
        var machine = Loaded(leg);
        var id = leg.MovementIds.First();
        machine.State.Movements.ShouldContainKey(id);
        leg.Forget(id);

        machine.BeginSnapshot();
        machine.CompleteSnapshot(leg.Snapshot(Start), Start);

        machine.State.Movements.ShouldNotContainKey(id);
        machine.Receive(leg.History.OfType<MovementPublished>().First(m => m.MovementId == id), Start).Kind.ShouldBe(ChangeKind.None);
        machine.State.Movements.ShouldNotContainKey(id, "a late copy of an old fact does not bring it back");
    }

    [Fact]
    public void A_service_that_was_set_up_anew_is_believed()
    {
        var machine = Loaded(Live(new Random(2), 50));
        var anew = Live(new Random(3), 5);

        machine.Heard(anew.History.Count, machine.Contiguous, Start, Start);
        machine.NeedsSnapshot(Start).ShouldBeTrue();
        machine.BeginSnapshot();
        machine.CompleteSnapshot(anew.Snapshot(Start), Start);

        machine.State.Fingerprint().ShouldBe(anew.Fingerprint());
        machine.Receive(anew.SetRoom(anew.MovementIds.First(), _ => new CapacityVector(7)), Start).Kind.ShouldBe(ChangeKind.MovementRoom);
    }

    [Fact]
    public void Events_that_come_while_the_service_answers_do_not_make_it_look_behind()
    {
        var leg = Live(new Random(4), 20);
        var machine = Loaded(leg);
        var (asked, contiguous) = (leg.History.Count, machine.Contiguous);
        machine.Receive(leg.SetRoom(leg.MovementIds.First(), _ => new CapacityVector(1)), Start);

        machine.Heard(asked, contiguous, Start, Start);

        machine.NeedsSnapshot(Start).ShouldBeFalse();
    }

    [Fact]
    public void A_number_that_is_only_late_does_not_cost_a_snapshot()
    {
        var leg = Live(new Random(5), 20);
        var machine = Loaded(leg);
        var id = leg.MovementIds.First();
        var (first, second) = (leg.SetRoom(id, _ => new CapacityVector(1)), leg.SetRoom(id, _ => new CapacityVector(2)));

        machine.Receive(second, Start);
        machine.NeedsSnapshot(Start.AddSeconds(1.9)).ShouldBeFalse();
        machine.NeedsSnapshot(Start.AddSeconds(2)).ShouldBeTrue();
        machine.Receive(first, Start.AddSeconds(1.9));
        machine.NeedsSnapshot(Start.AddSeconds(60)).ShouldBeFalse();
        machine.State.Movements[id].Segments[0].Offered.Teu100.ShouldBe(2);
    }

    private static FeedMachine Loaded(LegModel leg)
    {
        var machine = new FeedMachine(Patience);
        machine.CompleteSnapshot(leg.Snapshot(Start), Start);
        return machine;
    }

    /// <summary>Reads a snapshot as a feed would: it takes a while or fails, and facts go on coming meanwhile. Without chance it succeeds.</summary>
    private static (Snapshot? Reading, int Done) Snapshots(
        FeedMachine machine,
        LegModel leg,
        Snapshot? reading,
        Random? random,
        DateTimeOffset now
    )
    {
        if (reading is null && machine.NeedsSnapshot(now))
        {
            machine.BeginSnapshot();
            reading = leg.Snapshot(now);
        }
        if (reading is null || random?.Next(2) == 0)
        {
            return (reading, 0);
        }
        if (random?.Next(5) == 0)
        {
            machine.AbandonSnapshot();
            return (null, 0);
        }
        machine.CompleteSnapshot(reading, now);
        return (null, 1);
    }

    private static LegModel Live(Random random, int steps)
    {
        var leg = new LegModel("rail");
        for (var i = 0; i < steps; i++)
        {
            Change(leg, random);
        }
        return leg;
    }

    private static void Change(LegModel leg, Random random)
    {
        var ids = leg.MovementIds.ToArray();
        if (ids.Length == 0 || random.Next(4) == 0)
        {
            var calls = Facts.Calls(Start.AddHours(random.Next(200)), ("QZR-EST", 0, 0), ("JHS-RAIL", 2, 3), ("BLR-RAIL", 9, 9));
            var segments = Facts.Segments(random.Next(9_000), 1_000_000, 85, 300);
            leg.Tell(Facts.Movement("rail", $"M{ids.Length}", Mode.Rail, $"L{random.Next(3)}", "RL", calls, segments));
            return;
        }
        var id = ids[random.Next(ids.Length)];
        switch (random.Next(10))
        {
            case 0:
                leg.Delay(id, TimeSpan.FromMinutes(random.Next(300)));
                break;
            case 1:
                leg.Cancel(id);
                break;
            case 2:
                leg.Tell(
                    Facts.Tariff("rail", "RL", "BOX_KM", $"{random.Next(9)}", "10", leg.History.OfType<TariffPublished>().Count() + 1)
                );
                break;
            case 3:
                var day = new DateOnly(2026, 12, 1 + random.Next(3));
                var changes = leg.History.OfType<PoolCapacityChanged>().Count(p => p.Day == day);
                leg.Tell(Facts.Pool("P", day, random.Next(20), changes + 1));
                break;
            case 4:
                var lanes = leg.History.OfType<LanePublished>().Count();
                leg.Tell(
                    Facts.Lane("QZR-EST", "BLR-RAIL", 300 + random.Next(9), 400) with
                    {
                        Revision = lanes + 1,
                        Withdrawn = random.Next(4) == 0,
                    }
                );
                break;
            case 5:
                var told = leg.History.Count(f => f is DisruptionRaised or DisruptionCleared);
                leg.Tell(
                    told % 2 == 0
                        ? new DisruptionRaised(
                            Guid.NewGuid(),
                            default,
                            "rail",
                            0,
                            "D",
                            told + 1,
                            "CLOSURE",
                            ["QZR-EST"],
                            [],
                            Start,
                            null,
                            "shut"
                        )
                        : new DisruptionCleared(Guid.NewGuid(), default, "rail", 0, "D", told + 1, "open")
                );
                break;
            case 6:
                var un = $"348{random.Next(2)}";
                leg.Tell(
                    Facts.Goods(
                        un,
                        leg.History.OfType<ReferenceDataPublished>().Count(g => g.Id == un) + 1,
                        (new DateOnly(2026, 12, 1), random.Next(2) == 0 ? AirQuantity.Forbidden : "1 kg", $"{random.Next(9)} kg")
                    )
                );
                break;
            case 7:
                leg.Tell(RoadSheet(leg, random));
                break;
            default:
                leg.SetRoom(id, _ => new CapacityVector(random.Next(9_000), random.Next(1_000_000)));
                break;
        }
    }

    private static ReferenceDataPublished RoadSheet(LegModel leg, Random random)
    {
        var day = new DateOnly(2026, 12, 1);
        var usual = HouseData.Load().DriverHours;
        var sheet = random.Next(3) switch
        {
            0 => Facts.Truck(0, (day, new TruckSize(20_000 + random.Next(9), 20_000, 80_000))),
            1 => Facts.Ban(0, day, "22:00", $"0{random.Next(1, 9)}:00"),
            _ => Facts.Hours(0, day, usual with { RestMinutes = random.Next(1, 60) }),
        };
        return sheet with { Revision = leg.History.OfType<ReferenceDataPublished>().Count(s => s.Kind == sheet.Kind) + 1 };
    }
}
