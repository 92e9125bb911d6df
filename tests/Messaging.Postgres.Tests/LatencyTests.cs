using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.Contracts;
using Qujiang.Testing;
using Shouldly;
using Xunit;

namespace Qujiang.Messaging.Postgres.Tests;

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>How long it takes. The figures are printed; the limits only catch what is out of all proportion.</summary>
[Collection(nameof(Alone))]
public sealed class LatencyTests(Bench bench, ITestOutputHelper output) : IClassFixture<Bench>
{
    [Fact]
    public async Task From_a_commit_to_a_consumer_it_is_milliseconds()
    {
        var stopwatch = new Stopwatches();
        var host = await bench.StartAsync(
            m => m.Queue("latency.durable", q => q.Consumer<Stops>()).TransientQueue("latency.transient", q => q.Consumer<StopsInMemory>()),
            services: s => s.AddSingleton(stopwatch)
        );
        await bench.ConsumedAsync("latency.durable");
        for (var i = 0; i < 330; i++)
        {
            await using var work = await Bench.Units(host).BeginAsync();
            work.Publish(new Timed(i));
            await work.CommitAsync();
            var committed = Stopwatch.GetTimestamp();
            await Eventually.TrueAsync(
                () => stopwatch.Durable.ContainsKey(i) && stopwatch.Transient.ContainsKey(i),
                what: "both consumers"
            );
            stopwatch.Committed[i] = committed;
        }

        // The first ones compile code.
        Report("inbox consumer", stopwatch.Durable, stopwatch).ShouldBeLessThan(100);
        Report("transient consumer", stopwatch.Transient, stopwatch).ShouldBeLessThan(100);
        await bench.StopAsync(host);
    }

    private double Report(string what, ConcurrentDictionary<int, long> received, Stopwatches stopwatch)
    {
        var milliseconds = Enumerable
            .Range(30, 300)
            .Select(i => Stopwatch.GetElapsedTime(stopwatch.Committed[i], received[i]).TotalMilliseconds)
            .Order()
            .ToArray();
        output.WriteLine(
            $"commit to {what}: p50 {milliseconds[150]:0.00} ms, p95 {milliseconds[285]:0.00} ms, p99 {milliseconds[297]:0.00} ms"
        );
        return milliseconds[150];
    }
}

[MessageName("test.timed.v1")]
public sealed record Timed(int Number);

public sealed class Stopwatches
{
    public ConcurrentDictionary<int, long> Committed { get; } = [];

    public ConcurrentDictionary<int, long> Durable { get; } = [];

    public ConcurrentDictionary<int, long> Transient { get; } = [];
}

public sealed class Stops(Stopwatches stopwatch) : IConsumer<Timed>
{
    public Task Consume(ConsumeContext<Timed> context)
    {
        stopwatch.Durable.TryAdd(context.Message.Number, Stopwatch.GetTimestamp());
        return Task.CompletedTask;
    }
}

public sealed class StopsInMemory(Stopwatches stopwatch) : IConsumer<Timed>
{
    public Task Consume(ConsumeContext<Timed> context)
    {
        stopwatch.Transient.TryAdd(context.Message.Number, Stopwatch.GetTimestamp());
        return Task.CompletedTask;
    }
}
