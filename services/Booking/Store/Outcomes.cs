using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace Qujiang.Booking.Store;

/// <summary>
/// Lets a request wait for a decision. What this process decides wakes it at once; what another replica decides is seen by one query for all who wait.
/// </summary>
public sealed class Outcomes(NpgsqlDataSource dataSource, TimeProvider time, ILogger<Outcomes> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(150);

    private readonly ConcurrentDictionary<Guid, Waiter> _waiting = [];

    /// <summary>Returns when the booking is decided, or patience is over, or the caller gives up.</summary>
    public async Task WaitAsync(Guid id, TimeSpan patience, CancellationToken cancellation)
    {
        var waiter = _waiting.AddOrUpdate(id, _ => new Waiter(), (_, w) => w.Join());
        try
        {
            if (!await IsDecidedAsync(id, cancellation))
            {
                await waiter.Done.WaitAsync(patience, time, cancellation);
            }
        }
        catch (TimeoutException)
        {
            // The caller says what there is to say.
        }
        finally
        {
            if (waiter.Leave())
            {
                _waiting.TryRemove(new KeyValuePair<Guid, Waiter>(id, waiter));
            }
        }
    }

    public void Decided(Guid id)
    {
        if (_waiting.TryGetValue(id, out var waiter))
        {
            waiter.Wake();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (!_waiting.IsEmpty)
                {
                    await LookAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellation);
            var decided = await connection.QueryAsync<Guid>(
                new(
                    "SELECT booking_id FROM booking.booking WHERE booking_id = ANY (@ids) AND decided",
                    new { ids = _waiting.Keys.ToArray() },
                    cancellationToken: cancellation
                )
            );
            foreach (var id in decided)
            {
                Decided(id);
            }
        }
        catch (Exception away) when (!cancellation.IsCancellationRequested)
        {
            logger.LogDebug(away, "Outcomes cannot be read now");
        }
    }

    private async Task<bool> IsDecidedAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>(
            new("SELECT decided FROM booking.booking WHERE booking_id = @id", new { id }, cancellationToken: cancellation)
        );
    }

    private sealed class Waiter
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count = 1;

        public Task Done => _done.Task;

        public Waiter Join()
        {
            Interlocked.Increment(ref _count);
            return this;
        }

        public bool Leave() => Interlocked.Decrement(ref _count) == 0;

        public void Wake() => _done.TrySetResult();
    }
}
