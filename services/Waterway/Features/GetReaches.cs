using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway.Features;

/// <summary><c>GET /v1/reaches</c>: every reach: how it was, is and will be built, its locks, and what its vessels carry at the usual level of the water.</summary>
internal static class GetReaches
{
    /// <param name="From">Terminal code of the upper end.</param>
    /// <param name="To">Of the lower end.</param>
    /// <param name="Kind">RIVER, TIDAL or CANAL.</param>
    /// <param name="Channels">By the day from which they hold.</param>
    /// <param name="Vessels">Those that sail it today.</param>
    internal sealed record View(
        string Reach,
        string From,
        string To,
        decimal Km,
        string Kind,
        IReadOnlyList<LockAt> Locks,
        int UnnamedLocks,
        IReadOnlyList<ChannelView> Channels,
        IReadOnlyList<VesselView> Vessels,
        Provenance Provenance
    );

    /// <param name="VesselT">Vessels it is built for, tonnes.</param>
    /// <param name="DepthM">At the usual level, metres.</param>
    /// <param name="ClearanceM">Height of the lowest bridge above the usual level, metres.</param>
    /// <param name="DownstreamKmh">Speed of every vessel; null: that of its class.</param>
    internal sealed record ChannelView(
        DateOnly From,
        string Class,
        int VesselT,
        decimal? DepthM,
        decimal? ClearanceM,
        Provenance Provenance,
        decimal? DownstreamKmh,
        decimal? UpstreamKmh
    );

    internal sealed record VesselView(string Vessel, IReadOnlyList<string> Lines, int Kg, int Teu100);

    internal sealed record Answer(IReadOnlyList<View> Items);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/v1/reaches", HandleAsync)
            .WithTags("Reaches")
            .WithSummary("Every reach: class by date, usual depth and clearance, locks, and what its vessels carry");

    private static async Task<Ok<Answer>> HandleAsync(
        WaterwayData data,
        Fleet fleet,
        NpgsqlDataSource dataSource,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await data.RefreshAsync(dataSource, cancellationToken);
        var (waterways, channels) = (data.State.Waterways, data.State.Channels);
        var now = time.GetUtcNow();
        return TypedResults.Ok(
            new Answer([
                .. waterways.Reaches.Select(r =>
                {
                    var (id, usual) = (r.Corridor.Id, channels.UsualOn(r.Corridor.Id, HubTime.DayOf(now)));
                    return new View(
                        id,
                        r.Corridor.From,
                        r.Corridor.To,
                        r.Reach.Km,
                        r.Reach.Kind.ToString().ToUpperInvariant(),
                        r.Reach.Locks,
                        r.Reach.UnnamedLocks,
                        [
                            .. channels
                                .Of(id)
                                .Select(c => new ChannelView(
                                    c.From,
                                    c.Data.Class,
                                    c.Data.VesselT,
                                    c.Data.DepthM,
                                    c.Data.ClearanceM,
                                    c.Provenance,
                                    c.Data.DownstreamKmh,
                                    c.Data.UpstreamKmh
                                )),
                        ],
                        [
                            .. fleet
                                .On(id, now)!
                                .Select(v => (Traffic: v, Load: VesselLoad.Carry(v.Shape, usual)))
                                .Select(v => new VesselView(v.Traffic.Vessel, v.Traffic.Lines, v.Load.Kg, v.Load.Teu100)),
                        ],
                        r.Corridor.Provenance
                    );
                }),
            ])
        );
    }
}
