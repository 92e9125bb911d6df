using Dapper;
using Npgsql;

namespace Qujiang.Messaging.Postgres;

/// <summary>An outbox row the relay has given up.</summary>
/// <param name="Id">The row.</param>
/// <param name="MessageId">The message's id.</param>
/// <param name="Destination">Exchange or queue it was meant for.</param>
/// <param name="Attempts">How often the broker refused it.</param>
/// <param name="LastError">What the broker said last.</param>
/// <param name="ParkedAt">When it was given up (UTC).</param>
public sealed record ParkedMessage(long Id, Guid MessageId, string Destination, int Attempts, string? LastError, DateTime ParkedAt);

/// <summary>Outbox rows the relay has given up, and the way to have them sent after all.</summary>
/// <param name="dataSource">The service's database.</param>
public sealed class ParkedMessages(NpgsqlDataSource dataSource)
{
    /// <summary>The rows, oldest first.</summary>
    public async Task<IReadOnlyList<ParkedMessage>> ListAsync(int max = 100, CancellationToken cancellationToken = default)
    {
        const string sql = """
            SELECT id, message_id AS MessageId, destination, attempts, last_error AS LastError, parked_at AS ParkedAt
            FROM messaging.outbox WHERE parked_at IS NOT NULL ORDER BY id LIMIT @max
            """;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<ParkedMessage>(new(sql, new { max }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Has them sent again: those with the given ids, or all. Running relays see it within their poll interval.</summary>
    /// <returns>How many rows were handed back to the relay.</returns>
    public async Task<int> RetryAsync(IReadOnlyCollection<long>? ids = null, CancellationToken cancellationToken = default)
    {
        const string sql = $"""
            UPDATE messaging.outbox SET parked_at = NULL, attempts = 0, enqueue_time = clock_timestamp()
            WHERE parked_at IS NOT NULL AND (@ids::bigint[] IS NULL OR id = ANY(@ids));
            NOTIFY {Outbox.Channel}
            """;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new(sql, new { ids = ids?.ToArray() }, cancellationToken: cancellationToken));
    }
}
