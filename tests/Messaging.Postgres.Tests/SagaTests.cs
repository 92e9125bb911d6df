using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Qujiang.Contracts;
using Qujiang.Testing;
using Shouldly;
using Xunit;

namespace Qujiang.Messaging.Postgres.Tests;

/// <summary>State machines under events that come at once, twice, late and on time.</summary>
public sealed class SagaTests(Bench bench) : IClassFixture<Bench>
{
    // Without retries whatever a lock has let through shows in the error queue.
    private static readonly Dictionary<string, string?> NoRetry = new() { ["Messaging:RetryLimit"] = "0" };

    [Fact]
    public async Task Events_at_once_lose_nothing()
    {
        var hosts = new[] { await bench.StartAsync(Tallies("tally"), NoRetry), await bench.StartAsync(Tallies("tally"), NoRetry) };
        await bench.ConsumedAsync("tally");
        var ids = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToArray();
        await using (var work = await Bench.Units(hosts[0]).BeginAsync())
        {
            // No event comes first: any of them may have to begin the instance.
            for (var i = 0; i < 200; i++)
            {
                work.Publish(new Counted(ids[i % 4], 1));
            }

            await work.CommitAsync();
        }

        await Eventually.TrueAsync(
            async () => await bench.CountAsync("messaging.inbox WHERE consumer = 'tally/TallyState'") >= 200,
            what: "200 events"
        );
        foreach (var id in ids)
        {
            (await StateAsync(id)).ShouldBe(("COUNTING", 50));
        }

        var errors = new ErrorQueue(hosts[0].Services.GetRequiredService<BrokerConnection>());
        (await errors.PeekAsync("tally")).ShouldBeEmpty();
        foreach (var host in hosts)
        {
            await bench.StopAsync(host);
        }
    }

    [Fact]
    public async Task A_late_event_for_a_finished_instance_is_answered_and_begins_nothing()
    {
        await using var late = await bench.ListenAsync("test.too-late.v1");
        var host = await bench.StartAsync(Tallies("tally.late"));
        await bench.ConsumedAsync("tally.late");
        var id = Guid.NewGuid();
        await PublishAsync(host, new Counted(id, 1));
        await Eventually.TrueAsync(async () => await SagasAsync(id) == 1, what: "the instance");
        await PublishAsync(host, new Closed(id));
        await Eventually.TrueAsync(async () => await SagasAsync(id) == 0, what: "its end");
        await PublishAsync(host, new Closed(id));
        await Eventually.TrueAsync(() => late.Messages.Count == 1, what: "the answer");
        (await SagasAsync(id)).ShouldBe(0);
        await bench.StopAsync(host);
    }

    [Fact]
    public async Task A_timeout_comes_when_due_unless_it_was_taken_back()
    {
        await using var heard = await bench.ListenAsync("test.gave-up.v1");
        var host = await bench.StartAsync(Tallies("tally.timeout"));
        await bench.ConsumedAsync("tally.timeout");
        var (waits, isServed) = (Guid.NewGuid(), Guid.NewGuid());
        var begun = DateTimeOffset.UtcNow;
        await PublishAsync(host, new Opened(waits));
        await PublishAsync(host, new Opened(isServed));
        await Eventually.TrueAsync(
            async () => await bench.CountAsync("messaging.outbox WHERE schedule_token IS NOT NULL") == 2,
            what: "two timeouts"
        );
        await PublishAsync(host, new Counted(isServed, 1));

        await Eventually.TrueAsync(() => !heard.Messages.IsEmpty, what: "the timeout");
        var first = heard.Messages.First();
        first.Body.ShouldContain(waits.ToString());
        (first.At - begun).ShouldBeGreaterThan(TallyMachine.Patience);
        await Task.Delay(300);
        heard.Messages.Count.ShouldBe(1);
        (await StateAsync(isServed)).ShouldBe(("COUNTING", 1));
        await bench.StopAsync(host);
    }

    private static Action<MessagingBuilder> Tallies(string queue) =>
        m =>
            m.Queue(
                queue,
                q =>
                {
                    q.Concurrency = 16;
                    q.Saga<TallyMachine, TallyState>();
                }
            );

    private async Task<(string State, int Sum)> StateAsync(Guid id) =>
        await bench.QueryAsync<(string, int)>(
            "SELECT upper(state ->> 'currentState'), (state ->> 'sum')::int FROM messaging.saga WHERE saga = 'TallyState' AND correlation_id = @id",
            new { id }
        );

    private Task<long> SagasAsync(Guid id) =>
        bench.QueryAsync<long>("SELECT count(*) FROM messaging.saga WHERE correlation_id = @id", new { id });

    private static async Task PublishAsync(Microsoft.Extensions.Hosting.IHost host, object message)
    {
        await using var work = await Bench.Units(host).BeginAsync();
        work.Publish(message);
        await work.CommitAsync();
    }
}

[MessageName("test.opened.v1")]
public sealed record Opened(Guid Id);

[MessageName("test.counted.v1")]
public sealed record Counted(Guid Id, int Amount);

[MessageName("test.closed.v1")]
public sealed record Closed(Guid Id);

[MessageName("test.expired.v1")]
public sealed record Expired(Guid Id);

[MessageName("test.gave-up.v1")]
public sealed record GaveUp(Guid Id);

[MessageName("test.too-late.v1")]
public sealed record TooLate(Guid Id);

public sealed class TallyState : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public int Sum { get; set; }

    public Guid? ExpiryToken { get; set; }
}

public sealed class TallyMachine : MassTransitStateMachine<TallyState>
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public TallyMachine()
    {
        InstanceState(x => x.CurrentState);
        Event(() => Opened, e => e.CorrelateById(c => c.Message.Id));
        Event(() => Counted, e => e.CorrelateById(c => c.Message.Id));
        Event(
            () => Closed,
            e =>
            {
                e.CorrelateById(c => c.Message.Id);
                e.OnMissingInstance(m => m.ExecuteAsync(c => c.Publish(new TooLate(c.Message.Id))));
            }
        );
        Schedule(
            () => Expiry,
            x => x.ExpiryToken,
            s =>
            {
                s.Delay = Patience;
                s.Received = e => e.CorrelateById(c => c.Message.Id);
            }
        );

        Initially(
            When(Opened).Schedule(Expiry, c => new Expired(c.Message.Id)).TransitionTo(Waiting),
            When(Counted).ThenAsync(AddAsync).TransitionTo(Counting)
        );
        During(
            Waiting,
            When(Counted).ThenAsync(AddAsync).Unschedule(Expiry).TransitionTo(Counting),
            When(Expiry.Received).Publish(c => new GaveUp(c.Message.Id)).Finalize()
        );
        During(Counting, When(Counted).ThenAsync(AddAsync), When(Closed).Finalize());
        SetCompletedWhenFinalized();
    }

    public State Waiting { get; private set; } = null!;

    public State Counting { get; private set; } = null!;

    public Event<Opened> Opened { get; private set; } = null!;

    public Event<Counted> Counted { get; private set; } = null!;

    public Event<Closed> Closed { get; private set; } = null!;

    public Schedule<TallyState, Expired> Expiry { get; private set; } = null!;

    // Slow enough for others to come in between.
    private static async Task AddAsync(BehaviorContext<TallyState, Counted> context)
    {
        var sum = context.Saga.Sum;
        await Task.Delay(2);
        context.Saga.Sum = sum + context.Message.Amount;
    }
}
