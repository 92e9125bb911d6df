using Dapper;
using Npgsql;

namespace Qujiang.Booking.Store;

/// <summary>Reads bookings without changing them.</summary>
public sealed class ReadBookings(NpgsqlDataSource dataSource)
{
    public async Task<Kept?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var row = await connection.QuerySingleOrDefaultAsync<Bookings.Row>(
            new(
                "SELECT state::text AS State, version, changed_at AS ChangedAt FROM booking.booking WHERE booking_id = @id",
                new { id },
                cancellationToken: cancellation
            )
        );
        return row?.ToKept();
    }
}
