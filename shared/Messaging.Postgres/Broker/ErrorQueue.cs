using System.Security.Cryptography;
using RabbitMQ.Client;

namespace Qujiang.Messaging.Postgres;

/// <summary>A message that was set aside, and why.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Exception">Type of the exception, or <c>delivery_limit</c> when it took its consumer down again and again.</param>
/// <param name="Reason">What the exception said.</param>
/// <param name="At">When it was set aside, as written by the consumer; null when the broker did it.</param>
/// <param name="Body">The envelope.</param>
public sealed record SetAsideMessage(string? MessageId, string? Exception, string? Reason, string? At, string Body);

/// <summary>The <c>{queue}_error</c> of a queue: what is in it, and the way back.</summary>
/// <param name="broker">Where it is.</param>
public sealed class ErrorQueue(BrokerConnection broker)
{
    /// <summary>Looks at up to <paramref name="max"/> messages and leaves them where they are.</summary>
    public async Task<IReadOnlyList<SetAsideMessage>> PeekAsync(string queue, int max = 100, CancellationToken cancellationToken = default)
    {
        await using var channel = await broker.OpenChannelAsync(cancellationToken: cancellationToken);
        var seen = new List<SetAsideMessage>();
        ulong last = 0;
        while (seen.Count < max && await channel.BasicGetAsync(ErrorsOf(queue), autoAck: false, cancellationToken) is { } message)
        {
            seen.Add(Read(message));
            last = message.DeliveryTag;
        }

        if (last > 0)
        {
            await channel.BasicNackAsync(last, multiple: true, requeue: true, cancellationToken);
        }

        return seen;
    }

    /// <summary>
    /// Moves up to <paramref name="max"/> messages back to <paramref name="queue"/>, oldest first, with their ids, so that what was handled meanwhile
    /// stays handled once. A message leaves the error queue when the broker has confirmed its return: stopped halfway it may be in both, never in none.
    /// </summary>
    /// <returns>How many were moved.</returns>
    /// <exception cref="RabbitMQ.Client.Exceptions.OperationInterruptedException">There is no such error queue.</exception>
    /// <exception cref="RabbitMQ.Client.Exceptions.PublishReturnException">There is no such queue; the message stays.</exception>
    public async Task<int> RedriveAsync(string queue, int max = int.MaxValue, CancellationToken cancellationToken = default)
    {
        var confirming = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await broker.OpenChannelAsync(confirming, cancellationToken);
        // What fails again comes back to the error queue; it is not to be moved a second time by this call.
        var moved = new HashSet<string>(StringComparer.Ordinal);
        while (moved.Count < max && await channel.BasicGetAsync(ErrorsOf(queue), autoAck: false, cancellationToken) is { } message)
        {
            if (!moved.Add(message.BasicProperties.MessageId ?? Convert.ToHexString(SHA256.HashData(message.Body.Span))))
            {
                await channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: true, cancellationToken);
                break;
            }

            var properties = new BasicProperties(message.BasicProperties)
            {
                Headers = message
                    .BasicProperties.Headers?.Where(h =>
                        !h.Key.StartsWith("MT-Fault-", StringComparison.Ordinal) && h.Key is not ("MT-Reason" or "x-death")
                    )
                    .ToDictionary(h => h.Key, h => h.Value, StringComparer.Ordinal),
            };
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, message.Body, cancellationToken);
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
        }

        return moved.Count;
    }

    private static string ErrorsOf(string queue) => $"{queue}_error";

    private static SetAsideMessage Read(BasicGetResult message)
    {
        var headers = message.BasicProperties.Headers;
        return new SetAsideMessage(
            message.BasicProperties.MessageId,
            Text("MT-Fault-ExceptionType") ?? Text("x-first-death-reason"),
            Text("MT-Fault-Message"),
            Text("MT-Fault-Timestamp"),
            System.Text.Encoding.UTF8.GetString(message.Body.Span)
        );

        string? Text(string header) =>
            headers?.TryGetValue(header, out var value) != true ? null
            : value is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes)
            : value?.ToString();
    }
}
