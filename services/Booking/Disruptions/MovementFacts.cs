using System.Text.Json;
using Dapper;
using MassTransit;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Store;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Disruptions;

/// <summary>What leg services say about movements, given to every booking that rides them.</summary>
public sealed class MovementFacts(UnitOfWork work, Bookings bookings, TimeProvider time)
    : IConsumer<MovementCancelled>,
        IConsumer<MovementRescheduled>,
        IConsumer<CapacityChanged>,
        IConsumer<PoolCapacityChanged>,
        IConsumer<DisruptionRaised>,
        IConsumer<DisruptionCleared>
{
    public async Task Consume(ConsumeContext<MovementCancelled> context)
    {
        var fact = context.Message;
        var cause = $"{fact.MovementId} is cancelled: {fact.Reason}";
        foreach (var ride in await Rides.OnAsync(work, fact.MovementId, time.GetUtcNow(), context.CancellationToken))
        {
            var broken = new PlanBroken(fact.Service, "cancelled", ride.Room, ride.Sequence, cause);
            await bookings.ApplyAsync(work, ride.BookingId, broken, context.CancellationToken);
        }
    }

    /// <summary>The highest revision of a movement's schedule wins: an older one that comes later changes nothing.</summary>
    public async Task Consume(ConsumeContext<MovementRescheduled> context)
    {
        var fact = context.Message;
        var newer = await work.Connection.ExecuteAsync(
            new(
                """
                INSERT INTO booking.schedule (movement_id, revision, calls) VALUES (@MovementId, @Revision, @calls::jsonb)
                ON CONFLICT (movement_id) DO UPDATE SET revision = @Revision, calls = @calls::jsonb, changed_at = clock_timestamp()
                WHERE schedule.revision < @Revision
                """,
                new
                {
                    fact.MovementId,
                    fact.Revision,
                    calls = JsonSerializer.Serialize(fact.Calls, ContractJson.Options),
                },
                work.Transaction,
                cancellationToken: context.CancellationToken
            )
        );
        if (newer == 0)
        {
            return;
        }

        foreach (var ride in await Rides.OnAsync(work, fact.MovementId, time.GetUtcNow(), context.CancellationToken))
        {
            if (LegTimes.Of(fact.Calls, ride.FromCall, ride.ToCall) is { } times)
            {
                var retimed = new Retimed(
                    fact.Service,
                    ride.Room,
                    ride.Sequence,
                    times,
                    $"{fact.MovementId} runs at other times: {fact.Reason}"
                );
                await bookings.ApplyAsync(work, ride.BookingId, retimed, context.CancellationToken);
            }
        }
    }

    /// <summary>A ledger never offers less than it has sold; where less fits, the fact says whose room is gone.</summary>
    public Task Consume(ConsumeContext<CapacityChanged> context)
    {
        var fact = context.Message;
        return DisplaceAsync(fact.Service, fact.MovementId, fact.Revision, fact.Shortfalls, fact.Displaced, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<PoolCapacityChanged> context)
    {
        var fact = context.Message;
        var carrier = $"{fact.PoolId} on {fact.Day:yyyy-MM-dd}";
        return DisplaceAsync(fact.Service, carrier, fact.Revision, fact.Shortfalls, fact.Displaced, context.CancellationToken);
    }

    /// <summary>What the ledger itself does never makes room too little: such facts, the most of all, are ignored before they come here.</summary>
    public static bool IsCut(string reason) => reason is not ("held" or "confirmed" or "released" or "expired");

    private async Task DisplaceAsync(
        string service,
        string carrier,
        long revision,
        IReadOnlyList<CapacityShortfall>? shortfalls,
        IReadOnlyList<DisplacedHold>? displaced,
        CancellationToken cancellation
    )
    {
        var newer = await work.Connection.ExecuteAsync(
            new(
                """
                INSERT INTO booking.capacity_seen (carrier, revision) VALUES (@carrier, @revision)
                ON CONFLICT (carrier) DO UPDATE SET revision = @revision, changed_at = clock_timestamp() WHERE capacity_seen.revision < @revision
                """,
                new { carrier, revision },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        if (newer == 0)
        {
            return;
        }

        var source = $"{service}/{carrier}";
        var lacks = string.Join(
            ", ",
            (shortfalls ?? []).Select(s => $"{s.Dimension} {s.Taken} sold, {s.Fits} left").Distinct(StringComparer.Ordinal)
        );
        var cause = $"{carrier} has less room than was sold ({lacks})";
        var gone = await Rides.OfHoldsAsync(work, displaced ?? [], cancellation);
        foreach (var (booking, hold, index) in gone)
        {
            if (
                await Bookings.LockAsync(work, booking, cancellation) is { } kept
                && kept.State.Rooms.FirstOrDefault(r => r.Has(hold)) is { } room
                && room.Parts.First(p => p.HoldId == hold).Legs.ElementAtOrDefault(index) is var leg and > 0
            )
            {
                await bookings.ApplyAsync(work, kept, new PlanBroken(service, "capacity", room.Number, leg, cause, source), cancellation);
            }
        }

        await MendAsync(
            source,
            [.. gone.Select(g => g.Booking)],
            new TroubleOver(service, $"there is room on {carrier} again"),
            cancellation
        );
    }

    /// <summary>Who is touched must be looked up at the leg service: that is done outside this transaction.</summary>
    public Task Consume(ConsumeContext<DisruptionRaised> context) =>
        work.Connection.ExecuteAsync(
            new(
                """
                INSERT INTO booking.disruption_job (disruption_id, service, revision, fact) VALUES (@DisruptionId, @Service, @Revision, @fact::jsonb)
                ON CONFLICT (service, disruption_id) DO UPDATE SET revision = @Revision, fact = @fact::jsonb, due_at = clock_timestamp(), attempts = 0
                WHERE disruption_job.revision < @Revision
                """,
                new
                {
                    context.Message.DisruptionId,
                    context.Message.Service,
                    context.Message.Revision,
                    fact = JsonSerializer.Serialize(context.Message, ContractJson.Options),
                },
                work.Transaction,
                cancellationToken: context.CancellationToken
            )
        );

    public async Task Consume(ConsumeContext<DisruptionCleared> context)
    {
        var fact = context.Message;
        await work.Connection.ExecuteAsync(
            new(
                "DELETE FROM booking.disruption_job WHERE service = @Service AND disruption_id = @DisruptionId AND revision < @Revision",
                fact,
                work.Transaction,
                cancellationToken: context.CancellationToken
            )
        );
        var source = DisruptionWorker.SourceOf(fact.Service, fact.DisruptionId);
        await MendAsync(source, [], new TroubleOver(fact.Service, fact.Description), context.CancellationToken);
    }

    /// <summary>Ends the trouble that comes from a source, but for those whom it still touches.</summary>
    private async Task MendAsync(string source, Guid[] still, TroubleOver over, CancellationToken cancellation)
    {
        var touched = await work.Connection.QueryAsync<Guid>(
            new(
                """
                SELECT booking_id FROM booking.booking
                WHERE state->'trouble' IS NOT NULL AND state->'trouble'->>'source' = @source AND booking_id <> ALL (@still) ORDER BY booking_id
                """,
                new { source, still },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        foreach (var id in touched)
        {
            await bookings.ApplyAsync(work, id, over, cancellation);
        }
    }
}
