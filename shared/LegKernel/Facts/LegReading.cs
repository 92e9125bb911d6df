using Dapper;
using Npgsql;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Facts;

/// <summary>A transaction in which the leg schema is read and written by Dapper.</summary>
public class LegReading
{
    static LegReading() => LegTypes.Register();

    /// <summary>Works on an open connection; null where every statement stands for itself.</summary>
    public LegReading(NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        Connection = connection;
        CurrentTransaction = transaction;
    }

    /// <summary>The open connection; everything on it belongs to the transaction.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>The transaction, if there is one.</summary>
    protected NpgsqlTransaction? CurrentTransaction { get; }

    /// <summary>Runs a statement; answers the rows it touched.</summary>
    public Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken cancellationToken) =>
        Connection.ExecuteAsync(new CommandDefinition(sql, parameters, CurrentTransaction, cancellationToken: cancellationToken));

    /// <summary>Runs a query to its end.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) =>
        (
            await Connection.QueryAsync<T>(new CommandDefinition(sql, parameters, CurrentTransaction, cancellationToken: cancellationToken))
        ).AsList();

    /// <summary>Runs a query that answers one row or none.</summary>
    public Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) =>
        Connection.QuerySingleOrDefaultAsync<T>(
            new CommandDefinition(sql, parameters, CurrentTransaction, cancellationToken: cancellationToken)
        );

    /// <summary>How many events are committed, and the database's clock.</summary>
    public async Task<(long Sequence, DateTimeOffset Now)> PositionAsync(CancellationToken cancellationToken)
    {
        var (last, now) = await QuerySingleOrDefaultAsync<(long, DateTime)>(
            "SELECT last, clock_timestamp() FROM leg.event_sequence",
            null,
            cancellationToken
        );
        return (last, LegTypes.Instant(now));
    }

    /// <summary>The database's clock.</summary>
    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) =>
        QuerySingleOrDefaultAsync<DateTimeOffset>("SELECT clock_timestamp()", null, cancellationToken);
}
