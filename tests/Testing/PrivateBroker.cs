using System.Globalization;
using RabbitMQ.Client;

namespace Qujiang.Testing;

/// <summary>A RabbitMQ server of its own that a test may kill. For a virtual host on the shared server use <see cref="TestVhost"/>.</summary>
public sealed class PrivateBroker : PrivateInstance
{
    private PrivateBroker(string directory, DockerInstance? container)
        : base("rabbitmq", directory, container) { }

    /// <summary>An administrator, virtual host "/".</summary>
    public string Uri => $"amqp://{User}:{Password}@127.0.0.1:{Port}/";

    /// <summary>Base address of the management API with the credentials in it.</summary>
    public string ManagementUri => $"http://{User}:{Password}@127.0.0.1:{Port + 1}";

    public static async Task<PrivateBroker> CreateAsync()
    {
        if (await TestServices.UseDockerAsync())
        {
            var port = await TestServices.FreePortsAsync(2);
            var contained = new PrivateBroker("", await DockerInstance.RabbitMqAsync(port)) { Port = port };
            await contained.ReadyAsync();
            return contained;
        }
        var native = new PrivateBroker(NewDirectory("rabbitmq"), null);
        await native.StartAsync();
        return native;
    }

    private protected override Task ReadyAsync() =>
        Eventually.PassesAsync(
            async () =>
            {
                // A connection can be accepted and refused a moment later; a channel cannot.
                var factory = new ConnectionFactory { Uri = new Uri(Uri), AutomaticRecoveryEnabled = false };
                await using var connection = await factory.CreateConnectionAsync();
                await using var channel = await connection.CreateChannelAsync();
                await new BrokerManagement(ManagementUri).GetAsync("whoami");
            },
            TimeSpan.FromSeconds(90),
            string.Create(CultureInfo.InvariantCulture, $"RabbitMQ on port {Port}")
        );
}
