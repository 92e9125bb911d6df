using Dapper;
using Npgsql;

namespace Qujiang.LegKernel.Tests;

internal static class DatabaseExtensions
{
    /// <summary>Takes room behind the service's back.</summary>
    public static async Task TakeAsync(this NpgsqlDataSource dataSource, string movement, int segment, int teu)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "UPDATE leg.segment SET held_teu100 = @teu100 WHERE movement_id = @movement AND index = @segment",
            new
            {
                movement,
                segment,
                teu100 = teu * 100,
            }
        );
    }
}
