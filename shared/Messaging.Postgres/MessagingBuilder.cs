using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Qujiang.Messaging.Postgres;

/// <summary>Names the queues of a service and who consumes them.</summary>
public sealed class MessagingBuilder
{
    internal List<QueueBuilder> Queues { get; } = [];

    /// <summary>
    /// A durable quorum queue. Its consumers run behind the inbox, each attempt in one <see cref="UnitOfWork"/>. What fails for good goes to
    /// <c>{name}_error</c> with the reason in its headers.
    /// </summary>
    /// <param name="name">Name of the queue, such as <c>rail.holds</c>. Commands are sent to it by this name.</param>
    /// <param name="configure">Consumers and limits.</param>
    public MessagingBuilder Queue(string name, Action<QueueBuilder> configure) =>
        Add(new QueueBuilder(name, isTransient: false), configure);

    /// <summary>
    /// A queue of this process alone, for a projection kept in memory. There is no inbox, no transaction and no error queue: a duplicate is
    /// delivered, a message that fails is logged and dropped. The queue goes one minute after its process.
    /// </summary>
    /// <param name="name">Name; something unique is appended.</param>
    /// <param name="configure">Consumers and limits.</param>
    public MessagingBuilder TransientQueue(string name, Action<QueueBuilder> configure) =>
        Add(new QueueBuilder(name, isTransient: true), configure);

    private MessagingBuilder Add(QueueBuilder queue, Action<QueueBuilder> configure)
    {
        configure(queue);
        Queues.Add(queue);
        return this;
    }
}

/// <summary>A queue and who consumes it.</summary>
public sealed class QueueBuilder
{
    internal QueueBuilder(string name, bool isTransient)
    {
        Name = isTransient ? $"{name}-{Guid.CreateVersion7():N}" : name;
        IsTransient = isTransient;
    }

    /// <summary>Name of the queue.</summary>
    public string Name { get; }

    /// <summary>Messages handled at once. Default 8. More than one gives up order.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>Messages the broker hands out in advance. Default 32.</summary>
    public int Prefetch { get; set; } = 32;

    /// <summary>Consumers that have a transaction, and with it a connection, at once. Default: as many as <see cref="Concurrency"/> says.</summary>
    public int? Transactions { get; set; }

    /// <summary>Messages that a batch handler takes in one transaction at most. Default 64.</summary>
    public int BatchSize { get; set; } = 64;

    /// <summary>
    /// Whether the queue is bound to the exchanges of the consumed messages, which is what makes it receive events. Default true; false for
    /// a queue of commands, which are sent to it by name.
    /// </summary>
    public bool ReceivesEvents { get; set; } = true;

    internal bool IsTransient { get; }

    internal Dictionary<Type, Func<object, bool>> Ignored { get; } = [];

    internal List<Action<IBusRegistrationConfigurator>> Registrations { get; } = [];

    internal List<Action<IRegistrationContext, IReceiveEndpointConfigurator>> Configurations { get; } = [];

    internal Func<IServiceProvider, Task>? Ready { get; private set; }

    internal Func<IServiceProvider, Task>? Lost { get; private set; }

    /// <summary>Adds a consumer. In a durable queue it may take <see cref="UnitOfWork"/> in its constructor.</summary>
    public QueueBuilder Consumer<TConsumer>()
        where TConsumer : class, IConsumer
    {
        Registrations.Add(bus => bus.AddConsumer<TConsumer>());
        Configurations.Add((context, endpoint) => endpoint.ConfigureConsumer<TConsumer>(context));
        return this;
    }

    /// <summary>
    /// Adds a handler that takes the messages waiting at a moment in one transaction, at most <see cref="BatchSize"/>; they are remembered under the
    /// handler's class name. Messages of one type go either to a batch handler or to consumers. Set <see cref="Concurrency"/> and <see cref="Prefetch"/>
    /// to at least the batch size, or no batch becomes so large.
    /// </summary>
    public QueueBuilder Batch<THandler>(Action<BatchBuilder> messages)
        where THandler : class, IBatchHandler
    {
        if (IsTransient)
        {
            throw new InvalidOperationException("A batch handler needs a durable queue.");
        }

        var builder = new BatchBuilder();
        messages(builder);
        Registrations.Add(bus => bus.TryAddSingleton<THandler>());
        Configurations.Add(
            (context, endpoint) =>
            {
                var handler = context.GetRequiredService<THandler>();
                var batches = new MessageBatches($"{Name}/{typeof(THandler).Name}", handler, BatchSize, context);
                builder.Messages.ForEach(take => take(endpoint, batches));
            }
        );
        return this;
    }

    /// <summary>
    /// Messages that none of the queue's consumers would do anything for: they are acknowledged without a transaction, and not remembered.
    /// </summary>
    public QueueBuilder Ignore<TMessage>(Func<TMessage, bool> pointless)
        where TMessage : class
    {
        Ignored[typeof(TMessage)] = message => pointless((TMessage)message);
        return this;
    }

    /// <summary>Adds a state machine whose instances are kept in <c>messaging.saga</c> under the name of <typeparamref name="TInstance"/>.</summary>
    /// <remarks>Events must be correlated by id (<c>CorrelateById</c>).</remarks>
    public QueueBuilder Saga<TStateMachine, TInstance>()
        where TStateMachine : class, SagaStateMachine<TInstance>
        where TInstance : class, SagaStateMachineInstance
    {
        if (IsTransient)
        {
            throw new InvalidOperationException("A state machine needs a durable queue.");
        }

        Registrations.Add(bus => bus.AddSagaStateMachine<TStateMachine, TInstance>().Repository(r => r.AddSagaStore()));
        Configurations.Add((context, endpoint) => endpoint.ConfigureSaga<TInstance>(context));
        return this;
    }

    /// <summary>
    /// Runs each time the queue is bound and being consumed: at the start and after each loss of the broker. What is read from elsewhere
    /// after this moment misses nothing that is published.
    /// </summary>
    public QueueBuilder OnReady(Func<IServiceProvider, Task> action)
    {
        Ready = action;
        return this;
    }

    /// <summary>Runs each time the queue is no longer being consumed: the broker was lost, or the service stops.</summary>
    public QueueBuilder OnLost(Func<IServiceProvider, Task> action)
    {
        Lost = action;
        return this;
    }
}
