using Dapper;

namespace Qujiang.Scenarios.Tests.Harness;

/// <summary>A way that Routing offers a booking for itself alone.</summary>
/// <param name="Offer">Signed; names the room it needs.</param>
internal sealed record WayOut(DateTimeOffset Arrival, decimal Price, decimal Co2eKg, bool InTime, string Offer);

/// <summary>
/// What Booking could have chosen from, found without Booking: Routing is asked from where the cargo is or will be, and the ledgers tell what has become
/// of the room.
/// </summary>
internal static class WaysOut
{
    /// <summary>Nobody can turn a truck round at once: as much notice as Booking gives.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Where cargo can leave a movement that must not pass an obstacle: at its first terminal while it waits there, or else at the next call before the
    /// obstacle; null where there is none.
    /// </summary>
    public static async Task<(string Terminal, DateTimeOffset Ready)?> StartAsync(
        House house,
        string movement,
        string obstacle,
        DateTimeOffset readyAt
    )
    {
        await using var connection = await house.Database("waterway").OpenConnectionAsync();
        var calls = (
            await connection.QueryAsync<(string Terminal, string Kind, DateTime? Arrival, DateTime? Departure, int Handling)>(
                "SELECT terminal, kind, arrival, departure, handling_minutes FROM leg.call WHERE movement_id = @movement ORDER BY index",
                new { movement }
            )
        ).AsList();
        var now = DateTimeOffset.UtcNow;
        if (calls[0].Departure > now.UtcDateTime)
        {
            return (calls[0].Terminal, Later(readyAt, now + Notice));
        }

        var stop = calls
            .Skip(1)
            .TakeWhile(c => c.Terminal != obstacle)
            .FirstOrDefault(c => c.Kind == "CARGO" && c.Arrival > now.UtcDateTime);
        return stop.Arrival is { } arrival
            ? (stop.Terminal, Later(new DateTimeOffset(arrival, TimeSpan.Zero).AddMinutes(stop.Handling), now + Notice))
            : null;
    }

    /// <summary>The ways for one box of 18 t, best first as Booking ranks them: in time, then cheap, then clean, then early.</summary>
    public static async Task<IReadOnlyList<WayOut>> AskAsync(
        House house,
        string tenant,
        (string Terminal, DateTimeOffset Ready) start,
        string to,
        DateTimeOffset? due
    )
    {
        var options = new List<JsonObject>();
        // With the deadline: all that keep it. Without: those that are late as well.
        foreach (var limit in due is null ? [due] : new[] { due, null })
        {
            options.AddRange(
                await house.QuoteAsync(
                    start.Terminal,
                    to,
                    tenant: tenant,
                    with: r =>
                    {
                        r["readyAt"] = Timetable.Instant(start.Ready);
                        if (limit is { } by)
                        {
                            r["dueBy"] = Timetable.Instant(by);
                        }
                    }
                )
            );
        }

        return
        [
            .. options
                .Select(o => new WayOut(
                    o.Time("arrival"),
                    o["price"]!.AsObject().Money(),
                    o.Money("co2eKg"),
                    due is null || o.Time("arrival") <= due,
                    o.Text("offer")
                ))
                .OrderByDescending(w => w.InTime)
                .ThenBy(w => w.Price)
                .ThenBy(w => w.Co2eKg)
                .ThenBy(w => w.Arrival),
        ];
    }

    /// <summary>The ledgers have room now for everything that the offer needs.</summary>
    public static async Task<bool> HasRoomAsync(House house, string offer)
    {
        foreach (var leg in OfferPress.Read(offer)["legs"]!.AsArray().Select(l => l!.AsObject()).Where(l => l["service"] is not null))
        {
            await using var connection = await house.Database(leg.Text("service")).OpenConnectionAsync();
            var room = await connection.ExecuteScalarAsync<bool>(
                leg["movementId"] is not null
                    ? """
                    SELECT bool_and(offered_teu100 - held_teu100 - confirmed_teu100 >= @teu100 AND offered_kg - held_kg - confirmed_kg >= @kg)
                    FROM leg.segment WHERE movement_id = @movement AND index >= @from AND index < @to
                    """
                    : """
                    SELECT bool_and(offered_teu100 - held_teu100 - confirmed_teu100 >= @teu100 AND offered_kg - held_kg - confirmed_kg >= @kg)
                    FROM leg.pool_day JOIN leg.lane USING (pool_id) WHERE lane_id = @lane AND day = @day::date
                    """,
                new
                {
                    teu100 = leg["demand"]!["teu100"]!.GetValue<int>(),
                    kg = leg["demand"]!["kg"]!.GetValue<int>(),
                    movement = leg["movementId"]?.GetValue<string>(),
                    from = leg["fromCall"]?.GetValue<int>(),
                    to = leg["toCall"]?.GetValue<int>(),
                    lane = leg["laneId"]?.GetValue<string>(),
                    day = leg["day"]?.GetValue<string>(),
                }
            );
            if (!room)
            {
                return false;
            }
        }

        return true;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
