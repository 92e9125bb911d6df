using System.Text.Json;
using Qujiang.LegKernel.Disruptions;

namespace Qujiang.LegKernel.Tests;

/// <summary>A snapshot and the events after it are the state.</summary>
public sealed class SnapshotTests : IAsyncLifetime
{
    private Kernel kernel = null!;

    public async ValueTask InitializeAsync() => kernel = await Kernel.CreateAsync("snapshot");

    public ValueTask DisposeAsync() => kernel.DisposeAsync();

    [Fact]
    public async Task It_opens_with_its_position_and_ends_with_its_count()
    {
        await kernel.UpkeepAsync();
        await kernel.MovementAsync("M-OVER", Samples.FiftyTeu, startsIn: TimeSpan.FromDays(-3));
        var lines = (await kernel.SnapshotTextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        using var first = JsonDocument.Parse(lines[0]);
        first.RootElement.GetProperty("type").GetString().ShouldBe("snapshot");
        first.RootElement.GetProperty("service").GetString().ShouldBe("sample");
        first.RootElement.GetProperty("mode").GetString().ShouldBe("RAIL");
        first.RootElement.GetProperty("sequence").GetInt64().ShouldBe(await kernel.SequenceAsync());
        using var last = JsonDocument.Parse(lines[^1]);
        last.RootElement.GetProperty("type").GetString().ShouldBe("end");
        last.RootElement.GetProperty("count").GetInt32().ShouldBe(lines.Length - 2);
        var facts = Read(lines).ToList();
        facts.OfType<MovementPublished>().ShouldNotContain(m => m.MovementId == "M-OVER");
        facts.OfType<TariffPublished>().Count().ShouldBe(1);
        facts.OfType<LanePublished>().Count().ShouldBe(2);
        facts.OfType<PoolCapacityChanged>().Count().ShouldBe(92);
    }

    [Fact]
    public async Task Taken_while_others_write_it_joins_the_events_after_it_without_a_seam()
    {
        var ids = new[] { "M-1", "M-2", "M-3", "M-4" };
        foreach (var id in ids)
            await kernel.MovementAsync(id, Samples.Teu(40), segments: 2);
        await kernel.UpkeepAsync();
        var day = Network.HubTime.DayOf(DateTimeOffset.UtcNow).AddDays(1);
        var snapshots = new List<string>();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 6).Select(w => Task.Run(() => WriteAsync(ids, day, w, stop.Token))).ToList();
        for (var i = 0; i < 12; i++)
        {
            await Task.Delay(60);
            snapshots.Add(await kernel.SnapshotTextAsync());
        }
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        var facts = await kernel.FactsAsync();
        facts.Select(f => f.Sequence).ShouldBe(Enumerable.Range(1, facts.Count).Select(i => (long)i)); // gapless, in commit order
        var end = Projection.Of(Read((await kernel.SnapshotTextAsync()).Split('\n')));
        var random = new Random(3);
        var afterwards = 0;
        foreach (var text in snapshots)
        {
            var lines = text.Split('\n');
            using var head = JsonDocument.Parse(lines[0]);
            var sequence = head.RootElement.GetProperty("sequence").GetInt64();
            // It is the state after exactly so many events, not some time around them.
            Differences(Projection.Of(facts.Where(f => f.Sequence <= sequence)), Projection.Of(Read(lines))).ShouldBeEmpty();
            var later = facts.Where(f => f.Sequence > sequence).ToList();
            afterwards += later.Count;
            // Some twice, some older ones too, all in any order. What a snapshot no longer lists (a cleared disruption) an old fact would bring back:
            // its reader drops facts of it up to the snapshot's sequence.
            var older = facts.Where(f => f.Sequence <= sequence && f is not DisruptionRaised && random.Next(4) == 0);
            var delivered = later.Concat(later.Where(_ => random.Next(3) == 0)).Concat(older).OrderBy(_ => random.Next());
            Differences(end, Projection.Of([.. Read(lines), .. delivered])).ShouldBeEmpty();
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"12 snapshots among {facts.Count} events; {afterwards} events joined to them");
    }

    private static IEnumerable<string> Differences(string expected, string actual)
    {
        var (e, a) = (expected.Split('\n'), actual.Split('\n'));
        return a.Except(e).Concat(e.Except(a));
    }

    private async Task WriteAsync(string[] ids, DateOnly day, int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        var mine = new List<Guid>();
        while (!stop.IsCancellationRequested)
        {
            var command =
                random.Next(4) == 0
                    ? Samples.Hold([new HoldLeg(Samples.Teu(1), LaneId: "N-DLZ-LUO", Day: day)])
                    : Samples.Hold([
                        .. ids.OrderBy(_ => random.Next()).Take(2).Select(id => new HoldLeg(Samples.Teu(2), id, random.Next(2), 2)),
                    ]);
            await kernel.HoldAsync(command);
            mine.Add(command.HoldId);
            var other = mine[random.Next(mine.Count)];
            if (random.Next(2) == 0)
                await kernel.ReleaseAsync(other);
            else
                await kernel.ConfirmAsync(other);
            if (random.Next(10) == 0)
                await kernel.DoAsync(async w =>
                {
                    await Ceilings.ChangingDisruptionsAsync(w, default);
                    var open = await DisruptionStore.FindAsync(w, $"D-{seed}", default);
                    var next = new Disruption(
                        $"D-{seed}",
                        (open?.Revision ?? 0) + 1,
                        DisruptionStore.Closure,
                        [],
                        [ids[seed % ids.Length]],
                        DateTimeOffset.UtcNow,
                        null,
                        "test",
                        open is { Status: "OPEN" } ? "CLEARED" : "OPEN",
                        Ceiling.Nothing,
                        default
                    );
                    await DisruptionStore.SaveAsync(w, next, default);
                    if (next.Status == "OPEN")
                        w.Tell(s => DisruptionStore.ToFact(next, s));
                    else
                        w.Tell(s => new DisruptionCleared(
                            s.EventId,
                            s.OccurredAt,
                            s.Service,
                            s.Sequence,
                            next.DisruptionId,
                            next.Revision,
                            "test"
                        ));
                    return await Ceilings.ApplyAsync(w, default);
                });
        }
    }

    private static IEnumerable<IFact> Read(IEnumerable<string> lines)
    {
        foreach (var line in lines.Where(l => l.Contains("\"event\"", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(line);
            yield return Kernel.ToFact(json.RootElement.GetProperty("type").GetString()!, json.RootElement.GetProperty("event"));
        }
    }
}
