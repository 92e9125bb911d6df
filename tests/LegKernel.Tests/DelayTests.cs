using CsCheck;
using Qujiang.LegKernel.Disruptions;

namespace Qujiang.LegKernel.Tests;

/// <summary>Movements that run late because a disruption has a size, here minutes of wait at its terminals.</summary>
public sealed class DelayTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly LegModule Module = Samples.Module with
    {
        Lines = [Samples.Daily],
        Delay = r =>
            (int)
                r
                    .Open.Where(d => d.Terminals.Contains(r.Planned.Terminal))
                    .Where(d => r.Planned.Arrival + r.Late is { } at && at >= d.From && (d.To is null || at < d.To))
                    .Sum(d => d.Amount!.Value),
    };

    private Kernel kernel = null!;

    public async ValueTask InitializeAsync() => kernel = await Kernel.CreateAsync("delay", Module);

    public ValueTask DisposeAsync() => kernel.DisposeAsync();

    [Fact]
    public void What_was_planned_can_be_had_back_and_no_stay_is_shorter_than_nothing()
    {
        var stays = Gen.Select(Gen.Int[1, 500], Gen.Int[0, 300]).Array[1, 8];
        Gen.Select(stays, Gen.Int[-400, 400].Array[9])
            .Sample(
                (legs, wishes) =>
                {
                    var planned = Calls(legs);
                    var none = new int[planned.Count];
                    var (calls, delays) = Delays.Spread(planned, none, (c, _) => wishes[c.Index], Start.AddYears(-1));
                    Delays.Planned(calls, delays).ShouldBe(planned);
                    for (var i = 0; i + 1 < calls.Count; i++)
                    {
                        (calls[i].Departure >= (calls[i].Arrival ?? planned[0].Departure)).ShouldBeTrue();
                        (calls[i + 1].Arrival - calls[i].Departure).ShouldBe(planned[i + 1].Arrival - planned[i].Departure);
                    }

                    var (back, zero) = Delays.Spread(Delays.Planned(calls, delays), delays, (_, _) => 0, Start.AddYears(-1));
                    back.ShouldBe(planned);
                    zero.ShouldAllBe(d => d == 0);
                }
            );
    }

    [Fact]
    public void What_has_been_reached_keeps_its_delay()
    {
        var planned = Calls([(60, 30), (60, 30), (60, 0)]);
        var (calls, delays) = Delays.Spread(planned, [0, 45, 0, 0], (_, _) => 10, Start.AddMinutes(70));
        delays.ShouldBe([0, 45, 10, 0]);
        calls[^1].Arrival.ShouldBe(planned[^1].Arrival!.Value.AddMinutes(55));
    }

    [Fact]
    public async Task A_sized_disruption_makes_late_and_its_end_gives_the_times_back()
    {
        await kernel.UpkeepAsync();
        var day = Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(5);
        var run = Timetable.MovementId("L-DAILY", day, 1);
        var (before, early) = (await kernel.MovementAsync(run), await kernel.MovementAsync(Timetable.MovementId("L-DAILY", day, 2)));
        var window = (From: before.Calls[1].Arrival!.Value.AddMinutes(-1), To: before.Calls[1].Arrival!.Value.AddMinutes(1));

        (await SetAsync(90)).ShouldBe(1);
        var late = await kernel.MovementAsync(run);
        late.Calls.Zip(before.Calls, (a, b) => (int)((a.Arrival ?? a.Departure) - (b.Arrival ?? b.Departure))!.Value.TotalMinutes)
            .ShouldBe([0, 0, 90, 90]);
        late.Calls[2].Cutoff.ShouldBe(before.Calls[2].Cutoff!.Value.AddMinutes(90));
        var told = (await kernel.FactsAsync()).OfType<MovementRescheduled>().ShouldHaveSingleItem();
        (told.MovementId, told.Revision, told.Reason).ShouldBe((run, 2, "conditions: LCK-YBU +90 min"));
        told.Calls.ShouldBe(late.Calls);

        (await SetAsync(90)).ShouldBe(0); // the same again
        (await SetAsync(30)).ShouldBe(1);
        (await kernel.MovementAsync(run)).Calls[3].Arrival.ShouldBe(before.Calls[3].Arrival!.Value.AddMinutes(30));
        (await kernel.UpkeepAsync()).ChangedNothing.ShouldBeTrue(); // a delay is no change of the pattern

        (await SetAsync(null)).ShouldBe(1);
        var after = await kernel.MovementAsync(run);
        after.Calls.ShouldBe(before.Calls);
        after.Revision.ShouldBe(4);
        (await kernel.MovementAsync(early.MovementId)).ShouldBeEquivalentTo(early);

        Task<int> SetAsync(decimal? amount) => this.SetAsync("D-Q", amount, window.From, window.To);
    }

    [Fact]
    public async Task What_is_written_later_is_late_too_and_closures_see_the_late_times()
    {
        var from = DateTimeOffset.UtcNow.AddDays(3);
        await SetAsync("D-Q", 600, from, null);
        await kernel.DoAsync(async w =>
        {
            var closed = new Disruption("D-C", 1, "CLOSURE", ["ZPU-PRT"], [], from, null, "closed", "OPEN", Ceiling.Nothing, from);
            await DisruptionStore.SaveAsync(w, closed, default);
            return await Ceilings.ApplyAsync(w, default);
        });
        await kernel.UpkeepAsync();

        var facts = (await kernel.FactsAsync()).OfType<MovementPublished>().ToDictionary(m => m.MovementId);
        var first = facts[Timetable.MovementId("L-DAILY", Network.HubTime.DayOf(from).AddDays(1), 1)];
        first.Calls.ShouldBe((await kernel.MovementAsync(first.MovementId)).Calls);
        (first.Calls[1].Departure - first.Calls[1].Arrival).ShouldBe(TimeSpan.FromMinutes(660));
        first.Segments.Select(s => s.Offered.Teu100).ShouldBe([5000, 5000, 0]);
        (await kernel.UpkeepAsync()).ChangedNothing.ShouldBeTrue();
    }

    private Task<int> SetAsync(string id, decimal? amount, DateTimeOffset from, DateTimeOffset? to) =>
        kernel.DoAsync(async w =>
        {
            var status = amount is null ? "CLEARED" : "OPEN";
            await DisruptionStore.SaveAsync(
                w,
                new Disruption(id, 1, "QUEUE", ["LCK-YBU"], [], from, to, "queue", status, new Ceiling(), from, Amount: amount ?? 0),
                default
            );
            return (await Ceilings.ApplyAsync(w, default)).Rescheduled;
        });

    private static List<Call> Calls((int Run, int Stay)[] legs)
    {
        var calls = new List<Call> { new(0, "A", CallKind.Cargo, null, Start, Start.AddMinutes(-30), 0) };
        var clock = Start;
        foreach (var (i, (run, stay)) in legs.Index())
        {
            var arrival = clock.AddMinutes(run);
            clock = arrival.AddMinutes(stay);
            var last = i == legs.Length - 1;
            calls.Add(new(i + 1, $"T{i}", CallKind.Cargo, arrival, last ? null : clock, last ? null : clock, 0));
        }

        return calls;
    }
}
