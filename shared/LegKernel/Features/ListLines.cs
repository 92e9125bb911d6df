using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Qujiang.LegKernel.Store;
using Qujiang.Network;

namespace Qujiang.LegKernel.Features;

/// <summary><c>GET /v1/lines</c>: the patterns from which movements are made.</summary>
internal static class ListLines
{
    /// <param name="Withdrawn">No longer in the timetable; its past and taken movements remain.</param>
    /// <param name="OverbookingPercent">So many per cent more than there is room for are sold on its movements, because not all that is booked comes.</param>
    internal sealed record LineView(LinePattern Pattern, bool Withdrawn, int OverbookingPercent);

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/lines", HandleAsync).WithTags("Lines").WithSummary("The patterns from which movements are made");

    private static async Task<Ok<PageView<LineView>>> HandleAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var (connection, reading) = await dataSource.ReadAsync(cancellationToken);
        await using var _ = connection;
        var now = await reading.NowAsync(cancellationToken);
        var rows = await reading.QueryAsync<(string Pattern, bool Withdrawn, int Percent)>(
            "SELECT pattern::text, withdrawn, overbooking_percent FROM leg.line ORDER BY line_id",
            null,
            cancellationToken
        );
        return TypedResults.Ok(
            new PageView<LineView>(
                HubTime.ToHub(now),
                [.. rows.Select(r => new LineView(LegTypes.FromJson<LinePattern>(r.Pattern), r.Withdrawn, r.Percent))],
                null
            )
        );
    }
}
