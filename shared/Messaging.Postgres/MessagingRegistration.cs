using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Qujiang.Messaging.Postgres;

/// <summary>Registers messaging.</summary>
public static class MessagingRegistration
{
    /// <summary>
    /// Registers the unit of work, the outbox and its relay, the inbox and the bus. An <see cref="NpgsqlDataSource"/> must be registered, and
    /// <see cref="Migrations.MigrateAsync(NpgsqlDataSource, System.Reflection.Assembly[])"/> must have run.
    /// </summary>
    /// <remarks>
    /// The host starts without waiting for the bus: a service accepts requests while the broker is away, and its readiness says so. The bus keeps trying.
    /// </remarks>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration"><c>RabbitMq:Uri</c>, and the section <c>Messaging</c> as <see cref="MessagingOptions"/>.</param>
    /// <param name="serviceName">How the process calls itself at the broker.</param>
    /// <param name="configure">Queues and consumers.</param>
    public static IServiceCollection AddPostgresMessaging(
        this IServiceCollection services,
        IConfiguration configuration,
        string serviceName,
        Action<MessagingBuilder>? configure = null
    )
    {
        var builder = new MessagingBuilder();
        configure?.Invoke(builder);

        services
            .AddOptions<MessagingOptions>()
            .Configure(options => options.RabbitMqUri = configuration["RabbitMq:Uri"] ?? "")
            .Bind(configuration.GetSection("Messaging"))
            .Configure(options => options.ServiceName = serviceName)
            .ValidateDataAnnotations()
            .Validate(
                o => Uri.TryCreate(o.RabbitMqUri, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps",
                "RabbitMq:Uri is missing or not an amqp(s) address."
            )
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton(s => s.GetRequiredService<IOptions<MessagingOptions>>().Value);
        services.AddSingleton(s => new BrokerConnection(
            new Uri(s.GetRequiredService<MessagingOptions>().RabbitMqUri),
            $"{serviceName} outbox"
        ));
        services.AddSingleton<MessagingMetrics>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<Outbox>();
        services.AddSingleton(s => new UnitOfWorkFactory(s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<Outbox>()));
        services.AddScoped(s =>
            s.GetRequiredService<ConsumeContext>().TryGetPayload<UnitOfWork>(out var work)
                ? work
                : throw new InvalidOperationException(
                    "There is a unit of work in scope only inside a consumer of a durable queue; elsewhere begin one."
                )
        );
        services.AddHostedService<MessagingUpkeep>();
        AddRelay(services);
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            if (Failpoint.On)
            {
                bus.AddReceiveObserver<AfterAckObserver>();
            }

            // Readiness asks our own check, which includes this one and opens a channel besides.
            bus.ConfigureHealthCheckOptions(check => check.Tags.Add("masstransit"));
            foreach (var registration in builder.Queues.SelectMany(q => q.Registrations))
            {
                registration(bus);
            }

            bus.UsingRabbitMq((context, broker) => BusTopology.Configure(context, broker, builder.Queues));
        });
        services.Configure<MassTransitHostOptions>(host =>
        {
            host.WaitUntilStarted = false;
            host.StopTimeout = TimeSpan.FromSeconds(30);
        });
        return services;
    }

    private static void AddRelay(IServiceCollection services) =>
        services.AddSingleton<IHostedService>(s =>
            s.GetRequiredService<MessagingOptions>().RelayEnabled ? ActivatorUtilities.CreateInstance<OutboxRelay>(s) : new NoRelay()
        );

    /// <summary>Stands where the relay would: another process carries this one's outbox.</summary>
    private sealed class NoRelay : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
