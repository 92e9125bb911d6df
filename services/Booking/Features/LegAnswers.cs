using Dapper;
using MassTransit;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Store;
using Qujiang.Contracts.V1;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Features;

/// <summary>What leg services say about holds, given to the booking it is about. Runs behind the inbox, in one transaction with what follows.</summary>
public sealed class LegAnswers(UnitOfWork work, Bookings bookings, TimeProvider time)
    : IConsumer<CapacityHeld>,
        IConsumer<HoldRefused>,
        IConsumer<HoldConfirmed>,
        IConsumer<HoldReleased>,
        IConsumer<HoldExpired>
{
    public async Task Consume(ConsumeContext<CapacityHeld> context)
    {
        var fact = context.Message;
        if (await GiveAsync(new PartHeld(fact.Service, fact.HoldId, fact.ExpiresAt), context.CancellationToken))
        {
            return;
        }

        // Ours by its own word, and nobody here knows of it: the room would be taken until it expires.
        if (fact.Owner.StartsWith("booking/", StringComparison.Ordinal))
        {
            work.Send($"{fact.Service}-commands", new ReleaseHold(fact.HoldId, "no longer wanted", time.GetUtcNow()));
        }
    }

    public Task Consume(ConsumeContext<HoldRefused> context)
    {
        var fact = context.Message;
        return GiveAsync(
            new PartRefused(fact.Service, fact.HoldId, fact.Leg, fact.Constraint, fact.Dimension, fact.Free),
            context.CancellationToken
        );
    }

    public Task Consume(ConsumeContext<HoldConfirmed> context) =>
        GiveAsync(new PartConfirmed(context.Message.Service, context.Message.HoldId), context.CancellationToken);

    public Task Consume(ConsumeContext<HoldReleased> context) =>
        GiveAsync(new PartReleased(context.Message.Service, context.Message.HoldId), context.CancellationToken);

    public Task Consume(ConsumeContext<HoldExpired> context) =>
        GiveAsync(new PartExpired(context.Message.Service, context.Message.HoldId), context.CancellationToken);

    /// <summary>False when no booking here has such a hold.</summary>
    private async Task<bool> GiveAsync(PartInput answer, CancellationToken cancellation)
    {
        var booking = await work.Connection.ExecuteScalarAsync<Guid?>(
            new(
                "SELECT booking_id FROM booking.hold WHERE hold_id = @HoldId",
                new { answer.HoldId },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        return booking is { } id && await bookings.ApplyAsync(work, id, answer, cancellation) is not null;
    }
}
