using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Qujiang.Air.Tests;

/// <summary>Somebody else on the service's bus: asks for room, and hears what is told.</summary>
internal sealed class AirBus : IAsyncDisposable
{
    private static readonly Type[] Told =
    [
        typeof(CapacityHeld),
        typeof(HoldRefused),
        typeof(HoldReleased),
        typeof(CapacityChanged),
        typeof(MovementRescheduled),
        typeof(MovementCancelled),
        typeof(ReferenceDataPublished),
    ];

    private readonly ConcurrentQueue<object> heard = new();
    private readonly IConnection connection;
    private readonly IChannel channel;

    private AirBus(IConnection connection, IChannel channel) => (this.connection, this.channel) = (connection, channel);

    public static async Task<AirBus> ListenAsync(string uri)
    {
        var open = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync();
        var listening = await open.CreateChannelAsync();
        var bus = new AirBus(open, listening);
        var queue = (await listening.QueueDeclareAsync()).QueueName;
        foreach (var type in Told)
        {
            await listening.ExchangeDeclareAsync(NameOf(type), ExchangeType.Fanout, durable: true);
            await listening.QueueBindAsync(queue, NameOf(type), "");
        }

        var consumer = new AsyncEventingBasicConsumer(listening);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            var message = JsonDocument.Parse(delivery.Body).RootElement.GetProperty("message");
            bus.heard.Enqueue(message.Deserialize(Told.Single(t => NameOf(t) == delivery.Exchange), ContractJson.Options)!);
            return Task.CompletedTask;
        };
        await listening.BasicConsumeAsync(queue, autoAck: true, consumer);
        return bus;
    }

    /// <summary>The first fact of a kind that is as wanted; waits for it.</summary>
    public async Task<T> HearAsync<T>(Func<T, bool> wanted)
        where T : class
    {
        await Eventually.TrueAsync(() => heard.OfType<T>().Any(wanted), what: $"a {typeof(T).Name}");
        return heard.OfType<T>().First(wanted);
    }

    /// <summary>Asks for room; answers with the id of the hold and, where it was refused, why.</summary>
    public async Task<(Guid Hold, HoldRefused? Refused)> HoldAsync(string movement, CapacityVector demand, HoldCargo? cargo = null)
    {
        var command = new HoldCapacity(
            Guid.NewGuid(),
            "acme",
            "test",
            [new HoldLeg(demand, movement, 0, 1, Cargo: cargo)],
            3_600,
            DateTimeOffset.UtcNow
        );
        await SendAsync(command);
        await Eventually.TrueAsync(
            () => heard.Any(f => f is CapacityHeld h && h.HoldId == command.HoldId || f is HoldRefused r && r.HoldId == command.HoldId),
            what: "an answer to the hold"
        );
        return (command.HoldId, heard.OfType<HoldRefused>().FirstOrDefault(r => r.HoldId == command.HoldId));
    }

    /// <summary>Gives room back.</summary>
    public async Task ReleaseAsync(Guid hold)
    {
        await SendAsync(new ReleaseHold(hold, "test", DateTimeOffset.UtcNow));
        await HearAsync<HoldReleased>(r => r.HoldId == hold);
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    private async Task SendAsync<T>(T command)
    {
        var id = Guid.NewGuid();
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                messageId = id,
                messageType = new[] { $"urn:message:{NameOf(typeof(T))}" },
                message = JsonSerializer.SerializeToElement(command, ContractJson.Options),
            },
            ContractJson.Options
        );
        var properties = new BasicProperties { ContentType = "application/vnd.masstransit+json", MessageId = id.ToString() };
        await channel.BasicPublishAsync("", "air-commands", mandatory: true, properties, body);
    }

    private static string NameOf(Type type) => type.GetCustomAttribute<MessageNameAttribute>()!.Name;
}
