using System.Text.Json;
using Dapper;
using Qujiang.Booking.Domain;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Store;

/// <summary>The rows beside a booking's own: who did what, which holds are its, what it rides, what is to be re-planned.</summary>
internal static class BookingRows
{
    /// <summary>The word of a status in the database and in REST.</summary>
    public static string Word(BookingStatus status) =>
        status == BookingStatus.PendingAmendment ? "PENDING_AMENDMENT" : status.ToString().ToUpperInvariant();

    public static async Task WriteHistoryAsync(
        UnitOfWork work,
        Guid booking,
        IReadOnlyList<HistoryEntry> entries,
        CancellationToken cancellation
    )
    {
        if (entries.Count == 0)
        {
            return;
        }

        await work.Connection.ExecuteAsync(
            new(
                """
                INSERT INTO booking.history (booking_id, at, who, what, why)
                SELECT @booking, e.at, e.who, e.what, e.why
                FROM unnest(@at, @who, @what, @why) WITH ORDINALITY AS e (at, who, what, why, n) ORDER BY e.n
                """,
                new
                {
                    booking,
                    at = entries.Select(e => e.At).ToArray(),
                    who = entries.Select(e => e.Who).ToArray(),
                    what = entries.Select(e => e.What).ToArray(),
                    why = entries.Select(e => e.Why).ToArray(),
                },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
    }

    public static async Task WriteHoldsAsync(UnitOfWork work, BookingState? before, BookingState state, CancellationToken cancellation)
    {
        if (before?.Plans == state.Plans)
        {
            return;
        }

        var parts = (state.Next ?? state.Current).Parts.Where(p => !p.Carried).ToArray();
        await work.Connection.ExecuteAsync(
            new(
                """
                INSERT INTO booking.hold (hold_id, booking_id, service)
                SELECT h.id, @booking, h.service FROM unnest(@ids, @services) AS h (id, service)
                """,
                new
                {
                    booking = state.Id,
                    ids = parts.Select(p => p.HoldId).ToArray(),
                    services = parts.Select(p => p.Service).ToArray(),
                },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
    }

    /// <summary>A live booking is found by what it rides and by what it is about to ride; an ended one no longer.</summary>
    public static async Task WriteRidesAsync(UnitOfWork work, BookingState? before, BookingState state, CancellationToken cancellation)
    {
        var rooms = Live(state);
        if (before is not null && Live(before).SelectMany(Ridden).SequenceEqual(rooms.SelectMany(Ridden)))
        {
            return;
        }

        var rides = rooms.SelectMany(r => r.Plan.Legs.Where(l => l.NeedsRoom).Select(leg => (Room: r.Number, Leg: leg))).ToArray();
        await work.Connection.ExecuteAsync(
            new(
                """
                DELETE FROM booking.ride WHERE booking_id = @booking;
                INSERT INTO booking.ride
                    (booking_id, room, sequence, carrier, service, day, from_call, to_call, origin, destination, departure, arrival)
                SELECT @booking, r.* FROM unnest(@room, @sequence, @carrier, @service, @day, @fromCall, @toCall, @origin, @destination,
                                                 @departure, @arrival)
                    AS r (room, sequence, carrier, service, day, from_call, to_call, origin, destination, departure, arrival)
                """,
                new
                {
                    booking = state.Id,
                    room = rides.Select(r => r.Room).ToArray(),
                    sequence = rides.Select(r => r.Leg.Sequence).ToArray(),
                    carrier = rides.Select(r => r.Leg.Carrier).ToArray(),
                    service = rides.Select(r => r.Leg.Service).ToArray(),
                    day = rides.Select(r => r.Leg.Day).ToArray(),
                    fromCall = rides.Select(r => r.Leg.FromCall).ToArray(),
                    toCall = rides.Select(r => r.Leg.ToCall).ToArray(),
                    origin = rides.Select(r => r.Leg.From).ToArray(),
                    destination = rides.Select(r => r.Leg.To).ToArray(),
                    departure = rides.Select(r => r.Leg.Departure).ToArray(),
                    arrival = rides.Select(r => r.Leg.Arrival).ToArray(),
                },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
    }

    public static Task WantAlternativesAsync(UnitOfWork work, Guid booking, AlternativesWanted wanted, CancellationToken cancellation) =>
        work.Connection.ExecuteAsync(
            new(
                """
                INSERT INTO booking.replan_job (booking_id, cause, due_at) VALUES (@booking, @Cause, clock_timestamp() + @After)
                ON CONFLICT (booking_id) DO UPDATE
                SET cause = @Cause, requested_at = clock_timestamp(), due_at = clock_timestamp() + @After, attempts = 0
                """,
                new
                {
                    booking,
                    wanted.Cause,
                    wanted.After,
                },
                work.Transaction,
                cancellationToken: cancellation
            )
        );

    /// <summary>Legs of a plan whose movements were rescheduled to other times than the plan says.</summary>
    public static async Task<IReadOnlyList<(PlanLeg Leg, LegTimes Times)>> NewerTimesAsync(
        UnitOfWork work,
        Plan plan,
        CancellationToken cancellation
    )
    {
        var rows = await work.Connection.QueryAsync<(string Id, string Calls)>(
            new(
                "SELECT movement_id, calls::text FROM booking.schedule WHERE movement_id = ANY (@ids) AND calls IS NOT NULL",
                new { ids = plan.Legs.Select(l => l.MovementId).OfType<string>().ToArray() },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        var calls = rows.ToDictionary(
            r => r.Id,
            r => JsonSerializer.Deserialize<IReadOnlyList<Call>>(r.Calls, ContractJson.Options)!,
            StringComparer.Ordinal
        );
        return
        [
            .. from leg in plan.Legs
            where leg.MovementId is not null && calls.ContainsKey(leg.MovementId)
            let times = LegTimes.Of(calls[leg.MovementId!], leg.FromCall, leg.ToCall)
            where times is not null && times != LegTimes.Of(leg)
            select (leg, times),
        ];
    }

    private static IEnumerable<(int, int, string, DateTimeOffset, DateTimeOffset)> Ridden(Room room) =>
        room.Plan.Legs.Where(l => l.NeedsRoom).Select(l => (room.Number, l.Sequence, l.Carrier, l.Departure, l.Arrival));

    private static IReadOnlyList<Room> Live(BookingState state) =>
        state.Outcome != Outcome.None ? []
        : state.Next is null ? [state.Current]
        : [state.Current, state.Next];
}
