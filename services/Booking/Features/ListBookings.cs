using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Dapper;
using Npgsql;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Store;
using Qujiang.ServiceDefaults;

namespace Qujiang.Booking.Features;

/// <param name="Next">Cursor of the following page; null on the last one.</param>
public sealed record BookingList(IReadOnlyList<BookingView> Items, string? Next, DateTimeOffset AsOf);

/// <summary>A tenant's bookings, newest first.</summary>
public static class ListBookings
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/v1/bookings", HandleAsync)
            .RequireScope("bookings:read")
            .WithTags("Bookings")
            .WithSummary("The tenant's bookings, newest first")
            .Produces<BookingList>();

    /// <param name="state">One state, such as CONFIRMED.</param>
    /// <param name="from">Departing at or after.</param>
    /// <param name="to">Departing before.</param>
    /// <param name="limit">1 to 200; 50 unless told.</param>
    private static async Task<IResult> HandleAsync(
        HttpContext http,
        NpgsqlDataSource dataSource,
        TimeProvider time,
        string? state = null,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        int limit = 50,
        string? cursor = null
    )
    {
        var check = new Validator();
        var words = Enum.GetValues<BookingStatus>().Select(BookingRows.Word).ToArray();
        if (state is not null && !words.Contains(state))
        {
            check.ParameterError("state", $"must be one of {string.Join(", ", words)}");
        }

        if (limit is < 1 or > 200)
        {
            check.ParameterError("limit", "must be from 1 to 200");
        }

        (DateTimeOffset At, Guid Id)? after = null;
        if (cursor is not null && (after = Read(cursor)) is null)
        {
            check.ParameterError("cursor", "is not a cursor of this list");
        }

        if (check.Fails(out var problem))
        {
            return problem;
        }

        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(http.RequestAborted);
        var rows = (
            await connection.QueryAsync<Bookings.Row>(
                new(
                    $"""
                    SELECT state::text AS State, version, changed_at AS ChangedAt FROM booking.booking
                    WHERE tenant = @tenant AND booked
                    {(state is null ? "" : "AND status = @state")}
                    {(from is null ? "" : "AND departure >= @from")}
                    {(to is null ? "" : "AND departure < @to")}
                    {(after is null ? "" : "AND (created_at, booking_id) < (@at, @id)")}
                    ORDER BY created_at DESC, booking_id DESC LIMIT @limit
                    """,
                    new
                    {
                        tenant = http.Tenant().Value,
                        state,
                        from = from?.ToUniversalTime(),
                        to = to?.ToUniversalTime(),
                        at = after?.At,
                        id = after?.Id,
                        limit = limit + 1,
                    },
                    cancellationToken: http.RequestAborted
                )
            )
        ).Select(r => r.ToKept()).ToList();
        var page = rows.Take(limit).ToList();
        return TypedResults.Ok(new BookingList([.. page.Select(BookingView.Of)], rows.Count > limit ? Write(page[^1].State) : null, now));
    }

    private static string Write(BookingState last) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{Micros(last.CreatedAt)}/{last.Id:N}"));

    private static (DateTimeOffset At, Guid Id)? Read(string cursor)
    {
        try
        {
            var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split('/');
            return
                parts.Length == 2
                && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var micros)
                && micros < long.MaxValue / 10
                && Guid.TryParseExact(parts[1], "N", out var id)
                ? (DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond), id)
                : null;
        }
        catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>The database keeps microseconds: a cursor with more would skip or repeat.</summary>
    private static long Micros(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
