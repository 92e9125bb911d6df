using System.Collections.Concurrent;
using System.Text;
using Dapper;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.Contracts;
using Qujiang.Testing;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace Qujiang.Messaging.Postgres.Tests;

/// <summary>From the broker to an effect: once, whole, or set aside with the reason.</summary>
public sealed class InboxTests(Bench bench) : IClassFixture<Bench>
{
    [Fact]
    public async Task A_message_delivered_many_times_has_one_effect()
    {
        await using var done = await bench.ListenAsync("test.done.v1");
        await using var heard = await bench.ListenAsync("test.noted.v1");
        var host = await bench.StartAsync(m => m.Queue("inbox.copies", q => q.Consumer<Writer>()));
        await bench.ConsumedAsync("inbox.copies");
        await PublishAsync(host, new Noted("copies"));
        await Eventually.TrueAsync(() => !heard.Messages.IsEmpty, what: "the original");

        // At once and again later, as a broker does that did not see the acknowledgement.
        var original = heard.Messages.First();
        await Parallel.ForAsync(0, 16, async (_, _) => await DeliverAsync("inbox.copies", original));
        await PublishAsync(host, new Noted("last"));
        await Eventually.TrueAsync(async () => await bench.CountAsync("effect WHERE what = 'last'") == 1, what: "the last message");
        await Eventually.TrueAsync(async () => await bench.Vhost.MessagesAsync("inbox.copies") == 0, what: "an empty queue");

        (await bench.CountAsync("effect WHERE what = 'copies'")).ShouldBe(1);
        done.Messages.Count(m => m.Body.Contains("\"copies\"", StringComparison.Ordinal)).ShouldBe(1);
        await bench.StopAsync(host);
    }

    [Fact]
    public async Task Each_consumer_of_a_message_has_its_own_effect()
    {
        var host = await bench.StartAsync(m =>
            m.Queue("inbox.first", q => q.Consumer<FirstOfTwo>().Consumer<SecondOfTwo>())
                .Queue("inbox.second", q => q.Consumer<FirstOfTwo>())
        );
        await bench.ConsumedAsync("inbox.first");
        await bench.ConsumedAsync("inbox.second");
        await PublishAsync(host, new Shared("shared"));
        await Eventually.TrueAsync(async () => await bench.CountAsync("effect WHERE what LIKE 'shared%'") == 3, what: "three effects");
        await bench.StopAsync(host);
    }

    [Fact]
    public async Task A_failed_attempt_leaves_nothing_behind()
    {
        await using var done = await bench.ListenAsync("test.done.v1");
        var attempts = new Attempts();
        var host = await bench.StartAsync(
            m => m.Queue("inbox.retry", q => q.Consumer<FailsTwice>()),
            new() { ["Messaging:RetryMinInterval"] = "00:00:00.010" },
            s => s.AddSingleton(attempts)
        );
        await bench.ConsumedAsync("inbox.retry");
        await PublishAsync(host, new Fragile("third time lucky"));
        await Eventually.TrueAsync(
            () => done.Messages.Any(m => m.Body.Contains("third time lucky", StringComparison.Ordinal)),
            what: "success"
        );

        attempts.Count("third time lucky").ShouldBe(3);
        (await bench.CountAsync("effect WHERE what = 'third time lucky'")).ShouldBe(1);
        await Task.Delay(200);
        done.Messages.Count(m => m.Body.Contains("third time lucky", StringComparison.Ordinal)).ShouldBe(1);
        await bench.StopAsync(host);
    }

    [Fact]
    public async Task What_keeps_failing_is_set_aside_with_the_reason_and_comes_back_on_request()
    {
        await using var done = await bench.ListenAsync("test.done.v1");
        var attempts = new Attempts { Broken = true };
        var host = await bench.StartAsync(
            m => m.Queue("inbox.broken", q => q.Consumer<FailsTwice>()),
            new() { ["Messaging:RetryMinInterval"] = "00:00:00.001", ["Messaging:RetryMaxInterval"] = "00:00:00.010" },
            s => s.AddSingleton(attempts)
        );
        await bench.ConsumedAsync("inbox.broken");
        await PublishAsync(host, new Fragile("broken"));
        var errors = new ErrorQueue(host.Services.GetRequiredService<BrokerConnection>());
        var aside = (
            await Eventually.ValueAsync(() => errors.PeekAsync("inbox.broken"), list => list.Count == 1, what: "the error queue")
        ).Single();
        aside.Exception!.ShouldContain(nameof(InvalidTimeZoneException));
        aside.Reason.ShouldBe("attempt 6 of broken");
        (await bench.CountAsync("effect WHERE what = 'broken'")).ShouldBe(0);
        (await bench.CountAsync("messaging.inbox WHERE consumer LIKE 'inbox.broken/%'")).ShouldBe(0);
        done.Messages.ShouldNotContain(m => m.Body.Contains("\"broken\"", StringComparison.Ordinal));

        (await Eventually.ValueAsync(() => errors.RedriveAsync("inbox.broken"), moved => moved > 0, what: "the way back")).ShouldBe(1);
        await Eventually.TrueAsync(async () => (await errors.PeekAsync("inbox.broken")).Count == 1, what: "its return, still broken");
        attempts.Broken = false;
        (await Eventually.ValueAsync(() => errors.RedriveAsync("inbox.broken"), moved => moved > 0, what: "the way back")).ShouldBe(1);
        await Eventually.TrueAsync(async () => await bench.CountAsync("effect WHERE what = 'broken'") == 1, what: "the effect");
        await Eventually.TrueAsync(
            () => done.Messages.Count(m => m.Body.Contains("\"broken\"", StringComparison.Ordinal)) == 1,
            what: "the event"
        );
        await bench.StopAsync(host);
    }

