using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;
using Qujiang.LegKernel.Store;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary><c>GET /v1/movements/{id}</c>: one movement; its ETag is its revision.</summary>
internal static class GetMovement
{
    private static readonly string WantedSql =
        $"SELECT {Room.Each("wanted_? AS ?")} FROM leg.segment WHERE movement_id = @id ORDER BY index";

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/movements/{id}", HandleAsync).WithTags("Movements").WithSummary("One movement; the ETag is its revision");

    /// <summary>As shown by every endpoint that answers with one movement.</summary>
    public static async Task<MovementView?> ShowAsync(LegReading reading, Mode mode, string id, CancellationToken cancellationToken)
    {
        var movement = await MovementStore.FindAsync(reading.Connection, id, cancellationToken);
        if (movement is null)
            return null;
        var wanted = await reading.QueryAsync<(int, int, int, int, int)>(WantedSql, new { id }, cancellationToken);
        return MovementView.Of(movement, mode, [.. wanted.Select(w => new CapacityVector(w.Item1, w.Item2, w.Item3, w.Item4, w.Item5))]);
    }

    /// <summary>404 for an unknown id.</summary>
    public static ProblemHttpResult Unknown(string id) => Problems.NotFound($"There is no movement {id}.");

    private static async Task<Results<Ok<MovementView>, ProblemHttpResult>> HandleAsync(
        string id,
        HttpContext http,
        NpgsqlDataSource dataSource,
        LegModule module,
        CancellationToken cancellationToken
    )
    {
        var (connection, reading) = await dataSource.ReadAsync(cancellationToken);
        await using var _ = connection;
        if (await ShowAsync(reading, module.Mode, id, cancellationToken) is not { } movement)
            return Unknown(id);
        http.SetETag(movement.Revision);
        return TypedResults.Ok(movement);
    }
}
