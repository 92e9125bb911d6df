using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway.Features;

/// <summary><c>GET /v1/tides</c>: the ports that sea feeders leave only with the tide, and their windows of the coming three days.</summary>
internal static class GetTides
{
    /// <param name="HeightM">Now, above mean water, metres.</param>
    /// <param name="NeededM">From which a feeder may leave.</param>
    /// <param name="Windows">In which it may.</param>
    internal sealed record View(
        string Terminal,
        double HighWaterIntervalHours,
        double SpringRangeM,
        double NeapRangeM,
        double HeightM,
        double NeededM,
        IReadOnlyList<Window> Windows,
        Provenance Provenance
    );

    internal sealed record Window(DateTimeOffset From, DateTimeOffset To);

    internal sealed record Answer(DateTimeOffset AsOf, IReadOnlyList<View> Items);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/v1/tides", HandleAsync)
            .WithTags("Tides")
            .WithSummary("Tidal ports, and the windows in which sea feeders may leave them");

    private static async Task<Ok<Answer>> HandleAsync(
        WaterwayData data,
        NpgsqlDataSource dataSource,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await data.RefreshAsync(dataSource, cancellationToken);
        var (now, tides) = (HubTime.ToHub(time.GetUtcNow()), data.State.Tides);
        var (today, minute) = (HubTime.DayOf(now), now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute)));
        return TypedResults.Ok(
            new Answer(
                now,
                [
                    .. tides
                        .All.Values.OrderBy(t => t.Id, StringComparer.Ordinal)
                        .Where(t => t.On(today) is not null)
                        .Select(t => (t.Id, Port: tides.PortOn(t.Id, today)!, t.On(today)!.Provenance))
                        .Select(t => new View(
                            t.Id,
                            t.Port.HighWaterIntervalHours,
                            t.Port.SpringRangeM,
                            t.Port.NeapRangeM,
                            Math.Round(Tide.HeightM(t.Port, now), 2),
                            t.Port.NeededM,
                            [.. Tide.Windows(t.Port, minute, minute.AddDays(3)).Select(w => new Window(w.From, w.To))],
                            t.Provenance
                        )),
                ]
            )
        );
    }
}
