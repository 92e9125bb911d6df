using Dapper;
using Npgsql;
using Qujiang.Booking.Domain;

namespace Qujiang.Booking.Disruptions;

/// <summary>
/// Room that earlier rounds have planned for bookings in trouble and that the leg services have not set aside yet. Routing still shows it as free; giving it
/// to the next round as well would promise it twice.
/// </summary>
public sealed class Claims(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>So much of each resource (<see cref="Need"/>).</summary>
    /// <param name="planned">Bookings that are being planned anew: what they were to get before is given up.</param>
    public async Task<IReadOnlyDictionary<string, int>> ReadAsync(Guid[] planned, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var states = await connection.QueryAsync<string>(
            new(
                """
                SELECT state::text FROM booking.booking
                WHERE state->'trouble' IS NOT NULL AND status IN ('CONFIRMED', 'PENDING_AMENDMENT') AND booking_id <> ALL (@planned)
                """,
                new { planned },
                cancellationToken: cancellation
            )
        );
        var now = time.GetUtcNow();
        return states
            .SelectMany(s => Replanning.ClaimedBy(StateJson.Read(s), now))
            .GroupBy(c => c.Resource, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Sum(c => c.Amount), StringComparer.Ordinal);
    }
}
