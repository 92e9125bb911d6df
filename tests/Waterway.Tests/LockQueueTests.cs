using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Disruptions;
using Qujiang.Network;
using Qujiang.Waterway.Physics;
using Shouldly;
using Xunit;

namespace Qujiang.Waterway.Tests;

public sealed class LockQueueTests
{
    private static readonly DateOnly Day = new(2026, 12, 1);

    private static readonly DateTimeOffset Midnight = new(2026, 12, 1, 0, 0, 0, HubTime.Offset);

    /// <summary>Locks whose usual queue shrinks no faster than they work.</summary>
    private static readonly Gen<LockWorks> Works = Gen.Select(
            Gen.Int[1, 2],
            Gen.Int[1, 15],
            Gen.Int[30, 240],
            Gen.Int[10, 120],
            Gen.Int[0, 100].Array[24]
        )
        .Select(
            (chambers, vessels, cycle, passage, percents) =>
            {
                // No hour has more than can be worked off in one, so it may be gone in the next.
                var most = Math.Floor(chambers * vessels * 6000m / cycle) / 100;
                var queue = percents.Select(p => most * p / 100).ToList();
                return new LockWorks(chambers, vessels, cycle, passage, queue);
            }
        );

    private static readonly Gen<Jam[]> Jams = Gen.Select(Gen.Int[0, 3_000], Gen.Int[1, 1_440], Gen.Int[0, 200])
        .Select((from, length, vessels) => new Jam(Midnight.AddMinutes(from), Midnight.AddMinutes(from + length), vessels))
        .Array[0, 3];

    [Fact]
    public void Who_comes_later_never_passes_earlier()
    {
        Gen.Select(Works, Jams, Gen.Int[0, 5_000], Gen.Int[0, 600])
            .Sample(
                (works, jams, arrival, later) =>
                {
                    var first = Midnight.AddMinutes(arrival);
                    var second = first.AddMinutes(later);
                    (second.AddMinutes(LockQueue.WaitMinutes(works, second, jams))).ShouldBeGreaterThanOrEqualTo(
                        first.AddMinutes(LockQueue.WaitMinutes(works, first, jams))
                    );
                },
                iter: 3_000
            );
    }

    [Fact]
    public void A_longer_queue_never_lets_anybody_pass_earlier_and_is_worked_off_in_the_end()
    {
        Gen.Select(Works, Jams, Gen.Int[0, 5_000], Gen.Int[0, 100])
            .Sample(
                (works, jams, arrival, more) =>
                {
                    var at = Midnight.AddMinutes(arrival);
                    var longer = jams.Select(j => j with { Vessels = j.Vessels + more });
                    var (usual, wait) = (LockQueue.WaitMinutes(works, at, []), LockQueue.WaitMinutes(works, at, jams));
                    wait.ShouldBeGreaterThanOrEqualTo(usual);
                    LockQueue.WaitMinutes(works, at, longer).ShouldBeGreaterThanOrEqualTo(wait);
                    var much = at.AddDays(60);
                    LockQueue.WaitMinutes(works, much, jams).ShouldBe(LockQueue.WaitMinutes(works, much, []));
                }
            );
    }

    [Fact]
    public void The_wait_is_that_of_a_lock_which_takes_vessels_one_by_one()
    {
        // Vessels counted out: with q waiting, a newcomer goes when the lock has taken q, each its share of a cycle.
        Gen.Select(Works, Gen.Int[0, 300])
            .Sample(
                (works, vessels) =>
                {
                    var jam = new Jam(Midnight, null, vessels);
                    var quiet = works with { UsualQueue = [0] };
                    var wait = LockQueue.WaitMinutes(quiet, Midnight.AddHours(1), [jam]);
                    var taken = (decimal)wait / works.CycleMinutes * works.Chambers * works.VesselsPerLockage;
                    taken.ShouldBeGreaterThanOrEqualTo(vessels - 1e-20m);
                    var before = (wait - 1m) / works.CycleMinutes * works.Chambers * works.VesselsPerLockage;
                    (wait == 0 || before < vessels).ShouldBeTrue();
                }
            );
    }

    [Theory]
    [InlineData(3, 0, 66)] // 4 vessels x 180 min / 11
    [InlineData(10, 30, 230)] // always 14 from 10 to 11 h
    [InlineData(23, 30, 99)] // between 6 and 6
    [InlineData(7, 30, 164)] // between 9 and 11
    public void Fuchunjiang_by_hour(int hour, int minute, int wait)
    {
        var works = WaterwayData.Load().State.Locks.WorksOn("LCK-FCJ", Day);
        LockQueue.WaitMinutes(works, Midnight.AddMinutes((hour * 60) + minute), []).ShouldBe(wait);
    }

