using System.Text;
using Npgsql;
using Qujiang.Testing;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace Qujiang.Deploy.Tests;

/// <summary>What failure tests lean on: a killed server comes back on its port with what it had promised to keep.</summary>
public sealed class PrivateInstanceTests
{
    [Fact]
    public async Task A_database_killed_with_SIGKILL_comes_back_with_its_rows()
    {
        await using var database = await PrivateDatabase.CreateAsync();
        var port = database.Port;
        await ExecuteAsync(database, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");

        await database.KillAsync();
        await Should.ThrowAsync<NpgsqlException>(() => ExecuteAsync(database, "SELECT 1"));
        await database.StartAsync();

        database.Port.ShouldBe(port);
        (await ExecuteAsync(database, "SELECT id FROM kept")).ShouldBe(7);
    }

    [Fact]
    public async Task A_broker_killed_with_SIGKILL_comes_back_with_its_confirmed_messages()
    {
        await using var broker = await PrivateBroker.CreateAsync();
        await using (var connection = await ConnectAsync(broker))
        {
            var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
            await using var channel = await connection.CreateChannelAsync(options);
            await channel.QueueDeclareAsync(
                "kept",
                durable: true,
                exclusive: false,
                autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }
            );
            await channel.BasicPublishAsync("", "kept", mandatory: true, Encoding.UTF8.GetBytes("room for 12 TEU"));

            // RabbitMQ 3.10 writes its directory of quorum queues every half second: a queue younger than that finds no leader after a crash.
            await Task.Delay(TimeSpan.FromSeconds(2));
            await broker.KillAsync();
        }
        await Should.ThrowAsync<Exception>(() => ConnectAsync(broker));
        await broker.StartAsync();

        await using var again = await ConnectAsync(broker);
        await using var reader = await again.CreateChannelAsync();
        var message = await Eventually.ValueAsync(() => reader.BasicGetAsync("kept", autoAck: true), found => found is not null);
        Encoding.UTF8.GetString(message!.Body.Span).ShouldBe("room for 12 TEU");
    }

    [Fact]
    public async Task Databases_and_virtual_hosts_are_their_own_and_vanish_with_their_owner()
    {
        string vhostName;
        string databaseName;
        await using (var database = await TestDatabase.CreateAsync("Deploy, vanishing"))
        await using (var vhost = await TestVhost.CreateAsync())
        {
            (vhostName, databaseName) = (vhost.Name, database.Name);
            await using var command = database.DataSource.CreateCommand("SELECT current_database()");
            (await command.ExecuteScalarAsync()).ShouldBe(databaseName);
            await using var connection = await new ConnectionFactory { Uri = new Uri(vhost.Uri) }.CreateConnectionAsync();
            await using var channel = await connection.CreateChannelAsync();
            await channel.QueueDeclareAsync("q", true, false, false);
        }

        var management = new BrokerManagement((await TestServices.RabbitMqAsync()).ManagementUri);
        (await management.GetAsync("vhosts"))
            .EnumerateArray()
            .Select(vhost => vhost.GetProperty("name").GetString())
            .ShouldNotContain(vhostName);
        await using var server = new NpgsqlConnection(await TestServices.PostgresAsync());
        await server.OpenAsync();
        await using var count = new NpgsqlCommand("SELECT count(*) FROM pg_database WHERE datname = $1", server)
        {
            Parameters = { new() { Value = databaseName } },
        };
        (await count.ExecuteScalarAsync()).ShouldBe(0L);
    }

    private static Task<IConnection> ConnectAsync(PrivateBroker broker) =>
        new ConnectionFactory { Uri = new Uri(broker.Uri), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    private static async Task<object?> ExecuteAsync(PrivateDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
