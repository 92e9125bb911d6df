using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Qujiang.Messaging.Postgres;

/// <summary>Sets up exchanges, queues, retries and error queues in MassTransit's terms.</summary>
internal static class BusTopology
{
    private const int DeliveryLimit = 20;

    public static void Configure(
        IBusRegistrationContext context,
        IRabbitMqBusFactoryConfigurator broker,
        IReadOnlyList<QueueBuilder> queues
    )
    {
        var options = context.GetRequiredService<MessagingOptions>();
        ConfigureHost(context, broker, options);

        var serializer = new NamedJsonSerializer();
        broker.ClearSerialization();
        broker.AddSerializer(serializer);
        broker.AddDeserializer(serializer, isDefault: true);
        broker.MessageTopology.SetEntityNameFormatter(new NamedEntityFormatter(broker.MessageTopology.EntityNameFormatter));

        // Error and skipped queues inherit the arguments of their queue; they must not dead-letter into themselves.
        broker.SendTopology.ConfigureErrorSettings = ForgetDeadLettering;
        broker.SendTopology.ConfigureDeadLetterSettings = ForgetDeadLettering;

        foreach (var queue in queues)
        {
            broker.ReceiveEndpoint(queue.Name, endpoint => ConfigureEndpoint(context, endpoint, queue, options));
        }
    }

    private static void ConfigureHost(IServiceProvider services, IRabbitMqBusFactoryConfigurator broker, MessagingOptions options)
    {
        var (time, connection) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<BrokerConnection>());
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var uri = new Uri(options.RabbitMqUri);
        var secure = uri.Scheme == "amqps";
        var port = uri.IsDefaultPort || uri.Port < 0 ? (secure ? 5671 : 5672) : uri.Port;
        var virtualHost = uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : "/";
        var credentials = uri.UserInfo.Split(':', 2);
        broker.Host(
            uri.Host,
            (ushort)port,
            virtualHost,
            options.ServiceName,
            host =>
            {
                host.Username(Uri.UnescapeDataString(credentials[0]));
                host.Password(credentials.Length > 1 ? Uri.UnescapeDataString(credentials[1]) : "");
                host.Heartbeat(TimeSpan.FromSeconds(10));
                host.OnRefreshConnectionFactory = _ => connection.WaitUntilServingAsync(time, stopping);
                if (secure)
                {
                    host.UseSsl(ssl => ssl.ServerName = uri.Host);
                }
            }
        );
    }

    private static void ConfigureEndpoint(
        IBusRegistrationContext context,
        IRabbitMqReceiveEndpointConfigurator endpoint,
        QueueBuilder queue,
        MessagingOptions options
    )
    {
        endpoint.ConfigureConsumeTopology = queue.ReceivesEvents;
        endpoint.PublishFaults = false;
        endpoint.PrefetchCount = queue.Prefetch;
        endpoint.ConcurrentMessageLimit = queue.Concurrency;
        if (queue.Ready is not null || queue.Lost is not null)
        {
            endpoint.ConnectReceiveEndpointObserver(new QueueObserver(context, queue));
        }

        // The one place where consumption is retried; each attempt is a transaction of its own.
        endpoint.UseMessageRetry(retry =>
        {
            if (options.RetryLimit == 0)
            {
                retry.None();
            }
            else
            {
                retry.Exponential(options.RetryLimit, options.RetryMinInterval, options.RetryMaxInterval, options.RetryMinInterval);
            }
        });

        if (queue.IsTransient)
        {
            endpoint.AutoDelete = true;
            endpoint.QueueExpiration = TimeSpan.FromMinutes(1);
            endpoint.DiscardFaultedMessages();
            endpoint.DiscardSkippedMessages();
        }
        else
        {
            ConfigureDurable(context, endpoint, queue);
        }

        foreach (var configuration in queue.Configurations)
        {
            configuration(context, endpoint);
        }
    }

    private static void ConfigureDurable(IBusRegistrationContext context, IRabbitMqReceiveEndpointConfigurator endpoint, QueueBuilder queue)
    {
        endpoint.SetQuorumQueue();
        // A message that kills its consumer again and again is set aside too. RabbitMQ 4 would drop it at the limit without a dead-letter exchange.
        var errors = $"{queue.Name}_error";
        endpoint.BindDeadLetterQueue(errors, errors, dead => dead.SetQuorumQueue());
        endpoint.SetQueueArgument("x-delivery-limit", DeliveryLimit);

        var inbox = new InboxConfigurator(queue, context);
        endpoint.ConnectConsumerConfigurationObserver(inbox);
        endpoint.ConnectSagaConfigurationObserver(inbox);
    }

    private static void ForgetDeadLettering(IRabbitMqQueueBindingConfigurator queue)
    {
        queue.SetQueueArgument("x-dead-letter-exchange", null);
        queue.SetQueueArgument("x-delivery-limit", null);
    }

    private sealed class QueueObserver(IServiceProvider services, QueueBuilder queue) : IReceiveEndpointObserver
    {
        public Task Ready(ReceiveEndpointReady ready) => queue.Ready?.Invoke(services) ?? Task.CompletedTask;

        public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;

        public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

        // Not Faulted: that tells of a failed attempt to connect, and we attempt only what will succeed.
        public Task Completed(ReceiveEndpointCompleted completed) => queue.Lost?.Invoke(services) ?? Task.CompletedTask;
    }
}
