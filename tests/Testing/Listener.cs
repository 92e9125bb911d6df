using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Qujiang.Testing;

/// <summary>An integrator: binds a queue of its own to some facts and keeps what comes, as it comes.</summary>
public sealed class Listener : IAsyncDisposable
{
    private readonly IConnection connection;
    private readonly IChannel channel;
    private readonly ConcurrentQueue<Heard> heard = [];

    private Listener(IConnection connection, IChannel channel)
    {
        this.connection = connection;
        this.channel = channel;
    }

    /// <summary>Everything heard so far, in order of arrival.</summary>
    public IReadOnlyList<Heard> All => [.. heard];

    /// <summary>What has come of one fact so far.</summary>
    public IEnumerable<JsonObject> Of(string fact) => heard.Where(h => h.Name == fact).Select(h => h.Fact);

    /// <param name="uri">Broker and virtual host.</param>
    /// <param name="facts">Names such as <c>qujiang.replan-proposed.v1</c>.</param>
    public static async Task<Listener> ToAsync(string uri, params string[] facts)
    {
        var link = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync();
        var opened = await link.CreateChannelAsync();
        var queue = await opened.QueueDeclareAsync();
        foreach (var fact in facts)
        {
            await opened.ExchangeDeclareAsync(fact, ExchangeType.Fanout, durable: true);
            await opened.QueueBindAsync(queue.QueueName, fact, "");
        }

        var listener = new Listener(link, opened);
        var consumer = new AsyncEventingBasicConsumer(opened);
        consumer.ReceivedAsync += (_, message) =>
        {
            listener.heard.Enqueue(new Heard(message.Exchange, message.BasicProperties.MessageId ?? "", message.Body.ToArray()));
            return Task.CompletedTask;
        };
        await opened.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}

/// <summary>A message off the bus.</summary>
/// <param name="Name">The exchange, which is the fact's name.</param>
public sealed record Heard(string Name, string MessageId, byte[] Envelope)
{
    /// <summary>The fact inside the envelope.</summary>
    public JsonObject Fact => JsonNode.Parse(Envelope)!["message"]!.AsObject();
}
