using System.Diagnostics;
using Dapper;
using MassTransit;
using MassTransit.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Qujiang.Messaging.Postgres;

/// <summary>
/// Wraps one attempt of one consumer in one transaction: the inbox row, what the consumer writes and what it sends are committed together or
/// not at all. A message the consumer has handled before is acknowledged without calling it.
/// </summary>
internal sealed class InboxFilter<TMessage>(
    string consumer,
    IConsumeScopeProvider scopes,
    IServiceProvider services,
    Func<object, bool>? ignored,
    SemaphoreSlim turns
) : IFilter<ConsumeContext<TMessage>>
    where TMessage : class
{
    private readonly UnitOfWorkFactory units = services.GetRequiredService<UnitOfWorkFactory>();
    private readonly MessagingMetrics metrics = services.GetRequiredService<MessagingMetrics>();
    private readonly TimeProvider time = services.GetRequiredService<TimeProvider>();
    private readonly ILogger logger = services
        .GetRequiredService<ILoggerFactory>()
        .CreateLogger(typeof(InboxFilter<>).Namespace + ".Inbox");

    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        var timer = Stopwatch.StartNew();
        if (ignored?.Invoke(context.Message) == true)
        {
            await context.NotifyConsumed(context, timer.Elapsed, consumer);
            await Failpoint.HitAsync(Failpoint.BeforeAck, time);
            return;
        }

        await turns.WaitAsync(context.CancellationToken);
        try
        {
            await HandleAsync(context, next, timer);
        }
        finally
        {
            turns.Release();
        }

        await Failpoint.HitAsync(Failpoint.BeforeAck, time);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox").Add("consumer", consumer);

    private async Task HandleAsync(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next, Stopwatch timer)
    {
        await using var scope = await scopes.GetScope(context);
        await using var work = await units.BeginWhenThereAsync(context, consumer, time, logger, context.CancellationToken);
        if (!await IsNewAsync(context, work))
        {
            metrics.Duplicate(consumer);
            logger.LogInformation("{Consumer} has handled message {MessageId} before", consumer, context.MessageId);
            await context.NotifyConsumed(context, timer.Elapsed, consumer);
            return;
        }

        var topology = scope.GetService<IBus>().Topology;
        var inside = new UnitOfWorkConsumeContext<TMessage>(scope.Context, work, services, topology);
        using (scope.PushConsumeContext(inside))
        {
            await next.Send(inside);
            await inside.ConsumeCompleted;
        }

        try
        {
            await work.CommitForOwnerAsync(context.CancellationToken);
        }
        catch (Exception notCommitted)
        {
            // The consumer has reported success already, so the failure has to be reported here.
            await context.NotifyFaulted(context, timer.Elapsed, consumer, notCommitted);
            throw;
        }
    }

    private async Task<bool> IsNewAsync(ConsumeContext<TMessage> context, UnitOfWork work)
    {
        const string sql = "INSERT INTO messaging.inbox (message_id, consumer) VALUES (@messageId, @consumer) ON CONFLICT DO NOTHING";
        var messageId = context.MessageId ?? throw new InvalidOperationException("A message without an id cannot be handled exactly once.");
        // A copy that is being handled right now makes this wait for the outcome: committed means handled, rolled back means our turn.
        return await work.Connection.ExecuteAsync(
                new(sql, new { messageId, consumer }, work.Transaction, cancellationToken: context.CancellationToken)
            ) == 1;
    }
}

#pragma warning disable CA1001 // the turns live as long as the bus, which nobody tells us the end of
/// <summary>Puts an <see cref="InboxFilter{TMessage}"/> before each consumer and state machine of a queue.</summary>
internal sealed class InboxConfigurator(QueueBuilder queue, IRegistrationContext context)
    : IConsumerConfigurationObserver,
        ISagaConfigurationObserver
{
    private readonly ConsumeScopeProvider scopes = new(context);
    private readonly SemaphoreSlim turns = new(queue.Transactions ?? queue.Concurrency);

    public void ConsumerMessageConfigured<TConsumer, TMessage>(IConsumerMessageConfigurator<TConsumer, TMessage> configurator)
        where TConsumer : class
        where TMessage : class => Add<TConsumer, TMessage>((IConsumerMessageConfigurator<TMessage>)configurator);

    public void SagaMessageConfigured<TSaga, TMessage>(ISagaMessageConfigurator<TSaga, TMessage> configurator)
        where TSaga : class, ISaga
        where TMessage : class => Add<TSaga, TMessage>((ISagaMessageConfigurator<TMessage>)configurator);

    public void ConsumerConfigured<TConsumer>(IConsumerConfigurator<TConsumer> configurator)
        where TConsumer : class { }

    public void SagaConfigured<TSaga>(ISagaConfigurator<TSaga> configurator)
        where TSaga : class, ISaga { }

    public void StateMachineSagaConfigured<TInstance>(ISagaConfigurator<TInstance> configurator, SagaStateMachine<TInstance> stateMachine)
        where TInstance : class, ISaga, SagaStateMachineInstance { }

    private void Add<T, TMessage>(IPipeConfigurator<ConsumeContext<TMessage>> configurator)
        where TMessage : class =>
        configurator.UseFilter(
            new InboxFilter<TMessage>(
                $"{queue.Name}/{typeof(T).Name}",
                scopes,
                context,
                queue.Ignored.GetValueOrDefault(typeof(TMessage)),
                turns
            )
        );
}
#pragma warning restore CA1001
