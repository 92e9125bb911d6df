using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Upkeep;
using Qujiang.Network;
using Qujiang.Tests.Shared;
using Shouldly;
using Xunit;

namespace Qujiang.Waterway.Tests;

/// <summary>Two replicas of the service on one database: what an operator changes through one holds in the other.</summary>
public sealed class ReplicaTests(WaterwayService one, ITestOutputHelper output) : IClassFixture<WaterwayService>
{
    [Fact]
    public async Task While_one_changes_locks_and_vessels_the_upkeep_of_the_other_takes_no_sailing_back()
    {
        await using var two = new WaterwayService(one);
        await two.InitializeAsync();
        var (data, there) = (new DataClient(one.Client), new DataClient(two.Client));
        const string Lock = "/v1/locks/LCK-FCJ";
        const string Vessel = "/v1/vessels/motor-vessel-900t";
        var (firstLock, firstVessel) = (await data.RevisionAsync(Lock), await data.RevisionAsync(Vessel));

        using var enough = new CancellationTokenSource();
        var (passes, changes) = (0, 0);
        var upkeep = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await two.Services.GetRequiredService<UpkeepPass>().RunAsync(default);
                passes++;
            }
        });
        for (var i = 1; i <= 5; i++)
        {
            // Each through another replica in turn, so that each must see what the other has written.
            var (here, turn) = (i % 2 == 0 ? data : there, i);
            var row = await here.RowAsync(Lock);
            row["cycleMinutes"] = 60 + (20 * turn);
            (await here.PutAsync(Lock, row)).Status.ShouldBe(HttpStatusCode.OK);
            row = await here.RowAsync(Vessel);
            foreach (var speed in row["speeds"]!.AsArray())
            {
                speed!["upstreamKmh"] = 5 + turn;
            }

            (await here.PutAsync(Vessel, row)).Status.ShouldBe(HttpStatusCode.OK);
            changes += 2;
        }

        await ShouldBeAsTheDataSayAsync(two);
        await enough.CancelAsync();
        await upkeep;
        await ShouldBeAsTheDataSayAsync(two);
        (await there.RowAsync(Lock))["cycleMinutes"]!.GetValue<int>().ShouldBe(160);
        output.WriteLine($"{changes} changes through two replicas, {passes} passes of upkeep meanwhile");
        passes.ShouldBeGreaterThan(0);

        await there.RestoreAsync(Lock, firstLock);
        await data.RestoreAsync(Vessel, firstVessel);
        await ShouldBeAsTheDataSayAsync(one);
    }

    /// <summary>Every sailing that has not set out is the one that a replica which has just read the data would make.</summary>
    private static async Task ShouldBeAsTheDataSayAsync(WaterwayService service)
    {
        await using var connection = await service.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        var reading = new LegReading(connection, null);
        await service.Module.Data!.RefreshAsync(reading, default);
        var now = (await reading.NowAsync(default)).AddMinutes(1);
        // The tenth day is only made once upkeep has run on its first.
        var until = HubTime.DayOf(now).AddDays(9);
        var stored = (
            await reading.QueryAsync<(string Id, string Hash)>(
                "SELECT movement_id, pattern_hash FROM leg.movement WHERE status = 'SCHEDULED' AND starts_at > @now AND service_date <= @until",
                new { now, until },
                default
            )
        ).ToDictionary(m => m.Id, m => m.Hash, StringComparer.Ordinal);
        var (today, wanted) = (HubTime.DayOf(now), 0);
        foreach (
            var draft in service
                .Module.Lines.SelectMany(l => Timetable.Movements(l, today, until, service.Module.ForRun))
                .Where(d => d.Calls[0].Departure > now)
        )
        {
            stored.GetValueOrDefault(draft.MovementId).ShouldBe(draft.PatternHash, draft.MovementId);
            wanted++;
        }

        wanted.ShouldBe(stored.Count);
    }
}
