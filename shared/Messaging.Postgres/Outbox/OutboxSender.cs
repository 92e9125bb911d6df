using System.Text;
using System.Text.Json;
using MassTransit.Serialization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Qujiang.Messaging.Postgres;

/// <summary>A row to be sent.</summary>
internal sealed record OutboxRow(long Id, Guid MessageId, string Kind, string Destination, string Body, string Headers, DateTime CreatedAt);

/// <summary>What became of a row.</summary>
internal enum SendOutcome
{
    /// <summary>The broker has it.</summary>
    Confirmed,

    /// <summary>The broker was asked and said no to this row.</summary>
    Refused,

    /// <summary>The broker closed the channel while several rows were under way: one of them, but which one?</summary>
    Suspect,

    /// <summary>Connection or confirm was lost; the broker may or may not have it.</summary>
    Lost,
}

/// <summary>Outcome of one row, and why.</summary>
internal readonly record struct SendResult(OutboxRow Row, SendOutcome Outcome, string? Error);

/// <summary>
/// Publishes rows on one confirming channel: all are under way before the first confirm is awaited, so that a batch costs one round trip.
/// Belongs to one relay.
/// </summary>
internal sealed class OutboxSender(BrokerConnection broker, TimeSpan confirmTimeout, TimeProvider time) : IAsyncDisposable
{
    private static readonly CreateChannelOptions Confirming = new(
        publisherConfirmationsEnabled: true,
        publisherConfirmationTrackingEnabled: true
    );

    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> declared = new(StringComparer.Ordinal);
    private IChannel? channel;

    private IChannel Channel => channel ?? throw new InvalidOperationException("Not connected.");

    /// <summary>Opens the channel unless it is open.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (channel is { IsOpen: true })
        {
            return;
        }

        await DisposeAsync();
        channel = await broker.OpenChannelAsync(Confirming, cancellationToken);
    }

    /// <summary>Sends <paramref name="rows"/> in order and says of each what became of it.</summary>
    public async Task<IReadOnlyList<SendResult>> SendAsync(IReadOnlyList<OutboxRow> rows, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(confirmTimeout, time);
        // Being stopped, give what is under way a moment: a message whose confirm is not awaited will be sent again.
        await using var stopping = cancellationToken.Register(() => timeout.CancelAfter(LastMoment));
        var confirms = new Task[rows.Count];
        var declaration = DeclareAsync(rows, timeout.Token);
        await Settled(declaration);
        for (var i = 0; i < rows.Count; i++)
        {
            confirms[i] = declaration.IsCompletedSuccessfully ? PublishAsync(rows[i], timeout.Token) : declaration;
        }

        await Failpoint.HitAsync(Failpoint.AfterPublish, time);
        await Settled(Task.WhenAll(confirms));
        var results = new SendResult[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            results[i] = Judge(rows[i], confirms[i], alone: rows.Count == 1);
        }

        if (channel is not { IsOpen: true } || Array.Exists(results, r => r.Outcome is SendOutcome.Lost or SendOutcome.Suspect))
        {
            // A late confirm on this channel would be taken for that of another message.
            await DisposeAsync();
        }

        return results;
    }

    public async ValueTask DisposeAsync()
    {
        declared.Clear();
        if (channel is not { } old)
        {
            return;
        }

        channel = null;
        try
        {
            await old.DisposeAsync();
        }
        catch (Exception gone)
            when (gone
                    is RabbitMQClientException
                        or IOException
                        or TimeoutException
                        or ObjectDisposedException
                        or OperationCanceledException
            )
        {
            // It is being thrown away because it is broken.
        }
    }

    /// <summary>A publish to an exchange that nobody has declared closes the channel; so they are declared first, once for each channel.</summary>
    private async Task DeclareAsync(IReadOnlyList<OutboxRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows.Where(r => r.Kind == OutgoingMessage.Event))
        {
            if (!declared.Contains(row.Destination))
            {
                await Channel.ExchangeDeclareAsync(
                    row.Destination,
                    ExchangeType.Fanout,
                    durable: true,
                    cancellationToken: cancellationToken
                );
                declared.Add(row.Destination);
            }
        }
    }

    private async Task PublishAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties
        {
            MessageId = row.MessageId.ToString(),
            ContentType = SystemTextJsonMessageSerializer.JsonContentType.MediaType,
            DeliveryMode = DeliveryModes.Persistent,
            Headers = JsonSerializer
                .Deserialize<Dictionary<string, string>>(row.Headers)!
                .ToDictionary(h => h.Key, object? (h) => h.Value, StringComparer.Ordinal),
        };
        var body = Encoding.UTF8.GetBytes(row.Body);
        // An event nobody listens to is no error; a command nobody will receive is.
        await (
            row.Kind == OutgoingMessage.Event
                ? Channel.BasicPublishAsync(row.Destination, "", mandatory: false, properties, body, cancellationToken)
                : Channel.BasicPublishAsync("", row.Destination, row.Kind == OutgoingMessage.Command, properties, body, cancellationToken)
        );
    }

    private static Task Settled(Task task) =>
        task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private static SendResult Judge(OutboxRow row, Task confirm, bool alone)
    {
        var failure = confirm.Exception?.InnerException;
        return failure switch
        {
            null when confirm.IsCompletedSuccessfully => new(row, SendOutcome.Confirmed, null),
            null => new(row, SendOutcome.Lost, "The broker did not confirm in time."),
            PublishReturnException returned => new(
                row,
                SendOutcome.Refused,
                $"Unroutable: {returned.ReplyCode} {returned.ReplyText}, queue '{row.Destination}'."
            ),
            PublishException => new(row, SendOutcome.Refused, "The broker refused the message (nack)."),
            OperationInterruptedException { ShutdownReason: { Initiator: ShutdownInitiator.Peer } reason }
                when IsAboutAMessage(reason.ReplyCode) => new(
                row,
                alone ? SendOutcome.Refused : SendOutcome.Suspect,
                $"{reason.ReplyCode} {reason.ReplyText}"
            ),
            RabbitMQClientException or IOException or ObjectDisposedException or OperationCanceledException or TimeoutException => new(
                row,
                SendOutcome.Lost,
                failure.Message
            ),
            // Anything else was thrown by the row itself before it reached the broker.
            _ => new(row, SendOutcome.Refused, failure.Message),
        };
    }

    // 320 is the broker going down and 200 a polite goodbye; 530 is about the virtual host, 403 about this user: nothing a message did.
    private static bool IsAboutAMessage(ushort replyCode) => replyCode is not (200 or 320 or 403 or 530 or 541);
}
