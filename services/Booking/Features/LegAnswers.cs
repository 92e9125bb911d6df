using Qujiang.Booking.Domain;
using Qujiang.Booking.Store;
using Qujiang.Contracts.V1;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Features;

/// <summary>What leg services say about holds, given to the bookings it is about. Runs behind the inbox, in one transaction with what follows.</summary>
public sealed class LegAnswers(Bookings bookings, TimeProvider time) : IBatchHandler
{
    public async Task HandleAsync(UnitOfWork work, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var unknown = await bookings.ApplyAsync(work, [.. deliveries.Select(d => (d, ToInput(d.Message)))], cancellationToken);
        foreach (var (from, answer) in unknown)
        {
            // Ours by its own word, and nobody here knows of it: the room would be taken until it expires.
            if (from.Message is CapacityHeld held && held.Owner.StartsWith("booking/", StringComparison.Ordinal))
            {
                work.ActFor(from);
                work.Send($"{held.Service}-commands", new ReleaseHold(answer.HoldId, "no longer wanted", time.GetUtcNow()));
            }
        }
    }

    private static PartInput ToInput(object answer) =>
        answer switch
        {
            CapacityHeld f => new PartHeld(f.Service, f.HoldId, f.ExpiresAt),
            HoldRefused f => new PartRefused(f.Service, f.HoldId, f.Leg, f.Constraint, f.Dimension, f.Free),
            HoldConfirmed f => new PartConfirmed(f.Service, f.HoldId),
            HoldReleased f => new PartReleased(f.Service, f.HoldId),
            HoldExpired f => new PartExpired(f.Service, f.HoldId),
            _ => throw new ArgumentOutOfRangeException(nameof(answer), answer.GetType().Name, "not an answer of a leg service"),
        };
}
