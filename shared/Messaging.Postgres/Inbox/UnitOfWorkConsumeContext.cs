using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using MassTransit;
using MassTransit.Context;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;

namespace Qujiang.Messaging.Postgres;

/// <summary>What a consumer sees: whatever it publishes, sends or schedules through it becomes an outbox row of its unit of work.</summary>
internal sealed class UnitOfWorkConsumeContext<TMessage> : ConsumeContextProxy<TMessage>, OutboxSendContext
    where TMessage : class
{
    private readonly UnitOfWork work;
    private readonly IServiceProvider services;
    private readonly MessageSchedulerContext scheduler;

    public UnitOfWorkConsumeContext(ConsumeContext<TMessage> context, UnitOfWork work, IServiceProvider services, IBusTopology topology)
        : base(context)
    {
        this.work = work;
        this.services = services;
        var receive = new OutboxReceiveContext(this, context.ReceiveContext);
        ReceiveContext = receive;
        PublishEndpointProvider = receive.PublishEndpointProvider;
        scheduler = new ConsumeMessageSchedulerContext(
            this,
            consume => new MassTransit.Scheduling.MessageScheduler(new OutboxScheduler(consume, work), topology)
        );
    }

    // Payloads kept in the context below would survive a failed attempt; these belong to one attempt.
    public override bool TryGetPayload<T>([NotNullWhen(true)] out T payload)
    {
        if (work is T theWork)
        {
            payload = theWork;
            return true;
        }

        if (scheduler is T theScheduler)
        {
            payload = theScheduler;
            return true;
        }

        return base.TryGetPayload(out payload!);
    }

    public override bool HasPayloadType(Type payloadType) =>
        payloadType.IsInstanceOfType(work) || payloadType.IsInstanceOfType(scheduler) || base.HasPayloadType(payloadType);

    public Task AddSend<T>(SendContext<T> context)
        where T : class
    {
        var name = MessageNames.Of(typeof(T));
        var destination = context.DestinationAddress?.AbsolutePath.Split('/')[^1] ?? name;
        var headers = context
            .Headers.GetAll()
            .Where(h => h.Value is not null)
            .ToDictionary(h => h.Key, h => h.Value.ToString()!, StringComparer.Ordinal);
        work.Add(
            new OutgoingMessage(
                context.MessageId ?? throw new InvalidOperationException($"{name} has no message id."),
                KindOf(context.DestinationAddress, destination, name),
                Uri.UnescapeDataString(destination),
                context.Serializer.GetMessageBody(context).GetString(),
                JsonSerializer.Serialize(headers)
            )
            {
                Delay = context.Delay,
                ScheduleToken = context.ScheduledMessageId,
            }
        );
        return Task.CompletedTask;
    }

    public object? GetService(Type serviceType) => services.GetService(serviceType);

    // An exchange that bears the message's own name is where it is published; everything else is a queue.
    private static string KindOf(Uri? address, string destination, string name) =>
        destination == name ? OutgoingMessage.Event
        : address?.Query.Contains("temporary=true", StringComparison.Ordinal) == true ? OutgoingMessage.Reply
        : OutgoingMessage.Command;
}

/// <summary>Schedules through the outbox, where a scheduled message can be taken back until it is sent.</summary>
internal sealed class OutboxScheduler(ConsumeContext context, UnitOfWork work) : IScheduleMessageProvider
{
    private readonly MassTransit.Scheduling.DelayedScheduleMessageProvider delayed = new(context);

    public Task<ScheduledMessage<T>> ScheduleSend<T>(
        Uri destinationAddress,
        DateTime scheduledTime,
        T message,
        IPipe<SendContext<T>> pipe,
        CancellationToken cancellationToken
    )
        where T : class => delayed.ScheduleSend(destinationAddress, scheduledTime, message, pipe, cancellationToken);

    public Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken) =>
        work.CancelScheduledAsync(tokenId, cancellationToken);

    public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) =>
        work.CancelScheduledAsync(tokenId, cancellationToken);
}
