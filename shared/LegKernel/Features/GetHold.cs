using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Qujiang.LegKernel.Ledger;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary><c>GET /v1/holds/{id}</c>: what the ledger knows of a hold. Shown to its tenant and to who keeps the schedules.</summary>
internal static class GetHold
{
    internal sealed record HoldView(
        Guid HoldId,
        string Owner,
        HoldState State,
        DateTimeOffset ExpiresAt,
        string? Reason,
        Refusal? Refusal,
        IReadOnlyList<LegView> Legs
    );

    internal sealed record LegView(
        string? MovementId,
        int? FromCall,
        int? ToCall,
        string? LaneId,
        string? PoolId,
        DateOnly? Day,
        RoomView Demand
    );

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/holds/{id:guid}", HandleAsync).WithTags("Holds").WithSummary("What the ledger knows of a hold");

    private static async Task<Results<Ok<HoldView>, ProblemHttpResult>> HandleAsync(
        Guid id,
        HttpContext http,
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken
    )
    {
        var (connection, reading) = await dataSource.ReadAsync(cancellationToken);
        await using var _ = connection;
        var hold = await HoldStore.FindAsync(reading, id, cancellationToken);
        if (hold is null || (hold.Tenant != http.Tenant().Value && !http.User.HasScope(Requests.Write)))
            return Problems.NotFound($"There is no hold {id}.");
        var legs = await HoldStore.LegsAsync(reading, [id], cancellationToken);
        return TypedResults.Ok(
            new HoldView(
                hold.HoldId,
                hold.Owner,
                hold.State,
                HubTime.ToHub(hold.ExpiresAt),
                hold.Reason,
                hold.Refusal,
                [.. legs.Select(l => new LegView(l.MovementId, l.FromCall, l.ToCall, l.LaneId, l.PoolId, l.Day, RoomView.Of(l.Demand)))]
            )
        );
    }
}
