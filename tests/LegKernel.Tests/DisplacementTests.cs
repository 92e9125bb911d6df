using CsCheck;

namespace Qujiang.LegKernel.Tests;

/// <summary>Whose room is gone when less fits than was sold.</summary>
public sealed class DisplacementTests : IAsyncLifetime
{
    private Kernel kernel = null!;

    public async ValueTask InitializeAsync() => kernel = await Kernel.CreateAsync("displacement");

    public ValueTask DisposeAsync() => kernel.DisposeAsync();

    [Fact]
    public void Who_stays_fits_and_who_gives_way_does_not_fit_beside_the_older_ones()
    {
        var holding = Gen.Select(Gen.Int[0, 3], Gen.Int[1, 4], Gen.Int[0, 5], Gen.Int[0, 3]);
        Gen.Select(Gen.Int[0, 12].Array[4], holding.Array[0, 12])
            .Sample(
                (limits, holdings) =>
                {
                    CapacityVector[] rooms = [.. limits.Select(l => new CapacityVector(Teu100: l, Kg: 12 - l))];
                    Holding[] all =
                    [
                        .. holdings.Select(
                            (h, i) =>
                                new Holding(
                                    new Guid(i, 0, 0, new byte[8]),
                                    i % 3,
                                    h.Item1,
                                    Math.Min(4, h.Item1 + h.Item2),
                                    new(Teu100: h.Item3, Kg: h.Item4)
                                )
                        ),
                    ];
                    var gone = Displacement.Displaced(rooms, all).Select(d => d.HoldId).ToHashSet();
                    for (var i = 0; i < all.Length; i++)
                    {
                        var older = all[..i].Where(h => !gone.Contains(h.HoldId));
                        Fits([.. older, all[i]]).ShouldBe(!gone.Contains(all[i].HoldId));
                    }

                    bool Fits(Holding[] some) =>
                        Enumerable
                            .Range(0, 4)
                            .All(place =>
                                some.Where(h => h.From <= place && place < h.To).ToList() is var here
                                && (
                                    here.Sum(h => h.Demand.Teu100) <= rooms[place].Teu100
                                    || !some[^1].Covers(place)
                                    || some[^1].Demand.Teu100 == 0
                                )
                                && (here.Sum(h => h.Demand.Kg) <= rooms[place].Kg || !some[^1].Covers(place) || some[^1].Demand.Kg == 0)
                            );
                }
            );
    }

    [Fact]
    public async Task The_conditions_leave_less_than_was_sold_and_the_youngest_gives_way()
    {
        var id = await kernel.MovementAsync("M-D1", Samples.Teu(10), segments: 2);
        var oldest = await TakeAsync(new HoldLeg(Samples.Teu(4), id, 0, 2));
        var middle = await TakeAsync(new HoldLeg(Samples.Teu(3), id, 0, 1));
        await kernel.ConfirmAsync(middle);
        var youngest = await TakeAsync(new HoldLeg(Samples.Teu(3), id, 0, 2));
        await kernel.DoAsync(async work =>
        {
            await work.ExecuteAsync(
                "UPDATE leg.segment SET ceiling_teu100 = 800, offered_teu100 = greatest(800, held_teu100 + confirmed_teu100) WHERE movement_id = 'M-D1' AND index = 0",
                null,
                default
            );
            await MovementStore.TellCapacityAsync(work, [id], "conditions", default);
            return 0;
        });

        var told = (await kernel.FactsAsync()).OfType<CapacityChanged>().ToList();
        told[^1].Shortfalls.ShouldBe([new CapacityShortfall(0, "teu100", 800, 1000)]);
        told[^1].Displaced.ShouldBe([new DisplacedHold(youngest, 0)]);
        told[..^1].ShouldAllBe(c => c.Shortfalls == null && c.Displaced == null);

        // Given back by an older one, the room is the youngest's.
        await kernel.ReleaseAsync(oldest);
        await kernel.DoAsync(async work =>
        {
            await MovementStore.TellCapacityAsync(work, [id], "operator", default);
            return 0;
        });
        (await kernel.FactsAsync()).OfType<CapacityChanged>().Last().Displaced.ShouldBeNull();
    }

    [Fact]
    public async Task Fewer_trucks_than_were_sold_are_traced_to_holds_too()
    {
        await kernel.UpkeepAsync();
        var day = Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(5);
        var first = await TakeAsync(new HoldLeg(Samples.Teu(6), LaneId: "N-DLZ-LUO", Day: day));
        var id = await kernel.MovementAsync("M-D2", Samples.Teu(10));
        var second = await TakeAsync(new HoldLeg(Samples.Teu(1), id, 0, 1), new HoldLeg(Samples.Teu(4), LaneId: "N-DLZ-LUO", Day: day));
        await kernel.DoAsync(async work =>
        {
            PoolDayKey[] key = [new("P-DLZ", day)];
            await work.ExecuteAsync(
                "UPDATE leg.pool_day SET wanted_teu100 = 600, offered_teu100 = 1000 WHERE pool_id = 'P-DLZ' AND day = @day",
                new { day },
                default
            );
            await PoolStore.TellCapacityAsync(work, key, "operator", default);
            return 0;
        });

        var told = (await kernel.FactsAsync()).OfType<PoolCapacityChanged>().Last();
        told.Shortfalls.ShouldBe([new CapacityShortfall(null, "teu100", 600, 1000)]);
        told.Displaced.ShouldBe([new DisplacedHold(second, 1)]);
        first.ShouldNotBe(second);
    }

    private async Task<Guid> TakeAsync(params HoldLeg[] legs)
    {
        var command = Samples.Hold(legs);
        (await kernel.HoldAsync(command)).State.ShouldBe(HoldState.Held);
        return command.HoldId;
    }
}

internal static class HoldingExtensions
{
    public static bool Covers(this Holding holding, int place) => holding.From <= place && place < holding.To;
}
