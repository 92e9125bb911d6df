using MassTransit;

namespace Qujiang.Messaging.Postgres;

/// <summary>What made somebody tell something: it goes into the envelope of what is told.</summary>
/// <param name="Trace">The trace it belongs to; null: the one at hand.</param>
internal sealed record MessageCause(Guid? ConversationId, Guid? MessageId, string? Trace)
{
    public static MessageCause Of(ConsumeContext context, string? trace = null) => new(context.ConversationId, context.MessageId, trace);
}

/// <summary>A message that a batch is to handle.</summary>
public sealed class Delivery
{
    internal Delivery(object message, MessageCause cause)
    {
        Message = message;
        Cause = cause;
    }

    /// <summary>The message.</summary>
    public object Message { get; }

    internal MessageCause Cause { get; }
}

/// <summary>
/// Handles several messages of a queue in one transaction. Whoever implements it takes what it locks in one order for all messages of the batch, and may
/// be called again with any of them: when a batch fails it is rolled back, and each of its messages is handled by itself.
/// </summary>
public interface IBatchHandler
{
    /// <summary>Handles messages that no transaction has handled before, in the order in which they came.</summary>
    /// <param name="work">Committed by the inbox when this returns. Before something is told because of a message: <see cref="UnitOfWork.ActFor"/>.</param>
    /// <param name="deliveries">At least one; no message is in it twice.</param>
    /// <param name="cancellationToken">The service stops.</param>
    Task HandleAsync(UnitOfWork work, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken);
}

/// <summary>Names the messages that a batch handler takes.</summary>
public sealed class BatchBuilder
{
    internal List<Action<IReceiveEndpointConfigurator, MessageBatches>> Messages { get; } = [];

    /// <summary>Takes messages of this type.</summary>
    public BatchBuilder Of<TMessage>()
        where TMessage : class
    {
        Messages.Add((endpoint, batches) => endpoint.Handler<TMessage>(batches.HandleAsync));
        return this;
    }
}
