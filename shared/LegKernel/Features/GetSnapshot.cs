using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Qujiang.LegKernel.Snapshot;
using Qujiang.LegKernel.Upkeep;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary><c>GET /v1/snapshot</c>: see <see cref="SnapshotStream"/>.</summary>
internal static class GetSnapshot
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/snapshot", HandleAsync)
            .WithTags("Snapshot")
            .WithSummary("Everything a projection needs, as facts, one JSON object a line")
            .WithDescription(
                """
                First `{"type": "snapshot", "service", "mode", "sequence", "asOf"}`, then `{"type": "qujiang.movement-published.v1", "event": {...}}` and the like, last
                `{"type": "end", "count"}`: without it the stream was cut off. It is the state after exactly the first `sequence` events of this service.
                """
            )
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson")
            .DisableRequestTimeout();

    private static async Task HandleAsync(
        HttpContext http,
        SnapshotStream snapshot,
        UpkeepService upkeep,
        IHostApplicationLifetime lifetime
    )
    {
        // Half a timetable would be taken for the whole: whoever asks too early asks again.
        if (upkeep.Missing is { } reason)
        {
            await Problems.Unavailable(reason).ExecuteAsync(http);
            return;
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        http.Response.ContentType = "application/x-ndjson";
        await snapshot.WriteAsync(http.Response.BodyWriter, either.Token);
    }
}
