using System.Globalization;
using Npgsql;

namespace Qujiang.Testing;

/// <summary>A PostgreSQL server of its own that a test may kill. For a database on the shared server use <see cref="TestDatabase"/>.</summary>
public sealed class PrivateDatabase : PrivateInstance
{
    private PrivateDatabase(string directory, DockerInstance? container)
        : base("postgres", directory, container) { }

    /// <summary>Superuser, database postgres.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username={User};Password={Password};Database=postgres";

    public static async Task<PrivateDatabase> CreateAsync()
    {
        if (await TestServices.UseDockerAsync())
        {
            var port = await TestServices.FreePortsAsync(1);
            var contained = new PrivateDatabase("", await DockerInstance.PostgresAsync(port)) { Port = port };
            await contained.ReadyAsync();
            return contained;
        }
        var native = new PrivateDatabase(NewDirectory("postgres"), null);
        await native.StartAsync();
        return native;
    }

    private protected override Task ReadyAsync() =>
        Eventually.PassesAsync(
            async () =>
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                await connection.OpenAsync();
                await using var command = new NpgsqlCommand("SELECT 1", connection);
                await command.ExecuteScalarAsync();
            },
            TimeSpan.FromSeconds(60),
            string.Create(CultureInfo.InvariantCulture, $"PostgreSQL on port {Port}")
        );
}
