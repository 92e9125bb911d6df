using System.Text.Json;
using Dapper;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Store;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Disruptions;

/// <summary>
/// Finds out who is touched by a closure. A booking knows where it boards and alights; whether its barge passes a lock in between only the leg service
/// knows, and it may be away: so this is work that is kept until it is done.
/// </summary>
public sealed class DisruptionWorker(
    UnitOfWorkFactory units,
    Bookings bookings,
    LegServices legs,
    TimeProvider time,
    ILogger<DisruptionWorker> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public static string SourceOf(string service, string disruptionId) => $"{service}/{disruptionId}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    while (await WorkAsync(stoppingToken)) { }
                }
                catch (Exception away) when (!stoppingToken.IsCancellationRequested)
                {
                    // The work is kept and due again; one bad row must not stop the service.
                    logger.LogError(away, "A disruption cannot be looked into now");
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>Looks into one disruption; false when none is due.</summary>
    internal async Task<bool> WorkAsync(CancellationToken cancellation)
    {
        if (await ClaimAsync(cancellation) is not { } job)
        {
            return false;
        }

        var fact = JsonSerializer.Deserialize<DisruptionRaised>(job.Fact, ContractJson.Options)!;
        if (Closure.IsOne(fact.Kind))
        {
            await BreakAsync(fact, cancellation);
        }

        await using var work = await units.BeginAsync(cancellation);
        await work.Connection.ExecuteAsync(
            new(
                "DELETE FROM booking.disruption_job WHERE service = @Service AND disruption_id = @DisruptionId AND revision = @Revision",
                job,
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        await work.CommitAsync(cancellation);
        return true;
    }

    private async Task BreakAsync(DisruptionRaised fact, CancellationToken cancellation)
    {
        var closure = new Closure(fact.Terminals, fact.Lines, fact.From, fact.To, fact.Stretches);
        var calls = new Dictionary<string, IReadOnlyList<Call>?>(StringComparer.Ordinal);
        var broken = new List<(Guid Booking, PlanBroken Input)>();
        IReadOnlyList<Ride> rides;
        await using (var reading = await units.BeginAsync(cancellation))
        {
            rides = await Rides.DuringAsync(reading, fact.Service, fact.From, fact.To, time.GetUtcNow(), cancellation);
        }

        foreach (var ride in rides)
        {
            var named = closure.Names(ride.Carrier);
            var obstacle = named && (closure.Stretches is null || ride.FromCall is null) ? ride.Carrier : await ObstacleAsync(ride, named);
            if (obstacle is not null)
            {
                var cause = $"{obstacle} is closed: {fact.Description}";
                broken.Add(
                    (
                        ride.BookingId,
                        new PlanBroken(
                            fact.Service,
                            "closed",
                            ride.Room,
                            ride.Sequence,
                            cause,
                            SourceOf(fact.Service, fact.DisruptionId),
                            obstacle
                        )
                    )
                );
            }
        }

        logger.LogInformation("{Disruption} touches {Count} legs of {Rides}", fact.DisruptionId, broken.Count, rides.Count);
        foreach (var (booking, input) in broken)
        {
            await using var work = await units.BeginAsync(cancellation);
            await bookings.ApplyAsync(work, booking, input, cancellation);
            await work.CommitAsync(cancellation);
        }

        async Task<string?> ObstacleAsync(Ride ride, bool named)
        {
            if (ride.FromCall is null)
            {
                var ends = new[] { ride.Origin, ride.Destination };
                return ends.FirstOrDefault(e => closure.Terminals.Contains(e) && closure.Meets(ride.Departure, ride.Arrival));
            }

            if (!calls.TryGetValue(ride.Carrier, out var known))
            {
                calls[ride.Carrier] = known = await legs.CallsAsync(fact.Service, ride.Carrier, cancellation);
            }

            return known is null
                ? null
                : (named ? closure.Blocks(known, ride.FromCall.Value, ride.ToCall!.Value) : null)
                    ?? closure.Stops(known, ride.FromCall.Value, ride.ToCall!.Value);
        }
    }

    /// <summary>Takes a job for two minutes: if this process dies, or a neighbour does not answer, it is due again.</summary>
    private async Task<Job?> ClaimAsync(CancellationToken cancellation)
    {
        await using var work = await units.BeginAsync(cancellation);
        var job = await work.Connection.QuerySingleOrDefaultAsync<Job>(
            new(
                """
                UPDATE booking.disruption_job SET attempts = attempts + 1, due_at = clock_timestamp() + least(120, 5 * (attempts + 1)) * interval '1 second'
                WHERE (service, disruption_id) = (
                    SELECT service, disruption_id FROM booking.disruption_job WHERE due_at <= clock_timestamp()
                    ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING service, disruption_id AS DisruptionId, revision, fact::text AS Fact
                """,
                transaction: work.Transaction,
                cancellationToken: cancellation
            )
        );
        await work.CommitAsync(cancellation);
        return job;
    }

    private sealed record Job(string Service, string DisruptionId, long Revision, string Fact);
}
