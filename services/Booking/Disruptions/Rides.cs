using Dapper;
using Qujiang.Contracts.V1;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Disruptions;

/// <summary>A leg that a live booking rides or is about to.</summary>
/// <param name="Room">Number of the booking's plan it belongs to.</param>
public sealed record Ride(
    Guid BookingId,
    int Room,
    int Sequence,
    string Carrier,
    int? FromCall,
    int? ToCall,
    string Origin,
    string Destination,
    DateTimeOffset Departure,
    DateTimeOffset Arrival
);

/// <summary>Finds rides. Always in the order of bookings, so that two disruptions lock them in the same order.</summary>
internal static class Rides
{
    private const string Select = """
        SELECT r.booking_id AS BookingId, r.room, r.sequence, r.carrier, r.from_call AS FromCall, r.to_call AS ToCall, r.origin, r.destination,
               r.departure, r.arrival
        FROM booking.ride r
        """;

    /// <summary>On a movement, unless the leg is over.</summary>
    public static async Task<IReadOnlyList<Ride>> OnAsync(
        UnitOfWork work,
        string movementId,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        (
            await work.Connection.QueryAsync<Ride>(
                new(
                    $"{Select} WHERE r.carrier = @movementId AND r.arrival > @now ORDER BY r.booking_id, r.room, r.sequence",
                    new { movementId, now },
                    work.Transaction,
                    cancellationToken: cancellation
                )
            )
        ).AsList();

    /// <summary>The bookings that holds belong to; holds of others are left out.</summary>
    public static async Task<IReadOnlyList<(Guid Booking, Guid Hold, int Leg)>> OfHoldsAsync(
        UnitOfWork work,
        IReadOnlyList<DisplacedHold> holds,
        CancellationToken cancellation
    ) =>
        (
            await work.Connection.QueryAsync<(Guid, Guid, int)>(
                new(
                    """
                    SELECT h.booking_id, h.hold_id, k.leg FROM unnest(@holds, @legs) AS k (hold_id, leg) JOIN booking.hold h USING (hold_id)
                    ORDER BY h.booking_id, h.hold_id, k.leg
                    """,
                    new { holds = holds.Select(h => h.HoldId).ToArray(), legs = holds.Select(h => h.Leg).ToArray() },
                    work.Transaction,
                    cancellationToken: cancellation
                )
            )
        ).AsList();

    /// <summary>On anything of a service that moves in a window and is not over yet.</summary>
    public static async Task<IReadOnlyList<Ride>> DuringAsync(
        UnitOfWork work,
        string service,
        DateTimeOffset from,
        DateTimeOffset? to,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        (
            await work.Connection.QueryAsync<Ride>(
                new(
                    $"""
                    {Select} WHERE r.service = @service AND r.arrival > greatest(@from, @now) AND (@to::timestamptz IS NULL OR r.departure < @to)
                    ORDER BY r.booking_id, r.room, r.sequence
                    """,
                    new
                    {
                        service,
                        from = from.ToUniversalTime(),
                        to = to?.ToUniversalTime(),
                        now,
                    },
                    work.Transaction,
                    cancellationToken: cancellation
                )
            )
        ).AsList();
}
