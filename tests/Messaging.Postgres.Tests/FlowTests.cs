using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.Contracts;
using Qujiang.Testing;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace Qujiang.Messaging.Postgres.Tests;

/// <summary>From a commit to an effect elsewhere.</summary>
public sealed class FlowTests(Bench bench) : IClassFixture<Bench>
{
    [Fact]
    public async Task A_committed_message_reaches_another_services_record_of_the_same_name()
    {
        await using var done = await bench.ListenAsync("test.done.v1");
        await using var noted = await bench.ListenAsync("test.noted.v1");
        var host = await bench.StartAsync(m => m.Queue("flow.notes", q => q.Consumer<Writer>()));
        await bench.ConsumedAsync("flow.notes");

        await using (var work = await Bench.Units(host).BeginAsync())
        {
            work.Publish(new Noted("hello", new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.FromHours(8)), Colour.DarkBlue));
            await work.CommitAsync();
        }

        await Eventually.TrueAsync(async () => await bench.CountAsync("effect WHERE what = 'hello'") == 1, what: "the effect");
        await Eventually.TrueAsync(() => done.Messages.Count == 1, what: "the consumer's own event");
        var envelope = noted.Messages.ShouldHaveSingleItem().Envelope;
        envelope.GetProperty("messageType").EnumerateArray().Select(t => t.GetString()).ShouldBe(["urn:message:test.noted.v1"]);
        envelope.GetProperty("message").GetRawText().ShouldBe("""{"what":"hello","at":"2026-12-01T08:00:00+08:00","colour":"DARK_BLUE"}""");
        await Eventually.TrueAsync(async () => await bench.CountAsync("messaging.outbox") == 0, what: "an empty outbox");
    }

    [Fact]
    public async Task A_trace_goes_on_at_the_consumer_however_long_the_row_waited()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "MassTransit" or "test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("test");
        var host = await bench.StartAsync(
            m => m.Queue("flow.traced", q => q.Consumer<Traced>()),
            services: s => s.AddSingleton<TraceIds>()
        );
        await bench.ConsumedAsync("flow.traced");
        using (var request = source.StartActivity("request"))
        {
            await using var work = await Bench.Units(host).BeginAsync();
            work.Publish(new ToTrace(request!.TraceId.ToString()));
            await work.CommitAsync();
        }

        var seen = host.Services.GetRequiredService<TraceIds>();
        await Eventually.TrueAsync(() => seen.Pairs.TryPeek(out _), what: "the consumer");
        seen.Pairs.TryPeek(out var pair).ShouldBeTrue();
        pair.Consumer.ShouldBe(pair.Publisher);
        await bench.StopAsync(host);
    }

    [Fact]
    public async Task What_cannot_be_read_is_set_aside_with_the_reason()
    {
        var host = await bench.StartAsync(m => m.Queue("flow.unreadable", q => q.Consumer<Writer>()));
        await bench.ConsumedAsync("flow.unreadable");
        await using var connection = await bench.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        var properties = new BasicProperties { ContentType = "application/vnd.masstransit+json" };
        await channel.BasicPublishAsync("", "flow.unreadable", mandatory: true, properties, "{\"messageType\": 7}"u8.ToArray());
        var errors = new ErrorQueue(host.Services.GetRequiredService<BrokerConnection>());
        var aside = await Eventually.ValueAsync(
            () => errors.PeekAsync("flow.unreadable"),
            list => list.Count == 1,
            what: "the error queue"
        );
        aside.Single().Exception.ShouldBe("System.Text.Json.JsonException");
        await bench.StopAsync(host);
    }
}

[MessageName("test.to-trace.v1")]
public sealed record ToTrace(string TraceId);

public sealed class TraceIds
{
    public ConcurrentQueue<(string Publisher, string? Consumer)> Pairs { get; } = [];
}

public sealed class Traced(TraceIds seen) : IConsumer<ToTrace>
{
    public Task Consume(ConsumeContext<ToTrace> context)
    {
        seen.Pairs.Enqueue((context.Message.TraceId, Activity.Current?.TraceId.ToString()));
        return Task.CompletedTask;
    }
}