    [Fact]
    public void The_locks_of_the_data_work_their_queues_off_and_keep_a_vessel_as_long_as_the_data_say()
    {
        var locks = WaterwayData.Load().State.Locks;
        locks.UsualMinutes("LCK-FCJ").ShouldBe(240);
        locks.UsualMinutes("LCK-BAB").ShouldBe(120);
        locks.UsualMinutes("LCK-YBU").ShouldBe(60);
        foreach (var name in locks.All.Keys)
        {
            Terminals.Hub.Find(name)!.Kind.ShouldBe(TerminalKind.Lock);
            var works = locks.WorksOn(name, Day);
            var queue = works.UsualQueue;
            queue.Count.ShouldBeOneOf([1, 24], name);
            foreach (var (here, next) in queue.Zip(queue.Skip(1).Append(queue[0])))
            {
                (here - next).ShouldBeLessThanOrEqualTo(works.Chambers * works.VesselsPerLockage * 60 / works.CycleMinutes, name);
            }
        }
    }

    [Fact]
    public void Who_is_late_meets_the_queue_of_the_hour_at_which_he_comes()
    {
        var locks = WaterwayData.Load().State.Locks;
        var babao = new Call(6, "LCK-BAB", CallKind.Pass, Midnight.AddHours(3), Midnight.AddHours(4.5), null, 0);
        // Usually 5 vessels at three (28 min), 17 at eleven (93 min); two hours a lockage of 22.
        locks.Delay(new(babao, TimeSpan.Zero, [])).ShouldBe(0);
        locks.Delay(new(babao, TimeSpan.FromHours(8), [])).ShouldBe(93 - 28);
        locks.Delay(new(babao with { Arrival = Midnight.AddHours(11) }, TimeSpan.FromHours(16), [])).ShouldBe(28 - 93);

        var queue = new Disruption(
            "LCK-BAB.QUEUE.1",
            1,
            Locks.QueueKind,
            ["LCK-BAB"],
            [],
            Midnight.AddHours(5),
            Midnight.AddHours(6),
            "fog",
            "OPEN",
            new Ceiling(),
            Midnight,
            Amount: 220
        );
        locks.Delay(new(babao, TimeSpan.Zero, [queue])).ShouldBe(0); // through before it stood
        locks.Delay(new(babao, TimeSpan.FromHours(2), [queue])).ShouldBe((20 * 60) - 28); // ten lockages
        locks.Delay(new(babao, TimeSpan.FromHours(8), [queue])).ShouldBe((15 * 60) - 28); // five hours of it worked off
        locks.Delay(new(babao, TimeSpan.FromHours(2), [queue with { Terminals = ["LCK-FCJ"] }])).ShouldBe(Wait(5) - 28);

        int Wait(int hour) => LockQueue.WaitMinutes(locks.WorksOn("LCK-BAB", Day), Midnight.AddHours(hour), []);
    }

    [Fact]
    public void A_run_meets_each_lock_at_the_wait_of_its_hour_and_the_rest_of_its_way_is_unchanged()
    {
        var (module, locks) = (WaterwayModule.Create(), WaterwayData.Load().State.Locks);
        var waits = new HashSet<int>();
        foreach (var line in module.Lines.Where(l => l.Calls.Any(c => c.Terminal == "LCK-FCJ")))
        {
            foreach (var start in line.Departures.Select(t => HubTime.ToHub(HubTime.InstantOf(new(2026, 12, 1), t))))
            {
                var run = locks.ByHour(line, start);
                foreach (var (i, call) in run.Calls.Index())
                {
                    var usual = line.Calls[i];
                    if (call.Kind == CallKind.Pass)
                    {
                        var works = locks.WorksOn(call.Terminal, Day);
                        var wait = LockQueue.WaitMinutes(works, start.AddMinutes(call.ArrivalMinutes), []);
                        (call.DepartureMinutes - call.ArrivalMinutes).ShouldBe(works.PassageMinutes + wait);
                        waits.Add(wait);
                    }
                    else
                    {
                        (call.DepartureMinutes - call.ArrivalMinutes).ShouldBe(usual.DepartureMinutes - usual.ArrivalMinutes);
                    }

                    if (i > 0)
                    {
                        (call.ArrivalMinutes - run.Calls[i - 1].DepartureMinutes).ShouldBe(
                            usual.ArrivalMinutes - line.Calls[i - 1].DepartureMinutes
                        );
                    }
                }
            }
        }

        waits.Count.ShouldBeGreaterThan(8);
    }
}
