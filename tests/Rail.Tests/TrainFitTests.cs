using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Shouldly;
using Xunit;

namespace Qujiang.Rail.Tests;

public sealed class TrainFitTests
{
    [Theory]
    [InlineData("block-train-90teu", 9_000, 0, 90, 20, 30_000, null)] // two to a wagon, just
    [InlineData("block-train-90teu", 9_000, 0, 46, 20, 30_400, "wagons")] // one to a wagon, and there are 45
    [InlineData("block-train-90teu", 9_000, 0, 45, 20, 30_400, null)]
    [InlineData("block-train-90teu", 9_000, 8_700, 2, 20, 30_400, null)] // 3 TEU left: two wagons, one of them begun
    [InlineData("block-train-90teu", 9_000, 8_800, 2, 20, 30_400, "wagons")]
    [InlineData("block-train-90teu", 9_000, 8_900, 2, 20, 30_400, null)] // no room: the ledger's own answer
    [InlineData("block-train-90teu", 9_000, 0, 1, 20, 60_001, "wagonKg")]
    [InlineData("double-stack-40w", 16_000, 0, 80, 40, 30_000, null)] // in two tiers
    [InlineData("double-stack-40w", 8_000, 0, 40, 40, 30_000, null)]
    [InlineData("double-stack-40w", 16_000, 0, 81, 20, 25_000, "wagons")] // a 20 ft box stands on nothing
    [InlineData("of another operator", 9_000, 0, 90, 20, 30_400, null)] // its wagons are not known
    public void A_train_is_asked_before_room_on_it_is_held(
        string vehicle,
        int offered,
        int taken,
        int count,
        int feet,
        int kg,
        string? dimension
    )
    {
        var start = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        var segment = new Segment(0, 212, new(offered, 3_120_000), new(), new(taken, 0));
        var movement = new Movement(
            "M-1",
            "L-1",
            new(2026, 12, 1),
            1,
            MovementStatus.Scheduled,
            vehicle,
            "RL-2026",
            [new(0, "YIW-SUX", CallKind.Cargo, null, start, null, 0), new(1, "CHR-RAIL", CallKind.Cargo, start.AddHours(4), null, null, 0)],
            [segment],
            new([CargoKind.Container], [], false),
            new("test", Quality.E),
            1,
            start
        );
        var demand = new CapacityVector(count * (feet > 20 ? 200 : 100), count * kg);
        var misfit = RailModule.Create().Fits!(new FitRequest(movement, 0, 1, demand, [new HoldBoxes(feet, count, kg)]));
        misfit.ShouldBe(dimension is null ? null : new Misfit("weight", 0, dimension));
        RailModule.Create().Fits!(new FitRequest(movement, 0, 1, demand)).ShouldBeNull(); // boxes that nobody names
    }
}
