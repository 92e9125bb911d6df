using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Qujiang.Testing;
using RabbitMQ.Client;
using Xunit;

namespace Qujiang.Messaging.Postgres.Tests;

/// <summary>A database and a virtual host of one test class's own, and hosts that use them.</summary>
public sealed class Bench : IAsyncLifetime
{
    private readonly List<IHost> hosts = [];

    public TestDatabase Database { get; private set; } = null!;

    public TestVhost Vhost { get; private set; } = null!;

    public NpgsqlDataSource DataSource => Database.DataSource;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync("messaging");
        Vhost = await TestVhost.CreateAsync();
        await DataSource.MigrateAsync();
        await ExecuteAsync("CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text NOT NULL)");
    }

    /// <summary>Starts a service with these queues. Settings are those of <c>Messaging</c>.</summary>
    public async Task<IHost> StartAsync(
        Action<MessagingBuilder>? queues = null,
        Dictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null,
        string? brokerUri = null
    )
    {
        var host = Build(DataSource, brokerUri ?? Vhost.Uri, queues, settings, services);
        hosts.Add(host);
        await host.StartAsync();
        return host;
    }

    public static IHost Build(
        NpgsqlDataSource dataSource,
        string brokerUri,
        Action<MessagingBuilder>? queues,
        Dictionary<string, string?>? settings,
        Action<IServiceCollection>? services = null
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Configuration["RabbitMq:Uri"] = brokerUri;
        if (Environment.GetEnvironmentVariable("QJ_TEST_LOG") is not null)
        {
            builder.Logging.AddConsole().AddFilter(level => level >= LogLevel.Warning);
        }

        builder.Services.AddSingleton(dataSource);
        builder.Services.AddPostgresMessaging(builder.Configuration, "bench", queues);
        services?.Invoke(builder.Services);
        return builder.Build();
    }

    public async Task StopAsync(IHost host)
    {
        hosts.Remove(host);
        await host.StopAsync();
        host.Dispose();
    }

    public static UnitOfWorkFactory Units(IHost host) => host.Services.GetRequiredService<UnitOfWorkFactory>();

    public async Task<T> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        return await connection.QuerySingleAsync<T>(sql, parameters);
    }

    public Task<long> CountAsync(string table) => QueryAsync<long>($"SELECT count(*) FROM {table}");

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    /// <summary>Waits until a queue exists and is consumed.</summary>
    public Task ConsumedAsync(string queue) =>
        Eventually.TrueAsync(
            async () =>
            {
                await using var connection = await ConnectAsync();
                await using var channel = await connection.CreateChannelAsync();
                return (await channel.QueueDeclarePassiveAsync(queue)).ConsumerCount > 0;
            },
            what: $"a consumer of {queue}"
        );

    /// <summary>Listens to an exchange: counts what is really sent, which an inbox would hide.</summary>
    public async Task<Listener> ListenAsync(string exchange)
    {
        var connection = await ConnectAsync();
        var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, exchange, "");
        return await Listener.StartAsync(connection, channel, queue);
    }

    public Task<IConnection> ConnectAsync() => new ConnectionFactory { Uri = new Uri(Vhost.Uri) }.CreateConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }

        await Vhost.DisposeAsync();
        await Database.DisposeAsync();
    }
}
