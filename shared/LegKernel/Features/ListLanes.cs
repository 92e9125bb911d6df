using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Qujiang.LegKernel.Store;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary><c>GET /v1/lanes[/{id}]</c>: any-time connections, by terminals.</summary>
internal static class ListLanes
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/lanes", HandleAsync).WithTags("Lanes and pools").WithSummary("Any-time connections, by terminals");
        v1.MapGet("/lanes/{id}", OneAsync).WithTags("Lanes and pools").WithSummary("One lane; the ETag is its revision");
    }

    private static async Task<Results<Ok<PageView<LaneView>>, ProblemHttpResult>> HandleAsync(
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken,
        string? from = null,
        string? to = null,
        int? limit = null,
        string? cursor = null
    )
    {
        var check = new Validator();
        var size = Requests.PageSize(limit, check);
        var after = Requests.FromCursor(cursor, 1, check);
        if (check.Fails(out var problem))
            return problem;
        var (connection, reading) = await dataSource.ReadAsync(cancellationToken);
        await using var _ = connection;
        var now = await reading.NowAsync(cancellationToken);
        var lanes = await LaneStore.ListAsync(reading, from, to, after?[0], size + 1, cancellationToken);
        return TypedResults.Ok(
            new PageView<LaneView>(
                HubTime.ToHub(now),
                [.. lanes.Take(size).Select(LaneView.Of)],
                lanes.Count > size ? Requests.ToCursor(lanes[size - 1].LaneId) : null
            )
        );
    }

    private static async Task<Results<Ok<LaneView>, ProblemHttpResult>> OneAsync(
        string id,
        HttpContext http,
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken
    )
    {
        var (connection, reading) = await dataSource.ReadAsync(cancellationToken);
        await using var _ = connection;
        if ((await LaneStore.LoadAsync(reading, [id], cancellationToken)).SingleOrDefault() is not { } lane)
            return Problems.NotFound($"There is no lane {id}.");
        http.SetETag(lane.Revision);
        return TypedResults.Ok(LaneView.Of(lane));
    }
}
