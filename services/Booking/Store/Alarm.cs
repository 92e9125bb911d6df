using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Qujiang.Booking.Domain;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Store;

/// <summary>
/// Tells bookings that their time has come. Each row says itself when it wants to be woken, so nothing is lost when a process dies, and any
/// number of replicas may look.
/// </summary>
public sealed class Alarm(
    UnitOfWorkFactory units,
    Bookings bookings,
    NpgsqlDataSource dataSource,
    IOptions<BookingOptions> options,
    TimeProvider time,
    ILogger<Alarm> logger
) : BackgroundService
{
    private const int Batch = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
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
                    while (await WakeAsync(stoppingToken) == Batch) { }

                    if (time.GetUtcNow() - cleaned >= CleaningInterval)
                    {
                        await ForgetAsync(stoppingToken);
                        cleaned = time.GetUtcNow();
                    }
                }
                catch (Exception away) when (!stoppingToken.IsCancellationRequested)
                {
                    logger.LogError(away, "Nobody can be woken now");
                }
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>Wakes those whose time has come, at most so many; answers how many.</summary>
    internal async Task<int> WakeAsync(CancellationToken cancellation)
    {
        await using var work = await units.BeginAsync(cancellation);
        var rows = (
            await work.Connection.QueryAsync<Bookings.Row>(
                new(
                    """
                    SELECT state::text AS State, version, changed_at AS ChangedAt FROM booking.booking
                    WHERE wake_at <= @now ORDER BY wake_at LIMIT @limit FOR UPDATE SKIP LOCKED
                    """,
                    new { now = time.GetUtcNow(), limit = Batch },
                    work.Transaction,
                    cancellationToken: cancellation
                )
            )
        ).AsList();
        foreach (var row in rows)
        {
            await bookings.ApplyAsync(work, row.ToKept(), new Tick(), cancellation);
        }

        await work.CommitAsync(cancellation);
        return rows.Count;
    }

    /// <summary>Answers are kept for a day, holds that came to nothing for as long as the options say.</summary>
    private async Task ForgetAsync(CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            new(
                """
                DELETE FROM booking.idempotency WHERE created_at < clock_timestamp() - interval '24 hours';
                DELETE FROM booking.schedule WHERE changed_at < clock_timestamp() - interval '90 days';
                DELETE FROM booking.capacity_seen WHERE changed_at < clock_timestamp() - interval '90 days';
                DELETE FROM booking.booking WHERE NOT booked AND settled AND wake_at IS NULL AND changed_at < @before;
                """,
                new { before = time.GetUtcNow() - options.Value.KeepEndedHolds },
                cancellationToken: cancellation
            )
        );
    }
}
