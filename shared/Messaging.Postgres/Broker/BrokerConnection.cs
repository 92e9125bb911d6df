using RabbitMQ.Client;

namespace Qujiang.Messaging.Postgres;

/// <summary>
/// The connection to RabbitMQ of everything that is not a consumer: relay, readiness, redrive. It is opened when first asked for and again
/// when it was lost.
/// </summary>
/// <param name="uri">Broker and virtual host: <c>amqp://user:password@host:5672/vhost</c>.</param>
/// <param name="name">How the broker's management shows the connection.</param>
public sealed class BrokerConnection(Uri uri, string name) : IAsyncDisposable
{
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
    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">The broker is away or refuses the credentials.</exception>
    /// <exception cref="RabbitMQ.Client.Exceptions.OperationInterruptedException">The broker refuses, for instance the virtual host.</exception>
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
            when (alreadyGone
                    is RabbitMQ.Client.Exceptions.RabbitMQClientException
                        or IOException
                        or TimeoutException
                        or ObjectDisposedException
            )
        {
            // It was being thrown away; how it ended does not matter.
        }
    }
}
