using System.Text.RegularExpressions;
using Npgsql;

namespace Qujiang.Testing;

/// <summary>A database of one test class's own on the shared server, dropped at the end.</summary>
public sealed partial class TestDatabase : IAsyncDisposable
{
    private readonly string administrator;

    private TestDatabase(string administrator, string name)
    {
        this.administrator = administrator;
        Name = name;
        // A small pool: many test classes share one server.
        ConnectionString = new NpgsqlConnectionStringBuilder(administrator) { Database = name, MaxPoolSize = 40 }.ConnectionString;
        DataSource = new NpgsqlDataSourceBuilder(ConnectionString) { Name = name }.Build();
    }

    public string Name { get; }

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    /// <param name="purpose">Shows in the database's name: the test class or what it tests.</param>
    public static async Task<TestDatabase> CreateAsync(string purpose = "test")
    {
        var server = await TestServices.PostgresAsync();
        var name = Clean().Replace(purpose.ToLowerInvariant(), "_");
        name = $"{name[..Math.Min(name.Length, 40)]}_{Guid.NewGuid().ToString("N")[..10]}";
        await ExecuteAsync(server, $"CREATE DATABASE \"{name}\"");
        return new TestDatabase(server, name);
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await ExecuteAsync(administrator, $"DROP DATABASE IF EXISTS \"{Name}\" WITH (FORCE)");
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Clean();

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        // The name is made of letters, digits and underscores only, see Clean.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
