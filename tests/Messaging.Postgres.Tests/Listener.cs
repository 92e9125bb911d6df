using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Qujiang.Messaging.Postgres.Tests;

/// <summary>What arrived: the id and the body.</summary>
public sealed record Heard(string MessageId, string Body, IReadOnlyBasicProperties Properties, DateTimeOffset At)
{
    public JsonElement Envelope => JsonDocument.Parse(Body).RootElement;
}

/// <summary>A plain AMQP consumer without inbox, library or mercy.</summary>
public sealed class Listener : IAsyncDisposable
{
    private readonly IConnection connection;
    private readonly IChannel channel;

    private Listener(IConnection connection, IChannel channel)
    {
        this.connection = connection;
        this.channel = channel;
    }

    public ConcurrentQueue<Heard> Messages { get; } = [];

    public static async Task<Listener> StartAsync(IConnection connection, IChannel channel, string queue)
    {
        var listener = new Listener(connection, channel);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            listener.Messages.Enqueue(
                new Heard(
                    delivery.BasicProperties.MessageId ?? "",
                    Encoding.UTF8.GetString(delivery.Body.Span),
                    new BasicProperties(delivery.BasicProperties),
                    DateTimeOffset.UtcNow
                )
            );
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
