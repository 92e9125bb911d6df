using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Qujiang.Rail.Tests;

/// <summary>An integrator: binds a queue of its own to some facts and keeps what comes.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly IConnection connection;
    private readonly IChannel channel;
    private readonly ConcurrentQueue<(string Name, JsonNode Fact)> heard = [];

    private Listener(IConnection connection, IChannel channel) => (this.connection, this.channel) = (connection, channel);

    /// <param name="facts">Names such as <c>qujiang.capacity-changed.v1</c>.</param>
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
            listener.heard.Enqueue((message.Exchange, JsonNode.Parse(message.Body.ToArray())!["message"]!));
            return Task.CompletedTask;
        };
        await opened.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return listener;
    }

    /// <summary>What has come of a fact so far.</summary>
    public IEnumerable<JsonNode> All(string fact) => heard.Where(h => h.Name == fact).Select(h => h.Fact);

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
