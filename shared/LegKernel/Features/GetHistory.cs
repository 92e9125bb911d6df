using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary><c>GET /v1/movements/{id}/history</c>, <c>GET /v1/lines/{id}/history</c>: who did what to it, when and why; also after it was removed.</summary>
internal static class GetHistory
{
    internal sealed record Entry(DateTimeOffset At, string Who, string What, string Why);

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet(
                "/movements/{id}/history",
                (string id, NpgsqlDataSource source, CancellationToken stop) => OfAsync($"movement:{id}", source, stop)
            )
            .RequireScope(Requests.Write)
            .WithTags("Movements")
            .WithSummary("Who did what to a movement, when and why; the last 500 entries");
        v1.MapGet(
                "/lines/{id}/history",
                (string id, NpgsqlDataSource source, CancellationToken stop) => OfAsync($"line:{id}", source, stop)
            )
            .RequireScope(Requests.Write)
            .WithTags("Lines")
            .WithSummary("Who did what to a line, when and why; the last 500 entries");
    }

    private static async Task<Ok<PageView<Entry>>> OfAsync(string subject, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var (connection, reading) = await dataSource.ReadAsync(cancellationToken);
        await using var _ = connection;
        var now = await reading.NowAsync(cancellationToken);
        var rows = await reading.QueryAsync<Entry>(
            """
            SELECT at AS At, who AS Who, what AS What, why AS Why FROM leg.history WHERE subject = @subject
            ORDER BY history_id DESC LIMIT 500
            """,
            new { subject },
            cancellationToken
        );
        return TypedResults.Ok(
            new PageView<Entry>(HubTime.ToHub(now), [.. rows.Reverse().Select(e => e with { At = HubTime.ToHub(e.At) })], null)
        );
    }
}
