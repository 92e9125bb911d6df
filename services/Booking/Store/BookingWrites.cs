using Dapper;
using Qujiang.Booking.Domain;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Store;

/// <summary>What became of a booking in this transaction.</summary>
/// <param name="Before">As it was before; null: there was none.</param>
/// <param name="Kept">As it is now.</param>
/// <param name="Json">Its state as it is written.</param>
internal sealed record Changed(
    BookingState? Before,
    Kept Kept,
    string Json,
    DateTimeOffset? WakeAt,
    IReadOnlyList<HistoryEntry> History,
    AlternativesWanted? Wanted
);

/// <summary>Writes any number of changed bookings, with the rows beside them, in one round trip.</summary>
internal static class BookingWrites
{
    public static async Task WriteAsync(UnitOfWork work, IReadOnlyList<Changed> changes, CancellationToken cancellation)
    {
        if (changes.Count == 0)
        {
            return;
        }

        var parameters = new DynamicParameters();
        List<string> sql =
        [
            .. Rows(Insert, "new", [.. changes.Where(c => c.Before is null)], parameters),
            .. Rows(Update, "old", [.. changes.Where(c => c.Before is not null)], parameters),
            .. History(changes, parameters),
            .. Holds(changes, parameters),
            .. Rides(changes, parameters),
        ];
        await work.Connection.ExecuteAsync(new(string.Join(";\n", sql), parameters, work.Transaction, cancellationToken: cancellation));
        foreach (var change in changes.Where(c => c.Wanted is not null))
        {
            await BookingRows.WantAlternativesAsync(work, change.Kept.State.Id, change.Wanted!, cancellation);
        }
    }

    private const string Insert = """
        INSERT INTO booking.booking
            (booking_id, tenant, booked, status, decided, settled, version, departure, arrival, created_at, changed_at, wake_at, state)
        SELECT b.id, b.tenant, b.booked, b.status, b.decided, b.settled, b.version, b.departure, b.arrival, b.now, b.now, b.wake_at, b.state::jsonb
        FROM ({0}) b
        """;

    private const string Update = """
        UPDATE booking.booking k
        SET booked = b.booked, status = b.status, decided = b.decided, settled = b.settled, version = b.version, departure = b.departure,
            arrival = b.arrival, changed_at = b.now, wake_at = b.wake_at, state = b.state::jsonb
        FROM ({0}) b WHERE k.booking_id = b.id
        """;

    private static IEnumerable<string> Rows(string statement, string mark, IReadOnlyList<Changed> changes, DynamicParameters parameters)
    {
        if (changes.Count == 0)
        {
            yield break;
        }

        var states = changes.Select(c => c.Kept.State).ToList();
        parameters.Add($"{mark}_id", states.ConvertAll(s => s.Id).ToArray());
        parameters.Add($"{mark}_tenant", states.ConvertAll(s => s.Tenant).ToArray());
        parameters.Add($"{mark}_booked", states.ConvertAll(s => s.Booked).ToArray());
        parameters.Add($"{mark}_status", states.ConvertAll(s => BookingRows.Word(s.Status)).ToArray());
        parameters.Add($"{mark}_decided", states.ConvertAll(s => s.Decided).ToArray());
        parameters.Add($"{mark}_settled", states.ConvertAll(s => s.Settled).ToArray());
        parameters.Add($"{mark}_version", changes.Select(c => c.Kept.Version).ToArray());
        parameters.Add($"{mark}_departure", states.ConvertAll(s => s.Current.Plan.Departure.UtcDateTime).ToArray());
        parameters.Add($"{mark}_arrival", states.ConvertAll(s => s.Current.Plan.Arrival.UtcDateTime).ToArray());
        parameters.Add($"{mark}_now", changes.Select(c => c.Kept.ChangedAt.UtcDateTime).ToArray());
        parameters.Add($"{mark}_wake_at", changes.Select(c => c.WakeAt?.UtcDateTime).ToArray());
        parameters.Add($"{mark}_state", changes.Select(c => c.Json).ToArray());
        const string columns = "id, tenant, booked, status, decided, settled, version, departure, arrival, now, wake_at, state";
        var arrays = string.Join(", ", columns.Split(", ").Select(c => $"@{mark}_{c}"));
        yield return statement.Replace("{0}", $"SELECT * FROM unnest({arrays}) AS u ({columns})", StringComparison.Ordinal);
    }

