using System.Diagnostics;
using Dapper;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Qujiang.Messaging.Postgres;

/// <summary>
/// Lets the messages of a queue that wait at the same moment share a transaction: while one batch is being handled the next gathers, so an idle queue
/// handles each message at once and a busy one pays a commit for many. Each message is acknowledged, tried again and set aside by itself.
/// </summary>
/// <remarks>
/// One bad message fails only itself: a batch that fails is rolled back whole, and each of its messages then has a transaction of its own. A message that
/// was delivered before, perhaps to a process that it killed, and one that is tried again, is never in a batch with others.
/// </remarks>
internal sealed class MessageBatches(string consumer, IBatchHandler handler, int size, IServiceProvider services)
{
    private readonly UnitOfWorkFactory units = services.GetRequiredService<UnitOfWorkFactory>();
    private readonly MessagingMetrics metrics = services.GetRequiredService<MessagingMetrics>();
    private readonly TimeProvider time = services.GetRequiredService<TimeProvider>();
    private readonly ILogger logger = services
        .GetRequiredService<ILoggerFactory>()
        .CreateLogger(typeof(MessageBatches).Namespace + ".Inbox");
    private readonly Lock gate = new();
    private readonly Queue<Waiting> queue = [];
    private bool pumping;

    /// <summary>Returns when the message is handled and committed.</summary>
    public async Task HandleAsync<TMessage>(ConsumeContext<TMessage> context)
        where TMessage : class
    {
        var alone = context.ReceiveContext.Redelivered || context.GetRetryAttempt() > 0;
        var waiting = new Waiting(context, new Delivery(context.Message, MessageCause.Of(context, Activity.Current?.Id)), alone);
        bool start;
        lock (gate)
        {
            queue.Enqueue(waiting);
            (start, pumping) = (!pumping, true);
        }

        if (start)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(PumpAsync, CancellationToken.None);
            }
        }

        await waiting.Done.Task;
        await Failpoint.HitAsync(Failpoint.BeforeAck, time);
    }

    private async Task PumpAsync()
    {
        while (Take() is { Count: > 0 } batch)
        {
            try
            {
                await TransactAsync(batch);
                continue;
            }
            catch (Exception failure) when (batch.Count == 1)
            {
                batch[0].Done.TrySetException(failure);
                continue;
            }
            catch (Exception failure)
            {
                logger.LogWarning(failure, "{Consumer} handles {Count} messages one by one: together they failed", consumer, batch.Count);
            }

            foreach (var waiting in batch)
            {
                try
                {
                    await TransactAsync([waiting]);
                }
                catch (Exception failure)
                {
                    waiting.Done.TrySetException(failure);
                }
            }
        }
    }

    /// <summary>What waits, in order, up to the next that must be alone; nothing ends the pump.</summary>
    private List<Waiting> Take()
    {
        lock (gate)
        {
            var batch = new List<Waiting>(Math.Min(size, queue.Count));
            while (batch.Count < size && queue.TryPeek(out var next) && !(next.Alone && batch.Count > 0))
            {
                batch.Add(queue.Dequeue());
                if (next.Alone)
                {
                    break;
                }
            }

            pumping = batch.Count > 0;
            return batch;
        }
    }

    private async Task TransactAsync(IReadOnlyList<Waiting> batch)
    {
        var cancellation = batch[0].Context.CancellationToken;
        await using (var work = await units.BeginWhenThereAsync(null, consumer, time, logger, cancellation))
        {
            var fresh = await FreshAsync(work, batch, cancellation);
            if (fresh.Count > 0)
            {
                await handler.HandleAsync(work, fresh, cancellation);
                await work.CommitForOwnerAsync(cancellation);
            }
        }

        foreach (var waiting in batch)
        {
            waiting.Done.TrySetResult();
        }
    }

    /// <summary>
    /// Remembers the messages and answers those not handled before. A copy that is being handled right now elsewhere makes this wait for the outcome;
    /// copies are remembered in one order, so that two batches do not wait for each other.
    /// </summary>
    private async Task<IReadOnlyList<Delivery>> FreshAsync(UnitOfWork work, IReadOnlyList<Waiting> batch, CancellationToken cancellation)
    {
        const string sql = """
            INSERT INTO messaging.inbox (message_id, consumer) SELECT id, @consumer FROM (SELECT DISTINCT id FROM unnest(@ids) AS id ORDER BY id) AS ids
            ON CONFLICT DO NOTHING RETURNING message_id
            """;
        var ids = batch.Select(w => w.Id).ToArray();
        var added = await work.Connection.QueryAsync<Guid>(
            new(sql, new { ids, consumer }, work.Transaction, cancellationToken: cancellation)
        );
        var unseen = added.ToHashSet();
        var fresh = new List<Delivery>(batch.Count);
        foreach (var waiting in batch)
        {
            if (unseen.Remove(waiting.Id))
            {
                fresh.Add(waiting.Delivery);
                continue;
            }

            metrics.Duplicate(consumer);
            logger.LogInformation("{Consumer} has handled message {MessageId} before", consumer, waiting.Id);
        }

        return fresh;
    }

    private sealed record Waiting(ConsumeContext Context, Delivery Delivery, bool Alone)
    {
        public Guid Id { get; } =
            Context.MessageId ?? throw new InvalidOperationException("A message without an id cannot be handled exactly once.");

        // What follows an acknowledgement must not hold up the next batch.
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
