using Dapper;
using Npgsql;
using Qujiang.Booking.Store;
using Qujiang.ServiceDefaults;

namespace Qujiang.Booking.Features;

/// <summary>Who, when, what, why.</summary>
public sealed record HistoryView(DateTimeOffset At, string Who, string What, string Why);

public sealed record HistoryList(Guid BookingId, IReadOnlyList<HistoryView> Items);

/// <summary>One booking, and how it came to be as it is.</summary>
public static class GetBooking
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/bookings/{id:guid}", HandleAsync)
            .RequireScope("bookings:read")
            .WithTags("Bookings")
            .WithSummary("One booking")
            .Produces<BookingView>()
            .Produces(StatusCodes.Status304NotModified);
        app.MapGet("/v1/bookings/{id:guid}/history", HistoryAsync)
            .RequireScope("bookings:read")
            .WithTags("Bookings")
            .WithSummary("Who did what to it, when and why")
            .Produces<HistoryList>();
    }

    private static async Task<IResult> HandleAsync(HttpContext http, Guid id, ReadBookings read, Outcomes outcomes, OtherOffers others)
    {
        var kept = await FindOwnAsync(http, id, read);
        var wait = Change.PreferredWait(http);
        if (kept is { State.Decided: false } && wait > TimeSpan.Zero)
        {
            await outcomes.WaitAsync(id, wait, http.RequestAborted);
            kept = await FindOwnAsync(http, id, read);
        }

        if (kept is null)
        {
            return Problems.NotFound($"There is no booking {id}.");
        }

        http.Response.Headers.ETag = Change.ETag(kept);
        return http.Request.Headers.IfNoneMatch.Contains(Change.ETag(kept))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(BookingView.Of(kept).With(await others.ForAsync(http, kept.State)));
    }

    private static async Task<IResult> HistoryAsync(HttpContext http, Guid id, ReadBookings read, NpgsqlDataSource dataSource)
    {
        if (await FindOwnAsync(http, id, read) is null)
        {
            return Problems.NotFound($"There is no booking {id}.");
        }

        await using var connection = await dataSource.OpenConnectionAsync(http.RequestAborted);
        var rows = await connection.QueryAsync<HistoryView>(
            new(
                "SELECT at, who, what, why FROM booking.history WHERE booking_id = @id ORDER BY entry_id",
                new { id },
                cancellationToken: http.RequestAborted
            )
        );
        return TypedResults.Ok(new HistoryList(id, rows.AsList()));
    }

    internal static async Task<Kept?> FindOwnAsync(HttpContext http, Guid id, ReadBookings read) =>
        await read.FindAsync(id, http.RequestAborted) is { State.Booked: true } kept && kept.State.Tenant == http.Tenant().Value
            ? kept
            : null;
}
