using System.Globalization;

namespace Qujiang.Testing;

/// <summary>
/// The RabbitMQ and PostgreSQL that a test process shares. In this order: what <c>QJ_TEST_POSTGRES</c>, <c>QJ_TEST_RABBITMQ</c> and
/// <c>QJ_TEST_RABBITMQ_MANAGEMENT</c> name; private instances of the installed packages; containers where a Docker engine answers
/// (<c>QJ_TEST_DOCKER=1</c> puts those first). When there is none of these a test fails: it does not skip.
/// </summary>
public static class TestServices
{
    private static readonly Lazy<Task<bool>> Docker = new(ChooseAsync);
    private static readonly Lazy<Task<string>> LazyPostgres = new(StartPostgresAsync);
    private static readonly Lazy<Task<BrokerAddress>> LazyRabbitMq = new(StartRabbitMqAsync);

    /// <summary>A superuser's Npgsql connection string to database postgres.</summary>
    public static Task<string> PostgresAsync() => LazyPostgres.Value;

    public static Task<BrokerAddress> RabbitMqAsync() => LazyRabbitMq.Value;

    internal static Task<bool> UseDockerAsync() => Docker.Value;

    /// <summary>The first of so many consecutive loopback ports that nobody listens on now.</summary>
    public static async Task<int> FreePortsAsync(int count) =>
        int.Parse(
            await Shell.RunAsync(NativeInstances.Script, "free-ports", count.ToString(CultureInfo.InvariantCulture)),
            CultureInfo.InvariantCulture
        );

    private static async Task<bool> ChooseAsync()
    {
        if (!DockerInstance.Forced && await NativeInstances.AvailableAsync())
        {
            return false;
        }
        return await DockerInstance.AvailableAsync()
            ? true
            : throw new InvalidOperationException(
                "Tests need a real PostgreSQL and RabbitMQ and found none. Install the packages (apt-get install postgresql rabbitmq-server; "
                    + "tests/run does it for you), or start a Docker engine, or set QJ_TEST_POSTGRES, QJ_TEST_RABBITMQ and QJ_TEST_RABBITMQ_MANAGEMENT."
            );
    }

    private static async Task<string> StartPostgresAsync() =>
        Environment.GetEnvironmentVariable("QJ_TEST_POSTGRES") is { Length: > 0 } given
            ? given
            : (await PrivateDatabase.CreateAsync()).ConnectionString;

    private static async Task<BrokerAddress> StartRabbitMqAsync()
    {
        if (Environment.GetEnvironmentVariable("QJ_TEST_RABBITMQ") is { Length: > 0 } given)
        {
            var management =
                Environment.GetEnvironmentVariable("QJ_TEST_RABBITMQ_MANAGEMENT")
                ?? throw new InvalidOperationException("QJ_TEST_RABBITMQ is set but QJ_TEST_RABBITMQ_MANAGEMENT is not.");
            return new BrokerAddress(given, management);
        }
        var broker = await PrivateBroker.CreateAsync();
        return new BrokerAddress(broker.Uri, broker.ManagementUri);
    }
}

/// <summary>An AMQP address and the management API that belongs to it, both with an administrator's credentials.</summary>
public sealed record BrokerAddress(string Uri, string ManagementUri);
