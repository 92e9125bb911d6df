using System.Text;
using RabbitMQ.Client;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>A broker at its worst, as far as its promises go: what waits in a queue comes three times, and in another order.</summary>
internal sealed class BadPost : IAsyncDisposable
{
    private const int Copies = 3;
    private const int Window = 1_000;

    private readonly Random random;
    private readonly IConnection connection;
    private readonly IChannel channel;

    private BadPost(Random random, IConnection connection, IChannel channel) =>
        (this.random, this.connection, this.channel) = (random, connection, channel);

    /// <summary>Messages that were delivered badly, each counted once.</summary>
    public int Messages { get; private set; }

    public static async Task<BadPost> AtAsync(string uri, Random random)
    {
        var link = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync();
        var confirming = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        return new BadPost(random, link, await link.CreateChannelAsync(confirming));
    }

    /// <summary>Who reads the queue at this moment, by the broker's own word.</summary>
    public async Task<uint> ReadersAsync(string queue) => (await channel.QueueDeclarePassiveAsync(queue)).ConsumerCount;

    /// <summary>Takes all that waits in a queue nobody reads now and puts it back three times, shuffled in windows of a thousand.</summary>
    /// <returns>The ids of those messages that are remembered in an inbox.</returns>
    public async Task<IReadOnlyList<Guid>> TamperAsync(string queue)
    {
        var waiting = new List<(BasicProperties Properties, byte[] Body)>();
        while (await channel.BasicGetAsync(queue, autoAck: false) is { } message)
        {
            waiting.Add((new BasicProperties(message.BasicProperties), message.Body.ToArray()));
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
        }

        foreach (var (properties, body) in Muddle(waiting))
        {
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, body);
        }

        Messages += waiting.Count;
        // Booking ignores what ledgers say of their own giving and taking, without remembering that it heard it.
        return
        [
            .. waiting
                .Where(w => !Encoding.UTF8.GetString(w.Body).Contains("capacity-changed.v1", StringComparison.Ordinal))
                .Select(w => Guid.Parse(w.Properties.MessageId!)),
        ];
    }

    /// <summary>Says again, three times and in another order, what was heard.</summary>
    public async Task RepeatAsync(IReadOnlyList<Heard> facts)
    {
        foreach (var fact in Muddle(facts))
        {
            var properties = new BasicProperties
            {
                MessageId = fact.MessageId,
                ContentType = "application/vnd.masstransit+json",
                DeliveryMode = DeliveryModes.Persistent,
            };
            await channel.BasicPublishAsync(fact.Name, "", mandatory: false, properties, fact.Envelope);
        }

        Messages += facts.Count;
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    private IEnumerable<T> Muddle<T>(IReadOnlyList<T> messages) =>
        messages
            .SelectMany(m => Enumerable.Repeat(m, Copies))
            .Chunk(Window)
            .SelectMany(window =>
            {
                random.Shuffle(window);
                return window;
            });
}