    [Fact]
    public async Task What_takes_its_consumer_down_again_and_again_is_set_aside_too()
    {
        var host = await bench.StartAsync(m => m.Queue("inbox.deadly", q => q.Consumer<Writer>()));
        await bench.ConsumedAsync("inbox.deadly");
        await bench.StopAsync(host);
        await using var connection = await bench.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicPublishAsync("", "inbox.deadly", Encoding.UTF8.GetBytes("deadly"));
        for (var death = 0; death < 30; death++)
        {
            if (await channel.BasicGetAsync("inbox.deadly", autoAck: false) is { } message)
            {
                await channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: true);
            }
        }

        var aside = await Eventually.ValueAsync(
            () => channel.BasicGetAsync("inbox.deadly_error", autoAck: true),
            got => got is not null,
            what: "the error queue"
        );
        Encoding.UTF8.GetString(aside!.Body.Span).ShouldBe("deadly");
    }

    [Fact]
    public async Task Handled_messages_are_forgotten_after_the_retention()
    {
        await bench.ExecuteAsync(
            "INSERT INTO messaging.inbox (message_id, consumer, received_at) SELECT gen_random_uuid(), 'old', now() - interval '8 days' FROM generate_series(1, 6000)"
        );
        await bench.ExecuteAsync(
            "INSERT INTO messaging.inbox (message_id, consumer, received_at) VALUES (gen_random_uuid(), 'young', now() - interval '6 days')"
        );
        var host = await bench.StartAsync();
        await Eventually.TrueAsync(async () => await bench.CountAsync("messaging.inbox WHERE consumer = 'old'") == 0, what: "oblivion");
        (await bench.CountAsync("messaging.inbox WHERE consumer = 'young'")).ShouldBe(1);
        await bench.StopAsync(host);
    }

    [Fact]
    public async Task A_consumer_cannot_commit_by_itself_and_a_transient_queue_has_no_unit_of_work()
    {
        var attempts = new Attempts();
        var host = await bench.StartAsync(
            m => m.Queue("inbox.impatient", q => q.Consumer<Impatient>()).TransientQueue("inbox.transient", q => q.Consumer<InMemory>()),
            services: s => s.AddSingleton(attempts)
        );
        await bench.ConsumedAsync("inbox.impatient");
        await Eventually.TrueAsync(
            async () =>
            {
                await PublishAsync(host, new Hasty("hasty"));
                return attempts.Count("refused") > 0 && attempts.Count("in memory") > 0;
            },
            what: "both"
        );
        await bench.StopAsync(host);
    }

    private static async Task PublishAsync(Microsoft.Extensions.Hosting.IHost host, object message)
    {
        await using var work = await Bench.Units(host).BeginAsync();
        work.Publish(message);
        await work.CommitAsync();
    }

    private async Task DeliverAsync(string queue, Heard message)
    {
        await using var connection = await bench.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicPublishAsync(
            "",
            queue,
            mandatory: true,
            new BasicProperties(message.Properties),
            Encoding.UTF8.GetBytes(message.Body)
        );
    }
}

[MessageName("test.shared.v1")]
public sealed record Shared(string What);

[MessageName("test.fragile.v1")]
public sealed record Fragile(string What);

[MessageName("test.hasty.v1")]
public sealed record Hasty(string What);

public sealed class Attempts
{
    private readonly ConcurrentDictionary<string, int> counts = [];

    public bool Broken { get; set; }

    public int Add(string what) => counts.AddOrUpdate(what, 1, (_, n) => n + 1);

    public int Count(string what) => counts.GetValueOrDefault(what);
}

public sealed class FirstOfTwo(UnitOfWork work) : IConsumer<Shared>
{
    public Task Consume(ConsumeContext<Shared> context) =>
        work.Connection.ExecuteAsync("INSERT INTO effect (what) VALUES (@What || ' 1')", context.Message, work.Transaction);
}

public sealed class SecondOfTwo(UnitOfWork work) : IConsumer<Shared>
{
    public Task Consume(ConsumeContext<Shared> context) =>
        work.Connection.ExecuteAsync("INSERT INTO effect (what) VALUES (@What || ' 2')", context.Message, work.Transaction);
}

/// <summary>Does everything it should, and then fails; tells both through its unit of work and through MassTransit.</summary>
public sealed class FailsTwice(UnitOfWork work, Attempts attempts) : IConsumer<Fragile>
{
    public async Task Consume(ConsumeContext<Fragile> context)
    {
        await work.Connection.ExecuteAsync("INSERT INTO effect (what) VALUES (@What)", context.Message, work.Transaction);
        await context.Publish(new Done(context.Message.What));
        var attempt = attempts.Add(context.Message.What);
        if (attempts.Broken || attempt < 3)
        {
            throw new InvalidTimeZoneException($"attempt {attempt} of {context.Message.What}");
        }
    }
}

public sealed class Impatient(UnitOfWork work, Attempts attempts) : IConsumer<Hasty>
{
    public async Task Consume(ConsumeContext<Hasty> context)
    {
        await Should.ThrowAsync<InvalidOperationException>(() => work.CommitAsync());
        attempts.Add("refused");
    }
}

public sealed class InMemory(IServiceProvider services, Attempts attempts) : IConsumer<Hasty>
{
    public Task Consume(ConsumeContext<Hasty> context)
    {
        Should.Throw<InvalidOperationException>(() => services.GetRequiredService<UnitOfWork>());
        attempts.Add("in memory");
        return Task.CompletedTask;
    }
}
