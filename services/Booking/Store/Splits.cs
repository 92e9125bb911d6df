using Dapper;
using Npgsql;
using Qujiang.Booking.Domain;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Store;

/// <summary>The parts of split shipments. Each part is a booking of its own; what they have in common is only that they begin together.</summary>
public sealed class Splits(Bookings bookings, NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>Begins a booking for each part, in the caller's transaction.</summary>
    public async Task<IReadOnlyList<Kept>> BeginAsync(
        UnitOfWork work,
        Guid split,
        string tenant,
        IReadOnlyList<(Guid Booking, Plan Plan)> parts,
        int holdSeconds,
        string who,
        CancellationToken cancellation
    )
    {
        await work.Connection.ExecuteAsync(
            new(
                "INSERT INTO booking.split (split_id, tenant, created_at) VALUES (@split, @tenant, @now)",
                new
                {
                    split,
                    tenant,
                    now = time.GetUtcNow(),
                },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        var begun = new List<Kept>();
        foreach (var (i, (booking, plan)) in parts.Index())
        {
            var part = new SplitPart(split, i + 1, parts.Count);
            begun.Add(await bookings.BeginAsync(work, booking, tenant, plan, true, holdSeconds, who, cancellation, part));
            await work.Connection.ExecuteAsync(
                new(
                    "INSERT INTO booking.split_part (split_id, part, booking_id) VALUES (@SplitId, @Part, @booking)",
                    new
                    {
                        part.SplitId,
                        part.Part,
                        booking,
                    },
                    work.Transaction,
                    cancellationToken: cancellation
                )
            );
        }

        return begun;
    }

    /// <summary>Its parts in order; empty when there is none of that id.</summary>
    public async Task<IReadOnlyList<Kept>> FindAsync(Guid split, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<Bookings.Row>(
            new(
                """
                SELECT b.state::text AS State, b.version, b.changed_at AS ChangedAt
                FROM booking.split_part p JOIN booking.booking b USING (booking_id) WHERE p.split_id = @split ORDER BY p.part
                """,
                new { split },
                cancellationToken: cancellation
            )
        );
        return [.. rows.Select(r => r.ToKept())];
    }

    /// <summary>Locks its parts, always in the same order.</summary>
    public static async Task<IReadOnlyList<Kept>> LockAsync(UnitOfWork work, Guid split, CancellationToken cancellation)
    {
        var rows = await work.Connection.QueryAsync<Bookings.Row>(
            new(
                """
                SELECT state::text AS State, version, changed_at AS ChangedAt FROM booking.booking
                WHERE booking_id IN (SELECT booking_id FROM booking.split_part WHERE split_id = @split) ORDER BY booking_id FOR UPDATE
                """,
                new { split },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        return [.. rows.Select(r => r.ToKept())];
    }

    /// <summary>Splits for which something is to be done: all parts held, one lost, or all confirmed.</summary>
    internal async Task<IReadOnlyList<Guid>> DueAsync(CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var due = await connection.QueryAsync<Guid>(
            new(
                """
                SELECT s.split_id
                FROM booking.split s JOIN booking.split_part p USING (split_id) JOIN booking.booking b USING (booking_id)
                WHERE s.decided_at IS NULL
                GROUP BY s.split_id, s.created_at
                HAVING bool_or(b.status IN ('REJECTED', 'CANCELLED'))
                    OR bool_and(b.state->>'phase' = 'Held' AND b.state->>'together' = 'false')
                    OR bool_and(b.status NOT IN ('RECEIVED', 'REJECTED', 'CANCELLED'))
                ORDER BY s.created_at LIMIT 100
                """,
                cancellationToken: cancellation
            )
        );
        return due.AsList();
    }

    /// <summary>Does what is due for one split, unless another process is at it.</summary>
    internal async Task SettleAsync(UnitOfWork work, Guid split, CancellationToken cancellation)
    {
        var open = await work.Connection.ExecuteScalarAsync<Guid?>(
            new(
                "SELECT split_id FROM booking.split WHERE split_id = @split AND decided_at IS NULL FOR UPDATE SKIP LOCKED",
                new { split },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        if (open is null)
        {
            return;
        }

        var parts = await LockAsync(work, split, cancellation);
        var (tell, decided) = SplitRule.Next([.. parts.Select(p => p.State)]);
        if (tell is not null)
        {
            foreach (var part in parts)
            {
                await bookings.ApplyAsync(work, part, tell, cancellation);
            }
        }

        if (decided)
        {
            await work.Connection.ExecuteAsync(
                new(
                    "UPDATE booking.split SET decided_at = @now WHERE split_id = @split",
                    new { split, now = time.GetUtcNow() },
                    work.Transaction,
                    cancellationToken: cancellation
                )
            );
        }
    }
}

/// <summary>
/// Lets the parts of a split wait for one another. It looks at what the parts have written, so nothing is lost when a process dies, and takes them all
/// in one transaction: an answer to one part never has to know of the others.
/// </summary>
public sealed class SplitWorker(Splits splits, UnitOfWorkFactory units, TimeProvider time, ILogger<SplitWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SettleDueAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task SettleDueAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var split in await splits.DueAsync(stoppingToken))
            {
                await SettleAsync(split, stoppingToken);
            }
        }
        catch (Exception away) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogError(away, "Splits cannot be looked at now");
        }
    }

    // Each by itself: one that cannot be brought together must not keep the others waiting.
    private async Task SettleAsync(Guid split, CancellationToken stoppingToken)
    {
        try
        {
            await using var work = await units.BeginAsync(stoppingToken);
            await splits.SettleAsync(work, split, stoppingToken);
            await work.CommitAsync(stoppingToken);
        }
        catch (Exception away) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogError(away, "The parts of split {Split} cannot be brought together now", split);
        }
    }
}
