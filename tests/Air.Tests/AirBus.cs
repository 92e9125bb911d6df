using System.Reflection;
using System.Text.Json;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.Testing;
using RabbitMQ.Client;

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

    private readonly Listener listener;
    private readonly IConnection connection;
    private readonly IChannel channel;

    private AirBus(Listener listener, IConnection connection, IChannel channel) =>
        (this.listener, this.connection, this.channel) = (listener, connection, channel);

    public static async Task<AirBus> ListenAsync(AirService air)
    {
        var hearing = await air.ListenAsync([.. Told.Select(NameOf)]);
        var open = await new ConnectionFactory { Uri = new Uri(air.BrokerUri) }.CreateConnectionAsync();
        return new AirBus(hearing, open, await open.CreateChannelAsync());
    }

    /// <summary>The first fact of a kind that is as wanted; waits for it.</summary>
    public async Task<T> HearAsync<T>(Func<T, bool> wanted)
        where T : class
    {
        await Eventually.TrueAsync(() => Heard<T>().Any(wanted), what: $"a {typeof(T).Name}");
        return Heard<T>().First(wanted);
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
            () => Heard<CapacityHeld>().Any(h => h.HoldId == command.HoldId) || Heard<HoldRefused>().Any(r => r.HoldId == command.HoldId),
            what: "an answer to the hold"
        );
        return (command.HoldId, Heard<HoldRefused>().FirstOrDefault(r => r.HoldId == command.HoldId));
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
        await listener.DisposeAsync();
    }

    private IEnumerable<T> Heard<T>()
        where T : class => listener.Of(NameOf(typeof(T))).Select(f => f.Deserialize<T>(ContractJson.Options)!);

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
