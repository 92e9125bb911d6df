using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Qujiang.Messaging.Postgres;

/// <summary>
/// The connection to RabbitMQ of everything that is not a consumer: relay, readiness, redrive. It is opened when first asked for and again
/// when it was lost.
/// </summary>
/// <param name="uri">Broker and virtual host: <c>amqp://user:password@host:5672/vhost</c>.</param>
/// <param name="name">How the broker's management shows the connection.</param>
public sealed class BrokerConnection(Uri uri, string name) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim gate = new(1, 1);

    // Recovery by the client library is off: it would hide from the relay that confirms were lost.
    private readonly ConnectionFactory factory = new()
    {
        Uri = uri,
        ClientProvidedName = name,
        AutomaticRecoveryEnabled = false,
        RequestedHeartbeat = TimeSpan.FromSeconds(10),
        RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
        ContinuationTimeout = TimeSpan.FromSeconds(10),
    };

    private IConnection? connection;

    /// <summary>An open channel on the connection, which is opened when necessary. The caller disposes the channel.</summary>
    /// <exception cref="BrokerUnreachableException">The broker is away or refuses the credentials.</exception>
    /// <exception cref="OperationInterruptedException">The broker refuses, for instance the virtual host.</exception>
    public async Task<IChannel> OpenChannelAsync(CreateChannelOptions? options = null, CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (connection is not { IsOpen: true })
            {
                await CloseAsync();
                connection = await factory.CreateConnectionAsync(cancellationToken);
            }

            return await connection.CreateChannelAsync(options, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Waits until the broker really serves: it accepts the connection, the credentials and the virtual host. MassTransit would otherwise pause for up
    /// to half a minute between its attempts, and give up for good when a broker that is still starting refuses the credentials.
    /// </summary>
    internal async Task WaitUntilServingAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var channel = await OpenChannelAsync(cancellationToken: cancellationToken);
                return;
            }
            catch (Exception away) when (away is RabbitMQClientException or IOException or TimeoutException)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        gate.Dispose();
    }

    private async Task CloseAsync()
    {
        if (connection is not { } old)
        {
            return;
        }

        connection = null;
        try
        {
            await old.DisposeAsync();
        }
        catch (Exception alreadyGone)
            when (alreadyGone is RabbitMQClientException or IOException or TimeoutException or ObjectDisposedException)
        {
            // It was being thrown away; how it ended does not matter.
        }
    }
}
