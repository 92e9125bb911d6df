using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary><c>GET /v1/pools</c>: the room of pools, day by day.</summary>
internal static class ListPools
{
    private const string Day = "yyyy-MM-dd";

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/pools", HandleAsync).WithTags("Lanes and pools").WithSummary("The room of pools, day by day, from today");

    /// <summary>Where each pool stands.</summary>
    public static async Task<Dictionary<string, string>> TerminalsAsync(LegReading reading, CancellationToken cancellationToken) =>
        (
            await reading.QueryAsync<(string Id, string Terminal)>("SELECT pool_id, terminal FROM leg.pool", null, cancellationToken)
        ).ToDictionary(p => p.Id, p => p.Terminal, StringComparer.Ordinal);

    private static async Task<Results<Ok<PageView<PoolDayView>>, ProblemHttpResult>> HandleAsync(
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken,
        string? pool = null,
        DateOnly? dateFrom = null,
        DateOnly? dateTo = null,
        int? limit = null,
        string? cursor = null
    )
    {
        var check = new Validator();
        var size = Requests.PageSize(limit, check);
        var place = Requests.FromCursor(cursor, 2, check);
        PoolDayKey? after = null;
        if (place is not null)
        {
            if (DateOnly.TryParseExact(place[1], Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                after = new PoolDayKey(place[0], day);
            else
                check.ParameterError("cursor", "is not one that this list has given");
        }
        if (dateTo < dateFrom)
            check.ParameterError("dateTo", "must not be before dateFrom");
        if (check.Fails(out var problem))
            return problem;

        var (connection, reading) = await dataSource.ReadAsync(cancellationToken);
        await using var _ = connection;
        var now = await reading.NowAsync(cancellationToken);
        var days = await PoolStore.ListAsync(connection, dateFrom ?? HubTime.DayOf(now), dateTo, pool, after, size + 1, cancellationToken);
        var terminals = await TerminalsAsync(reading, cancellationToken);
        return TypedResults.Ok(
            new PageView<PoolDayView>(
                HubTime.ToHub(now),
                [.. days.Take(size).Select(d => PoolDayView.Of(d, terminals[d.PoolId]))],
                days.Count > size
                    ? Requests.ToCursor(days[size - 1].PoolId, days[size - 1].Day.ToString(Day, CultureInfo.InvariantCulture))
                    : null
            )
        );
    }
}
