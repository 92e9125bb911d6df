using System.Collections.Concurrent;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Qujiang.Contracts;
using Qujiang.Testing;
using Shouldly;
using Xunit;

namespace Qujiang.Messaging.Postgres.Tests;

/// <summary>Several messages in one transaction: each still has its own effect, its own failure and its own acknowledgement.</summary>
public sealed class BatchTests(Bench bench) : IClassFixture<Bench>
{
    [Fact]
    public async Task What_waits_together_is_committed_together()
    {
        var eaten = new Eaten();
        var host = await StartAsync("batch.order", eaten);
        await SendAsync(host, "batch.order", Enumerable.Range(0, 200).Select(i => $"order {i}"));
        await EffectsAsync("order %", 200);

        eaten.Batches.Sum(b => b.Count).ShouldBe(200);
        eaten.Batches.Count.ShouldBeLessThan(100);
        eaten.Batches.ShouldAllBe(b => b.Count <= 32);
        (await bench.QueryAsync<long>("SELECT count(DISTINCT xmin::text) FROM effect WHERE what LIKE 'order %'")).ShouldBe(
            eaten.Batches.Count
        );
        await EmptyAsync("batch.order");
        await bench.StopAsync(host);
    }

    [Fact]
    public async Task One_bad_message_among_good_ones_fails_alone()
    {
        await using var done = await bench.ListenAsync("test.done.v1");
        var eaten = new Eaten();
        var host = await StartAsync("batch.bad", eaten);
        await SendAsync(host, "batch.bad", Enumerable.Range(0, 60).Select(i => i % 20 == 7 ? $"bad {i}" : $"good {i}"));
        await EffectsAsync("good %", 57);

        var errors = new ErrorQueue(host.Services.GetRequiredService<BrokerConnection>());
        var aside = await Eventually.ValueAsync(() => errors.PeekAsync("batch.bad"), list => list.Count == 3, what: "three set aside");
        aside.Select(m => m.Reason).Order().ShouldBe(["cannot eat bad 27", "cannot eat bad 47", "cannot eat bad 7"]);
        (await bench.CountAsync("effect WHERE what LIKE 'bad %'")).ShouldBe(0);
        (await bench.CountAsync("effect WHERE what LIKE 'good %'")).ShouldBe(57);
        eaten.Batches.ShouldContain(b => b.Count > 1 && b.Exists(w => w.StartsWith("bad", StringComparison.Ordinal)));
        await Eventually.TrueAsync(
            () => done.Messages.Count(m => m.Body.Contains("\"good ", StringComparison.Ordinal)) == 57,
            what: "its events"
        );
        await EmptyAsync("batch.bad");
        await bench.StopAsync(host);
    }

    [Fact]
    public async Task Copies_in_one_batch_and_in_a_later_one_have_no_second_effect()
    {
        await using var heard = await bench.ListenAsync("test.eat.v1");
        var host = await StartAsync("batch.copies", new Eaten());
        await using (var work = await Bench.Units(host).BeginAsync())
        {
            work.Publish(new Eat("copies"));
            await work.CommitAsync();
        }

        await Eventually.TrueAsync(() => !heard.Messages.IsEmpty, what: "the original");
        var original = heard.Messages.First();
        await using var connection = await bench.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        for (var i = 0; i < 40; i++)
        {
            var properties = new RabbitMQ.Client.BasicProperties(original.Properties);
            await channel.BasicPublishAsync(
                "",
                "batch.copies",
                mandatory: true,
                properties,
                System.Text.Encoding.UTF8.GetBytes(original.Body)
            );
        }

        await SendAsync(host, "batch.copies", ["the last"]);
        await EffectsAsync("the last", 1);
        await EmptyAsync("batch.copies");
        (await bench.CountAsync("effect WHERE what = 'copies'")).ShouldBe(1);
        await bench.StopAsync(host);
    }