    private static IEnumerable<string> History(IReadOnlyList<Changed> changes, DynamicParameters parameters)
    {
        var entries = changes.SelectMany(c => c.History.Select(entry => (c.Kept.State.Id, Entry: entry))).ToList();
        if (entries.Count == 0)
        {
            yield break;
        }

        parameters.Add("h_booking", entries.ConvertAll(e => e.Id).ToArray());
        parameters.Add("h_at", entries.ConvertAll(e => e.Entry.At.UtcDateTime).ToArray());
        parameters.Add("h_who", entries.ConvertAll(e => e.Entry.Who).ToArray());
        parameters.Add("h_what", entries.ConvertAll(e => e.Entry.What).ToArray());
        parameters.Add("h_why", entries.ConvertAll(e => e.Entry.Why).ToArray());
        yield return """
            INSERT INTO booking.history (booking_id, at, who, what, why)
            SELECT e.booking, e.at, e.who, e.what, e.why
            FROM unnest(@h_booking, @h_at, @h_who, @h_what, @h_why) WITH ORDINALITY AS e (booking, at, who, what, why, n) ORDER BY e.n
            """;
    }

    /// <summary>Which booking an answer is about: a plan's holds are known from the moment they are asked for.</summary>
    private static IEnumerable<string> Holds(IReadOnlyList<Changed> changes, DynamicParameters parameters)
    {
        var holds = changes
            .Where(c => c.Before?.Plans != c.Kept.State.Plans)
            .SelectMany(c =>
                (c.Kept.State.Next ?? c.Kept.State.Current).Parts.Where(p => !p.Carried).Select(p => (c.Kept.State.Id, Part: p))
            )
            .ToList();
        if (holds.Count == 0)
        {
            yield break;
        }

        parameters.Add("p_hold", holds.ConvertAll(h => h.Part.HoldId).ToArray());
        parameters.Add("p_booking", holds.ConvertAll(h => h.Id).ToArray());
        parameters.Add("p_service", holds.ConvertAll(h => h.Part.Service).ToArray());
        yield return "INSERT INTO booking.hold (hold_id, booking_id, service) SELECT * FROM unnest(@p_hold, @p_booking, @p_service)";
    }

    /// <summary>A live booking is found by what it rides and by what it is about to ride; an ended one no longer.</summary>
    private static IEnumerable<string> Rides(IReadOnlyList<Changed> changes, DynamicParameters parameters)
    {
        var other = changes
            .Where(c => c.Before is null || !Live(c.Before).SelectMany(Ridden).SequenceEqual(Live(c.Kept.State).SelectMany(Ridden)))
            .ToList();
        if (other.Exists(c => c.Before is not null))
        {
            parameters.Add("r_other", other.Where(c => c.Before is not null).Select(c => c.Kept.State.Id).ToArray());
            yield return "DELETE FROM booking.ride WHERE booking_id = ANY (@r_other)";
        }

        var rides = (
            from change in other
            from room in Live(change.Kept.State)
            from leg in room.Plan.Legs
            where leg.NeedsRoom
            select (change.Kept.State.Id, room.Number, Leg: leg)
        ).ToList();
        if (rides.Count == 0)
        {
            yield break;
        }

        parameters.Add("r_booking", rides.ConvertAll(r => r.Id).ToArray());
        parameters.Add("r_room", rides.ConvertAll(r => r.Number).ToArray());
        parameters.Add("r_sequence", rides.ConvertAll(r => r.Leg.Sequence).ToArray());
        parameters.Add("r_carrier", rides.ConvertAll(r => r.Leg.Carrier).ToArray());
        parameters.Add("r_service", rides.ConvertAll(r => r.Leg.Service).ToArray());
        parameters.Add("r_day", rides.ConvertAll(r => r.Leg.Day).ToArray());
        parameters.Add("r_from_call", rides.ConvertAll(r => r.Leg.FromCall).ToArray());
        parameters.Add("r_to_call", rides.ConvertAll(r => r.Leg.ToCall).ToArray());
        parameters.Add("r_origin", rides.ConvertAll(r => r.Leg.From).ToArray());
        parameters.Add("r_destination", rides.ConvertAll(r => r.Leg.To).ToArray());
        parameters.Add("r_departure", rides.ConvertAll(r => r.Leg.Departure.UtcDateTime).ToArray());
        parameters.Add("r_arrival", rides.ConvertAll(r => r.Leg.Arrival.UtcDateTime).ToArray());
        yield return """
            INSERT INTO booking.ride
                (booking_id, room, sequence, carrier, service, day, from_call, to_call, origin, destination, departure, arrival)
            SELECT * FROM unnest(@r_booking, @r_room, @r_sequence, @r_carrier, @r_service, @r_day, @r_from_call, @r_to_call, @r_origin,
                                 @r_destination, @r_departure, @r_arrival)
            """;
    }

    private static IEnumerable<(int, int, string, DateTimeOffset, DateTimeOffset)> Ridden(Room room) =>
        room.Plan.Legs.Where(l => l.NeedsRoom).Select(l => (room.Number, l.Sequence, l.Carrier, l.Departure, l.Arrival));

    private static IReadOnlyList<Room> Live(BookingState state) =>
        state.Outcome != Outcome.None ? []
        : state.Next is null ? [state.Current]
        : [state.Current, state.Next];
}
