using System.Diagnostics;
using System.Text.Json;
using Dapper;
using MassTransit;
using MassTransit.Logging;
using MassTransit.Metadata;
using MassTransit.Serialization;
using Qujiang.Contracts.V1;

namespace Qujiang.Messaging.Postgres;

/// <summary>Turns messages into envelopes and envelopes into rows.</summary>
internal sealed class Outbox(MessagingOptions options, OutboxSignal signal, TimeProvider time)
{
    public const string Channel = "messaging_outbox";

    public TimeProvider Time => time;

    public OutgoingMessage Envelop(UnitOfWork work, string kind, string destination, object message)
    {
        var messageId = message is IFact fact ? fact.EventId : Guid.CreateVersion7(time.GetUtcNow());
        var envelope = new JsonMessageEnvelope
        {
            MessageId = messageId.ToString(),
            ConversationId = (work.Cause?.ConversationId ?? Guid.CreateVersion7(time.GetUtcNow())).ToString(),
            InitiatorId = work.Cause?.MessageId?.ToString(),
            DestinationAddress = (kind == OutgoingMessage.Event ? "exchange:" : "queue:") + destination,
            MessageType = [MessageNames.UrnOf(message.GetType())],
            Message = message,
            SentTime = time.GetUtcNow().UtcDateTime,
            Host = HostMetadataCache.Host,
        };
        // The trace goes on at the consumer as a child of what wrote the row, however long the row waits.
        var headers = (work.Cause?.Trace ?? Activity.Current?.Id) is { } id
            ? new Dictionary<string, string> { [DiagnosticHeaders.ActivityId] = id }
            : [];
        return new OutgoingMessage(
            messageId,
            kind,
            destination,
            JsonSerializer.Serialize<MessageEnvelope>(envelope, MessageJson.Options),
            JsonSerializer.Serialize(headers)
        );
    }

    public async Task WriteAsync(UnitOfWork work, List<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
        {
            return;
        }

        const string sql = """
            INSERT INTO messaging.outbox (message_id, kind, destination, body, headers, enqueue_time, schedule_token)
            SELECT message_id, kind, destination, body, headers::jsonb, coalesce(due, clock_timestamp() + delay, clock_timestamp()), token
            FROM unnest(@ids, @kinds, @destinations, @bodies, @headers, @dues::timestamptz[], @delays::interval[], @tokens::uuid[])
                 WITH ORDINALITY AS m (message_id, kind, destination, body, headers, due, delay, token, position)
            ORDER BY position
            """;
        // NOTIFY serialises all commits of a database; so it is left to processes that have no relay of their own to wake.
        await work.Connection.ExecuteAsync(
            new CommandDefinition(
                options.RelayEnabled ? sql : $"{sql}; NOTIFY {Channel}",
                new
                {
                    ids = messages.ConvertAll(m => m.MessageId),
                    kinds = messages.ConvertAll(m => m.Kind),
                    destinations = messages.ConvertAll(m => m.Destination),
                    bodies = messages.ConvertAll(m => m.Body),
                    headers = messages.ConvertAll(m => m.Headers),
                    dues = messages.ConvertAll(m => m.Due?.UtcDateTime),
                    delays = messages.ConvertAll(m => m.Delay),
                    tokens = messages.ConvertAll(m => m.ScheduleToken),
                },
                work.Transaction,
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>Wakes the relay of this process; the relays of others find the row by polling.</summary>
    public void Wake() => signal.Set();
}

/// <summary>Wakes a sleeping relay. Setting it while the relay is busy makes it look once more.</summary>
internal sealed class OutboxSignal(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim semaphore = new(0, 1);

    public void Set()
    {
        if (semaphore.CurrentCount == 0)
        {
            try
            {
                semaphore.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another thread has just woken it.
            }
        }
    }

    /// <summary>Returns when set, or after <paramref name="timeout"/>.</summary>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await semaphore.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing woke it: time to poll.
        }
    }

    public void Dispose() => semaphore.Dispose();
}
