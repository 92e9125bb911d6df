using CsCheck;
using Qujiang.Waterway.Physics;
using Shouldly;
using Xunit;

namespace Qujiang.Waterway.Tests;

public sealed class BargeRunTests
{
    private static readonly Gen<Reach> Reaches = Gen.Select(Gen.Int[10, 3_000], Gen.Int[1, 99].Array[0, 5], Gen.Int[0, 3])
        .Select(
            (km10, shares, unnamed) =>
                new Reach(
                    km10 / 10m,
                    ReachKind.River,
                    [.. shares.Distinct().Order().Select((s, i) => new LockAt($"LCK-{i}", km10 * s / 1000m))],
                    unnamed
                )
        );

    private static readonly Gen<ReachSpeed> Speeds = Gen.Select(Gen.Int[4, 14], Gen.Int[0, 6])
        .Select((up, current) => new ReachSpeed(up + current, up));

    [Fact]
    public void The_stretches_of_a_run_add_up_to_the_reach_and_pass_every_lock_once_in_order()
    {
        Gen.Select(Reaches, Speeds, Gen.Bool)
            .Sample(
                (reach, speed, downstream) =>
                {
                    var run = BargeRun.Over(reach, downstream, speed, _ => 60);
                    run.Sum(s => s.Km).ShouldBe(reach.Km);
                    run.ShouldAllBe(s => s.Km > 0 && s.SailingMinutes > 0);
                    var locks = run.SkipLast(1).Select(s => s.Lock);
                    (downstream ? locks : locks.Reverse()).ShouldBe(reach.Locks.Select(l => l.Lock));
                    run[^1].Lock.ShouldBeNull();
                }
            );
    }

    [Fact]
    public void Upstream_is_never_faster_and_a_longer_queue_never_shortens_a_run()
    {
        Gen.Select(Reaches, Speeds, Gen.Int[0, 720], Gen.Int[0, 720])
            .Sample(
                (reach, speed, queue, more) =>
                {
                    // A whole minute per stretch may be lost to rounding.
                    Minutes(reach, false, speed, queue)
                        .ShouldBeGreaterThanOrEqualTo(Minutes(reach, true, speed, queue) - reach.Locks.Count - 1);
                    Minutes(reach, true, speed, queue + more).ShouldBeGreaterThanOrEqualTo(Minutes(reach, true, speed, queue));
                }
            );
    }

    [Fact]
    public void Sailing_is_distance_over_speed_rounded_up()
    {
        BargeRun.SailingMinutes(10, 10).ShouldBe(60);
        BargeRun.SailingMinutes(10.1m, 10).ShouldBe(61);
        BargeRun.SailingMinutes(0.01m, 12).ShouldBe(1);
    }

    private static int Minutes(Reach reach, bool downstream, ReachSpeed speed, int queue) =>
        BargeRun.Over(reach, downstream, speed, _ => 60 + queue).Sum(s => s.SailingMinutes + s.LockMinutes);
}
