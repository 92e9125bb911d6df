using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using RabbitMQ.Client.Exceptions;

namespace Qujiang.Messaging.Postgres;

/// <summary>
/// Carries outbox rows to the broker. Rows are locked (<c>SKIP LOCKED</c>), sent, and deleted once confirmed, in one transaction: a relay that
/// dies in between leaves them for the next, and several relays never take the same row at once.
/// </summary>
internal sealed class OutboxRelay(
    NpgsqlDataSource dataSource,
    BrokerConnection broker,
    OutboxSignal signal,
    MessagingMetrics metrics,
    MessagingOptions options,
    TimeProvider time,
    ILogger<OutboxRelay> logger
) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private int aloneFor;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await using var sender = new OutboxSender(broker, options.ConfirmTimeout, time);
        var listening = ListenAsync(stoppingToken);
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await sender.ConnectAsync(stoppingToken);
                var wait = await RelayBatchAsync(sender, stoppingToken);
                if (failures > 0)
                {
                    logger.LogInformation("The outbox is being relayed again");
                    failures = 0;
                }

                if (wait > TimeSpan.Zero)
                {
                    await signal.WaitAsync(wait, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception away) when (IsOutage(away))
            {
                var pause = TimeSpan.FromMilliseconds(Math.Min(100 * Math.Pow(2, Math.Min(failures, 10)), LongestPause.TotalMilliseconds));
                if (failures++ == 0)
                {
                    logger.LogWarning(away, "Broker or database is away; rows wait in the outbox");
                }

                await Task.Delay(pause, time, stoppingToken).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }

        await listening;
    }

    /// <summary>Sends what is due, at most one batch. Answers how long nothing more will be due, unless it is woken.</summary>
    internal async Task<TimeSpan> RelayBatchAsync(OutboxSender sender, CancellationToken cancellationToken)
    {
        const string take = """
            SELECT id, message_id AS MessageId, kind, destination, body, headers::text AS headers, created_at AS CreatedAt
            FROM messaging.outbox
            WHERE parked_at IS NULL AND enqueue_time <= statement_timestamp() -- stable, so that the index serves it
            ORDER BY enqueue_time, id
            LIMIT @limit
            FOR UPDATE SKIP LOCKED
            """;
        // After a refusal that closed the channel rows go one by one until the culprit has shown itself.
        var limit = aloneFor > 0 ? 1 : options.RelayBatchSize;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = (
            await connection.QueryAsync<OutboxRow>(new(take, new { limit }, transaction, cancellationToken: cancellationToken))
        ).AsList();
        if (rows.Count == 0)
        {
            aloneFor = 0;
            return Pause(await NextDueAsync(connection, transaction, cancellationToken));
        }

        await Failpoint.HitAsync(Failpoint.BeforePublish, time);
        var results = await sender.SendAsync(rows, cancellationToken);
        await Failpoint.HitAsync(Failpoint.BeforeConfirm, time);
        // What was sent is written down even when the process is being stopped: otherwise it would be sent twice.
        var nextDue = await SettleAsync(connection, transaction, results);
        await Failpoint.HitAsync(Failpoint.AfterConfirm, time);
        aloneFor = results.Any(r => r.Outcome == SendOutcome.Suspect) ? rows.Count : Math.Max(0, aloneFor - 1);
        if (results.FirstOrDefault(r => r.Outcome == SendOutcome.Lost) is { Error: { } error })
        {
            throw new BrokerLostException(error);
        }

        return rows.Count == limit || aloneFor > 0 ? TimeSpan.Zero : Pause(nextDue);
    }

    private async Task<TimeSpan?> SettleAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<SendResult> results)
    {
        var confirmed = results.Where(r => r.Outcome == SendOutcome.Confirmed).Select(r => r.Row).ToArray();
        if (confirmed.Length > 0)
        {
            const string delete = "DELETE FROM messaging.outbox WHERE id = ANY(@ids)";
            await connection.ExecuteAsync(delete, new { ids = confirmed.Select(r => r.Id).ToArray() }, transaction);
        }

        foreach (var refused in results.Where(r => r.Outcome == SendOutcome.Refused))
        {
            const string pushBack = """
                UPDATE messaging.outbox
                SET attempts = attempts + 1,
                    last_error = left(@error, 2000),
                    enqueue_time = clock_timestamp() + least(@backoff * power(2, least(attempts, 20)), interval '5 minutes'),
                    parked_at = CASE WHEN attempts + 1 >= @limit THEN clock_timestamp() END
                WHERE id = @id
                """;
            await connection.ExecuteAsync(
                pushBack,
                new
                {
                    refused.Row.Id,
                    error = refused.Error,
                    backoff = options.RelayFirstBackoff,
                    limit = options.RelayMaxAttempts,
                },
                transaction
            );
            metrics.Refused(refused.Row.Destination);
            logger.LogWarning(
                "Message {MessageId} to {Destination} was refused: {Error}",
                refused.Row.MessageId,
                refused.Row.Destination,
                refused.Error
            );
        }

        var nextDue = await NextDueAsync(connection, transaction, CancellationToken.None);
        await transaction.CommitAsync();
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var row in confirmed)
        {
            metrics.Published(row.Destination, now - row.CreatedAt);
        }

        return nextDue;
    }

    private static Task<TimeSpan?> NextDueAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        const string sql = "SELECT min(enqueue_time) - clock_timestamp() FROM messaging.outbox WHERE parked_at IS NULL";
        return connection.ExecuteScalarAsync<TimeSpan?>(new(sql, transaction: transaction, cancellationToken: cancellationToken));
    }

    private TimeSpan Pause(TimeSpan? due)
    {
        // Past due here means that another relay has the row: look again soon in case it dies.
        var wait = due ?? options.RelayPollInterval;
        var soonest = TimeSpan.FromMilliseconds(10);
        return wait < soonest ? soonest
            : wait > options.RelayPollInterval ? options.RelayPollInterval
            : wait;
    }

    /// <summary>Wakes the relay for rows that processes without a relay have written.</summary>
    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, _) => signal.Set();
                await connection.ExecuteAsync(new($"LISTEN {Outbox.Channel}", cancellationToken: stoppingToken));
                while (true)
                {
                    await connection.WaitAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception lost) when (IsOutage(lost))
            {
                // Polling finds the rows meanwhile.
                await Task.Delay(LongestPause, time, stoppingToken).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
    }

    private static bool IsOutage(Exception exception) =>
        exception
            is BrokerLostException
                or RabbitMQClientException
                or NpgsqlException
                or IOException
                or TimeoutException
                or OperationCanceledException
                or ObjectDisposedException;
}

/// <summary>The connection to the broker broke while messages were under way.</summary>
internal sealed class BrokerLostException(string message) : Exception(message);
