using System.Reflection;
using Dapper;
using EvolveDb;
using EvolveDb.Dialect;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Qujiang.Messaging.Postgres;

/// <summary>Brings a service's database up to date at its start.</summary>
public static class Migrations
{
    private const long AdvisoryLock = 0x716a_6d69_6772_6174;

    /// <summary>
    /// Runs this library's scripts (schema <c>messaging</c>) and then the embedded <c>Sql/V*__*.sql</c> of each of <paramref name="assemblies"/>
    /// (schema <c>public</c>; its record of applied scripts is <c>public.changelog_{assembly}</c>). Applied scripts are held to their checksums. Replicas that
    /// start together take turns; an absent database is waited for.
    /// </summary>
    /// <exception cref="EvolveException">A script failed, or an applied script has been edited since.</exception>
    public static Task MigrateAsync(this NpgsqlDataSource dataSource, params Assembly[] assemblies) =>
        dataSource.MigrateAsync(NullLogger.Instance, TimeProvider.System, CancellationToken.None, assemblies);

    /// <inheritdoc cref="MigrateAsync(NpgsqlDataSource, Assembly[])"/>
    public static async Task MigrateAsync(
        this NpgsqlDataSource dataSource,
        ILogger logger,
        TimeProvider time,
        CancellationToken cancellationToken,
        params Assembly[] assemblies
    )
    {
        await using var connection = await ConnectAsync(dataSource, logger, time, cancellationToken);
        await connection.ExecuteAsync(
            new("SELECT pg_advisory_lock(@key)", new { key = AdvisoryLock }, commandTimeout: 600, cancellationToken: cancellationToken)
        );
        try
        {
            await ApplyAsync(dataSource, typeof(Migrations).Assembly, "messaging", logger, cancellationToken);
            foreach (var assembly in assemblies)
            {
                await ApplyAsync(dataSource, assembly, "public", logger, cancellationToken);
            }
        }
        finally
        {
            await connection.ExecuteAsync("SELECT pg_advisory_unlock(@key)", new { key = AdvisoryLock });
        }
    }

    private static async Task ApplyAsync(
        NpgsqlDataSource dataSource,
        Assembly assembly,
        string schema,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        var name = assembly.GetName().Name!;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var evolve = new Evolve(connection, message => logger.LogInformation("{Migration}", message), DBMS.PostgreSQL)
        {
            EmbeddedResourceAssemblies = [assembly],
            EmbeddedResourceFilters = [$"{name}.Sql."],
            Schemas = [schema],
            MetadataTableSchema = schema,
            MetadataTableName = $"changelog_{name.ToLowerInvariant().Replace('.', '_')}",
            IsEraseDisabled = true,
            // Replicas are kept apart by the lock around this.
            EnableClusterMode = false,
        };
        try
        {
            // Evolve knows no asynchronous calls.
            await Task.Run(evolve.Migrate, cancellationToken);
        }
        finally
        {
            // It sets the search path, and the pool gives the connection to others as it is.
            await connection.ExecuteAsync("RESET ALL");
        }
    }

    private static async Task<NpgsqlConnection> ConnectAsync(
        NpgsqlDataSource dataSource,
        ILogger logger,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var pause = TimeSpan.FromMilliseconds(200);
        while (true)
        {
            try
            {
                return await dataSource.OpenConnectionAsync(cancellationToken);
            }
            catch (NpgsqlException away) when (away.IsTransient || away.SqlState is "57P03" or "3D000")
            {
                // 3D000: the database is not created yet.
                logger.LogWarning("Waiting for the database: {Reason}", away.Message);
                await Task.Delay(pause, time, cancellationToken);
                pause = TimeSpan.FromMilliseconds(Math.Min(pause.TotalMilliseconds * 2, 5000));
            }
        }
    }
}
