using Qujiang.Contracts.V1;
using Qujiang.Routing.Live;
using Qujiang.Routing.Quotes;

namespace Qujiang.Routing.Features;

/// <summary><c>GET /v1/network/status</c>: how far each mode can be relied on.</summary>
public static class GetNetworkStatus
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/v1/network/status", Handle)
            .WithTags("Network")
            .WithSummary("Says for each mode whether its timetable is live, as of when, and how much there is of it.");

    public sealed record NetworkStatus(IReadOnlyList<ModeStatus> Modes, IReadOnlyList<DisruptionStatus> Disruptions);

    /// <param name="Status"><c>LOADING</c>, <c>LIVE</c> or <c>STALE</c>.</param>
    /// <param name="AsOf">Last moment at which it is known to have been complete.</param>
    /// <param name="Sequence">Every event of the leg service up to this number is contained.</param>
    /// <param name="Snapshots">How many were read since this replica started.</param>
    public sealed record ModeStatus(
        Mode Mode,
        FeedHealth Status,
        DateTimeOffset? AsOf,
        long Sequence,
        int Movements,
        int Lanes,
        int PoolDays,
        int Tariffs,
        int Snapshots,
        string? Detail
    );

    public sealed record DisruptionStatus(
        Mode Mode,
        string DisruptionId,
        string Kind,
        IReadOnlyList<string> Terminals,
        IReadOnlyList<string> Lines,
        DateTimeOffset From,
        DateTimeOffset? To,
        string Description
    );

    private static NetworkStatus Handle(LiveNetwork network) =>
        new(
            [
                .. network.Feeds.Select(feed =>
                {
                    var s = feed.Status();
                    return new ModeStatus(
                        feed.Mode,
                        s.Health,
                        s.AsOf is { } at ? Format.Hub(at) : null,
                        s.Sequence,
                        s.Movements,
                        s.Lanes,
                        s.PoolDays,
                        s.Tariffs,
                        s.Snapshots,
                        s.Detail
                    );
                }),
            ],
            [
                .. network.Feeds.SelectMany(feed =>
                    feed.State.OpenDisruptions.Select(d => new DisruptionStatus(
                        feed.Mode,
                        d.DisruptionId,
                        d.Kind,
                        d.Terminals,
                        d.Lines,
                        Format.Hub(d.From),
                        d.To is { } to ? Format.Hub(to) : null,
                        d.Description
                    ))
                ),
            ]
        );
}