    [Fact]
    public async Task A_crash_between_the_commit_of_a_batch_and_its_acknowledgements_repeats_nothing()
    {
        var first = await StartAsync("batch.crash", new Eaten());
        await bench.StopAsync(first); // the queue is there, and nobody consumes it
        var sender = await bench.StartAsync();
        await SendAsync(sender, "batch.crash", Enumerable.Range(0, 60).Select(i => $"crash {i}"));
        await Eventually.TrueAsync(async () => await bench.Vhost.MessagesAsync("batch.crash") == 60, what: "a full queue");

        var failpoint = Path.Combine(Path.GetTempPath(), $"qj-batch-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(failpoint, $"{Failpoint.BeforeAck}:crash:3");
        (await Victim.EatUntilKilledAsync(bench.Database.ConnectionString, bench.Vhost.Uri, failpoint)).ShouldNotBe(0);
        var before = await bench.CountAsync("effect WHERE what LIKE 'crash %'");
        before.ShouldBeInRange(3, 60);

        var eaten = new Eaten();
        var second = await StartAsync("batch.crash", eaten);
        await EmptyAsync("batch.crash");
        await EffectsAsync("crash %", 60);
        (await bench.CountAsync("(SELECT DISTINCT what FROM effect WHERE what LIKE 'crash %') w")).ShouldBe(60);
        eaten.Batches.Sum(b => b.Count).ShouldBe(60 - (int)before);
        await bench.StopAsync(second);
        await bench.StopAsync(sender);
    }

    /// <summary>A host whose queue is eaten in batches of at most 32; the eater takes its time, so that batches gather.</summary>
    private async Task<IHost> StartAsync(string queue, Eaten eaten)
    {
        var host = await bench.StartAsync(
            m => Eater.Configure(m, queue),
            new() { ["Messaging:RetryLimit"] = "1", ["Messaging:RetryMinInterval"] = "00:00:00.001" },
            s => s.AddSingleton(eaten)
        );
        await bench.ConsumedAsync(queue);
        return host;
    }

    private static async Task SendAsync(IHost host, string queue, IEnumerable<string> what)
    {
        await using var work = await Bench.Units(host).BeginAsync();
        foreach (var one in what)
        {
            work.Send(queue, new Eat(one));
        }

        await work.CommitAsync();
    }

    private Task EffectsAsync(string like, int count) =>
        Eventually.TrueAsync(
            async () => await bench.CountAsync($"effect WHERE what LIKE '{like}'") >= count,
            TimeSpan.FromSeconds(60),
            like
        );

    private Task EmptyAsync(string queue) =>
        Eventually.TrueAsync(async () => await bench.Vhost.MessagesAsync(queue) == 0, TimeSpan.FromSeconds(60), $"{queue} being empty");
}

[MessageName("test.eat.v1")]
public sealed record Eat(string What);

/// <summary>What was handled together, and committed.</summary>
public sealed class Eaten
{
    public ConcurrentQueue<List<string>> All { get; } = [];

    public List<List<string>> Batches => [.. All];
}

/// <summary>Writes what it is told, message by message, and cannot bear what is bad.</summary>
public sealed class Eater(Eaten eaten) : IBatchHandler
{
    public static void Configure(MessagingBuilder messaging, string queue) =>
        messaging.Queue(
            queue,
            q =>
            {
                (q.BatchSize, q.Concurrency, q.Prefetch) = (32, 64, 64);
                q.Batch<Eater>(m => m.Of<Eat>());
            }
        );

    public async Task HandleAsync(UnitOfWork work, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        await Task.Delay(20, cancellationToken);
        var batch = deliveries.Select(d => ((Eat)d.Message).What).ToList();
        eaten.All.Enqueue(batch);
        foreach (var delivery in deliveries)
        {
            var what = ((Eat)delivery.Message).What;
            work.ActFor(delivery);
            await work.Connection.ExecuteAsync("INSERT INTO effect (what) VALUES (@what)", new { what }, work.Transaction);
            work.Publish(new Done(what));
            if (what.StartsWith("bad", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"cannot eat {what}");
            }
        }
    }
}
