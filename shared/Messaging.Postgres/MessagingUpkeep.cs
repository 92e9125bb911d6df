using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Qujiang.Messaging.Postgres;

/// <summary>Measures the outbox and forgets handled messages that are older than the retention.</summary>
internal sealed class MessagingUpkeep(
    NpgsqlDataSource dataSource,
    MessagingMetrics metrics,
    MessagingOptions options,
    TimeProvider time,
    ILogger<MessagingUpkeep> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CleaningInterval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var cleaned = DateTimeOffset.MinValue;
        try
        {
            do
            {
                try
                {
                    await MeasureAsync(stoppingToken);
                    if (time.GetUtcNow() - cleaned >= CleaningInterval)
                    {
                        await ForgetAsync(stoppingToken);
                        cleaned = time.GetUtcNow();
                    }
                }
                catch (NpgsqlException away)
                {
                    logger.LogDebug(away, "The outbox cannot be measured now");
                }
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>Deletes expired inbox rows, a few thousand at a time.</summary>
    internal async Task ForgetAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            DELETE FROM messaging.inbox
            WHERE (message_id, consumer) IN (
                SELECT message_id, consumer FROM messaging.inbox
                WHERE received_at < clock_timestamp() - @retention ORDER BY received_at LIMIT 5000)
            """;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        while (
            await connection.ExecuteAsync(new(sql, new { retention = options.InboxRetention }, cancellationToken: cancellationToken))
            == 5000
        ) { }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT (SELECT count(*) FROM messaging.outbox WHERE parked_at IS NULL AND enqueue_time <= statement_timestamp()),
                   (SELECT count(*) FROM messaging.outbox WHERE parked_at IS NULL AND enqueue_time > statement_timestamp()),
                   (SELECT count(*) FROM messaging.outbox WHERE parked_at IS NOT NULL),
                   (SELECT coalesce(greatest(extract(epoch FROM statement_timestamp() - min(enqueue_time)), 0), 0)::float8
                    FROM messaging.outbox WHERE parked_at IS NULL)
            """;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var (due, scheduled, parked, oldest) = await connection.QuerySingleAsync<(long, long, long, double)>(
            new(sql, cancellationToken: cancellationToken)
        );
        metrics.Depth(due, scheduled, parked, oldest);
    }
}
