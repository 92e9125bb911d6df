using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.Network;

namespace Qujiang.Road.Features;

/// <summary><c>GET /v1/corridors</c>: the roads between terminals, and which of them are closed.</summary>
internal static class ListCorridors
{
    /// <param name="Km">Length, km.</param>
    /// <param name="TolledKm">How much of it takes a toll, km.</param>
    /// <param name="Quality">Grade of the length.</param>
    /// <param name="Lanes">How many lanes run over it when every road is open.</param>
    /// <param name="Closure">Absent while it is open.</param>
    internal sealed record Corridor(
        string Id,
        string From,
        string To,
        decimal Km,
        decimal TolledKm,
        Contracts.V1.Quality Quality,
        int Lanes,
        Closure? Closure
    );

    /// <param name="To">Absent while unknown.</param>
    internal sealed record Closure(DateTimeOffset From, DateTimeOffset? To, string Description);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/v1/corridors", HandleAsync)
            .RequireAuthorization()
            .WithTags("Corridors")
            .WithSummary("Roads, and which of them are closed");

    private static async Task<IReadOnlyList<Corridor>> HandleAsync(
        RoadData data,
        LegWorkFactory factory,
        CancellationToken cancellationToken
    )
    {
        await using var reading = await factory.BeginAsync(cancellationToken);
        await data.RefreshAsync(reading, cancellationToken);
        var lanes = data.State.Lanes;
        var open = await DisruptionStore.ListAsync(reading, openOnly: true, cancellationToken);
        return
        [
            .. lanes.Graph.Edges.Select(e => new Corridor(
                e.Id,
                e.From,
                e.To,
                e.Km,
                e.TolledKm,
                e.Quality,
                lanes.Over(e.Id).Count,
                open.Where(d => d.DisruptionId.StartsWith($"{e.Id}.", StringComparison.Ordinal))
                    .Select(d => new Closure(HubTime.ToHub(d.From), d.To is { } to ? HubTime.ToHub(to) : null, d.Description))
                    .FirstOrDefault()
            )),
        ];
    }
}
