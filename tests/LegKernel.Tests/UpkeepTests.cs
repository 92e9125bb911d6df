namespace Qujiang.LegKernel.Tests;

/// <summary>The rolling timetable.</summary>
public sealed class UpkeepTests : IAsyncLifetime
{
    private Kernel kernel = null!;

    public async ValueTask InitializeAsync() => kernel = await Kernel.CreateAsync("upkeep");

    public ValueTask DisposeAsync() => kernel.DisposeAsync();

    [Fact]
    public void Movements_follow_the_pattern()
    {
        var first = Timetable.Movements(Samples.Daily, new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 2)).ToList();
        first.Select(m => m.MovementId).ShouldBe(["L-DAILY-20261201-1", "L-DAILY-20261201-2", "L-DAILY-20261202-1", "L-DAILY-20261202-2"]);
        first[0].Calls[0].Departure.ShouldBe(new DateTimeOffset(2026, 11, 30, 22, 30, 0, TimeSpan.Zero));
        first[0].Calls[0].Cutoff.ShouldBe(new DateTimeOffset(2026, 11, 30, 20, 30, 0, TimeSpan.Zero));
        first[0].Calls[1].Cutoff.ShouldBeNull();
        first[0].Calls[3].Departure.ShouldBeNull();
        first[0].Segments.Select(s => s.Wanted.Teu100).ShouldBe([5000, 5000, 3000]);
        Timetable
            .Movements(Samples.Weekly, new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 31))
            .Select(m => m.ServiceDate.Day)
            .ShouldBe([1, 8, 15, 22, 29]);
        Timetable
            .Movements(
                Samples.Weekly with
                {
                    Days = new ServiceDays(Weekdays.None, [31], [new DateOnly(2026, 12, 31)]),
                },
                new(2026, 11, 1),
                new(2027, 1, 31)
            )
            .Select(m => m.ServiceDate)
            .ShouldBe([new DateOnly(2027, 1, 31)]);
    }

    [Fact]
    public async Task A_pass_makes_everything_once()
    {
        var first = await kernel.UpkeepAsync();
        first.Created.ShouldBeGreaterThan(90);
        first.PoolDays.ShouldBe(92);
        first.Lanes.ShouldBe(2);
        first.Tariffs.ShouldBe(1);
        var sequence = await kernel.SequenceAsync();
        sequence.ShouldBe(first.Created + 92 + 2 + 1);

        (await kernel.UpkeepAsync()).ChangedNothing.ShouldBeTrue();
        (await kernel.SequenceAsync()).ShouldBe(sequence);
        var facts = await kernel.FactsAsync();
        facts.Select(f => f.Sequence).ShouldBe(Enumerable.Range(1, (int)sequence).Select(i => (long)i));
        facts.OfType<MovementPublished>().ShouldAllBe(m => m.Revision == 1);
    }

    [Fact]
    public async Task Two_replicas_at_once_make_everything_once()
    {
        await using var other = kernel.Again(Samples.Module);
        var reports = await Task.WhenAll(kernel.UpkeepAsync(), other.UpkeepAsync());
        reports.Count(r => r.ChangedNothing).ShouldBe(1);
        (await kernel.SequenceAsync()).ShouldBe((await kernel.FactsAsync()).Count);
    }

    [Fact]
    public async Task A_changed_pattern_rewrites_what_nobody_holds()
    {
        await kernel.UpkeepAsync();
        var day = Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(5);
        var held = Timetable.MovementId("L-DAILY", day, 1);
        var touched = Timetable.MovementId("L-DAILY", day, 2);
        await kernel.HoldAsync(Samples.Hold(Samples.Teu(1), held, 0, 2));
        await kernel.DoAsync(w =>
            w.ExecuteAsync("UPDATE leg.movement SET pattern_hash = NULL WHERE movement_id = @touched", new { touched }, default)
        );

        var smaller = Samples.Daily with { Offered = new CapacityVector(Teu100: 4000) };
        await using var next = kernel.Again(Samples.Module with { Lines = [smaller] });
        var report = await next.UpkeepAsync();

        report.Created.ShouldBe(0);
        report.KeptForHolds.ShouldBe([held]);
        report.Updated.ShouldBeGreaterThan(80);
        report.Cancelled.ShouldBeGreaterThan(5);
        (await kernel.MovementAsync(held)).Segments[0].Offered.ShouldBe(Samples.FiftyTeu);
        (await kernel.MovementAsync(touched)).Segments[0].Offered.ShouldBe(Samples.FiftyTeu);
        var rewritten = await kernel.MovementAsync(Timetable.MovementId("L-DAILY", day.AddDays(1), 1));
        rewritten.Segments.Select(s => s.Offered.Teu100).ShouldBe([4000, 4000, 3000]);
        rewritten.Revision.ShouldBe(2);
        var facts = await kernel.FactsAsync();
        facts.OfType<MovementCancelled>().ShouldAllBe(m => m.MovementId.StartsWith("L-WEEKLY", StringComparison.Ordinal));

        var again = await next.UpkeepAsync();
        (again.Updated, again.Cancelled, again.Created).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task A_pool_that_is_another_from_a_day_on_changes_its_days_from_then_on()
    {
        await kernel.UpkeepAsync();
        var day = Qujiang.Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(7);
        await using var next = kernel.Again(
            Samples.Module with
            {
                PoolOn = (pool, date) => pool.PoolId == "P-DLZ" && date >= day ? pool with { OfferedPerDay = Samples.Teu(20) } : pool,
            }
        );
        var changed = (await next.UpkeepAsync()).PoolDays;
        changed.ShouldBeInRange(38, 40); // of 46; the hub's day may turn meanwhile
        await using var connection = await kernel.DataSource.OpenConnectionAsync();
        (await PoolStore.FindDayAsync(connection, "P-DLZ", day.AddDays(-1), default))!.Offered.ShouldBe(Samples.Teu(40));
        (await PoolStore.FindDayAsync(connection, "P-DLZ", day, default))!.Offered.ShouldBe(Samples.Teu(20));
        (await PoolStore.FindDayAsync(connection, "P-LUO", day, default))!.Offered.ShouldBe(Samples.Teu(40));
        (await next.UpkeepAsync()).PoolDays.ShouldBeLessThan(3);
    }

    [Fact]
    public async Task Every_pass_asks_what_else_follows_from_the_data()
    {
        var asked = 0;
        await using var next = kernel.Again(Samples.Module with { AfterData = (_, _) => Task.FromResult(asked++) });
        await next.UpkeepAsync();
        asked.ShouldBe(1);
        (await next.UpkeepAsync()).ChangedNothing.ShouldBeTrue();
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task Pools_lanes_and_tariffs_follow_their_data()
    {
        await kernel.UpkeepAsync();
        var day = Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(2);
        await kernel.HoldAsync(Samples.Hold([new HoldLeg(Samples.Teu(30), LaneId: "N-DLZ-LUO", Day: day)]));
        await using var next = kernel.Again(
            Samples.Module with
            {
                Pools = [Samples.Pool with { OfferedPerDay = Samples.Teu(20) }, Samples.Module.Pools[1]],
                Lanes = [Samples.Lane with { Km = 70 }],
                Tariffs = [Samples.Tariff with { ValidFrom = Samples.Tariff.ValidFrom.AddDays(1) }],
            }
        );
        var report = await next.UpkeepAsync();

        (report.PoolDays, report.Lanes, report.Tariffs).ShouldBe((46, 2, 1));
        await using var connection = await kernel.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var short_ = await PoolStore.FindDayAsync(connection, "P-DLZ", day, default);
        short_!.Offered.ShouldBe(Samples.Teu(30)); // never below what is taken
        (await PoolStore.FindDayAsync(connection, "P-DLZ", day.AddDays(1), default))!.Offered.ShouldBe(Samples.Teu(20));
        var facts = await kernel.FactsAsync();
        facts
            .OfType<LanePublished>()
            .Where(l => l.Revision == 2)
            .Select(l => (l.LaneId, l.Withdrawn))
            .ShouldBe([("N-DLZ-LUO", false), ("N-LUO-DLZ", true)]);
        facts.OfType<TariffPublished>().Select(t => t.Revision).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task What_finished_long_ago_is_removed()
    {
        await kernel.MovementAsync("M-OLD", Samples.FiftyTeu, startsIn: TimeSpan.FromDays(-9));
        await kernel.MovementAsync("M-RECENT", Samples.FiftyTeu, startsIn: TimeSpan.FromDays(-3));
        (await kernel.UpkeepAsync()).Deleted.ShouldBe(1);
        (await kernel.ScalarAsync<string>("SELECT string_agg(movement_id, ',') FROM leg.movement WHERE line_id = 'L-TEST'")).ShouldBe(
            "M-RECENT"
        );
    }

    [Fact]
    public async Task Three_thousand_movements_take_seconds()
    {
        var lines = Enumerable.Range(0, 34).Select(i => Samples.Daily with { LineId = $"L-{i:00}" }).ToList();
        await using var big = kernel.Again(Samples.Module with { Lines = lines });
        var report = await big.UpkeepAsync();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{report.Created} movements of 4 calls made and told in {report.Took.TotalSeconds:0.0} s"
        );
        report.Created.ShouldBeGreaterThan(3000);
        report.Took.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Unsound_data_stop_the_service_at_its_start()
    {
        var broken = Samples.Module with
        {
            Lines =
            [
                Samples.Daily with
                {
                    TariffId = "NO-SUCH",
                },
                Samples.Daily with
                {
                    LineId = "l daily",
                    Departures = [new(8, 0), new(7, 0)],
                },
                Samples.Daily with
                {
                    LineId = "L-2",
                    Calls = [Samples.Daily.Calls[1], Samples.Daily.Calls[0]],
                },
            ],
            Lanes = [Samples.Lane with { PoolId = "P-NO" }],
            Tariffs = [Samples.Tariff with { Charges = [Samples.Tariff.Charges[0] with { Basis = "BUSHEL" }] }],
        };
        var problems = SeedRules.Problems(broken);
        problems.ShouldContain("line L-DAILY: names the unknown tariff NO-SUCH");
        problems.ShouldContain("line l daily: departures are missing or not ascending");
        problems.ShouldContain("line L-2: the first and the last call must work cargo");
        problems.ShouldContain("lane N-DLZ-LUO: names the unknown pool P-NO");
        problems.ShouldContain(p => p.StartsWith("tariff T-1/charges/0", StringComparison.Ordinal));
        SeedRules.Problems(Samples.Module).ShouldBeEmpty();
    }
}
