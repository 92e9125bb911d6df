using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using RabbitMQ.Client.Exceptions;

namespace Qujiang.Messaging.Postgres;

/// <summary>Readiness of what messaging stands on.</summary>
public static class HealthChecks
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Adds <c>database</c> (a query is answered) and <c>broker</c> (a channel is opened, and every queue is being consumed), both tagged <c>ready</c>.
    /// </summary>
    public static IHealthChecksBuilder AddPostgresMessaging(this IHealthChecksBuilder builder) =>
        builder
            .AddCheck<DatabaseCheck>("database", HealthStatus.Unhealthy, ["ready"], Timeout)
            .AddCheck<BrokerCheck>("broker", HealthStatus.Unhealthy, ["ready"], Timeout);

    private sealed class DatabaseCheck(NpgsqlDataSource dataSource) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await using var command = dataSource.CreateCommand("SELECT 1");
                await command.ExecuteScalarAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (NpgsqlException away)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, "The database does not answer.", away);
            }
        }
    }

    /// <summary>A connection alone proves little: the broker may refuse the virtual host after the handshake.</summary>
    private sealed class BrokerCheck(BrokerConnection broker, IBusControl bus) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await using var channel = await broker.OpenChannelAsync(cancellationToken: cancellationToken);
            }
            catch (Exception away) when (away is RabbitMQClientException or IOException or TimeoutException)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, "The broker does not open a channel.", away);
            }

            var health = bus.CheckHealth();
            return health.Status == BusHealthStatus.Healthy
                ? HealthCheckResult.Healthy()
                : new HealthCheckResult(context.Registration.FailureStatus, health.Description, health.Exception);
        }
    }
}
