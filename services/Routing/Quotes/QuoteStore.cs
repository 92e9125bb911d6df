using Dapper;
using Npgsql;

namespace Qujiang.Routing.Quotes;

/// <summary>Quotes as they were answered.</summary>
public sealed class QuoteStore(NpgsqlDataSource database)
{
    /// <summary>A request waits for this long at most; then the database counts as away.</summary>
    private const int PatienceSeconds = 5;

    public async Task SaveAsync(
        Guid quoteId,
        string tenant,
        DateTimeOffset createdAt,
        DateTimeOffset validUntil,
        string request,
        string answer,
        CancellationToken cancellation
    )
    {
        const string sql = """
            INSERT INTO quote.quote (quote_id, tenant, created_at, valid_until, request, answer)
            VALUES (@quoteId, @tenant, @createdAt, @validUntil, @request::jsonb, @answer::json)
            """;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var row = new
        {
            quoteId,
            tenant,
            createdAt = createdAt.UtcDateTime,
            validUntil = validUntil.UtcDateTime,
            request,
            answer,
        };
        await connection.ExecuteAsync(new CommandDefinition(sql, row, commandTimeout: PatienceSeconds, cancellationToken: cancellation));
    }

    /// <returns>The answer as it was sent; null when there is none or it is another tenant's.</returns>
    public async Task<string?> FindAsync(Guid quoteId, string tenant, CancellationToken cancellation)
    {
        const string sql = "SELECT answer::text FROM quote.quote WHERE quote_id = @quoteId AND tenant = @tenant";
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<string>(
            new CommandDefinition(sql, new { quoteId, tenant }, commandTimeout: PatienceSeconds, cancellationToken: cancellation)
        );
    }

    /// <summary>Deletes what is older, a thousand at a time so that nobody waits for it.</summary>
    public async Task<int> DeleteOlderThanAsync(DateTimeOffset limit, CancellationToken cancellation)
    {
        const string sql = """
            DELETE FROM quote.quote
            WHERE quote_id IN (SELECT quote_id FROM quote.quote WHERE created_at < @limit ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED)
            """;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var (total, deleted) = (0, 0);
        do
        {
            deleted = await connection.ExecuteAsync(
                new CommandDefinition(sql, new { limit = limit.UtcDateTime }, commandTimeout: 60, cancellationToken: cancellation)
            );
            total += deleted;
        } while (deleted > 0);
        return total;
    }
}
