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
    /// <param name="planned">Bookings that are being planned anew: what they were to get before is given up.</param>
    public async Task<Claimed> ReadAsync(Guid[] planned, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<string>(
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
        var states = rows.Select(StateJson.Read).ToArray();
        var promised = states.SelectMany(s => Replanning.PromisedTo(s, now)).ToArray();
        var asked = states.SelectMany(Replanning.AskedBy).ToArray();
        return new Claimed(Sum([.. promised, .. asked]), Sum(promised), asked.Length > 0);
    }

    private static Dictionary<string, int> Sum(IEnumerable<(string Resource, int Amount)> claims) =>
        claims.GroupBy(c => c.Resource, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(c => c.Amount), StringComparer.Ordinal);
}

/// <summary>So much of each resource (<see cref="Need"/>).</summary>
/// <param name="All">What others may get: none of it is promised a second time.</param>
/// <param name="Promised">
/// Of that, what certainly still is shown as free. The rest is being asked for: where it is set aside already, quotes show it as taken, and it is counted twice.
/// </param>
/// <param name="Unsure">Something is being asked for.</param>
public sealed record Claimed(IReadOnlyDictionary<string, int> All, IReadOnlyDictionary<string, int> Promised, bool Unsure);
