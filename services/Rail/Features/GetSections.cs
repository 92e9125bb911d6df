using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Qujiang.Contracts.V1;

namespace Qujiang.Rail.Features;

/// <summary><c>GET /v1/sections</c>: every section of railway: tracks, loading gauge, axle load, paths a day, and what its trains carry there.</summary>
internal static class GetSections
{
    /// <param name="Name">Of the railway it is part of, where it has one here.</param>
    /// <param name="From">Terminal code; null where no freight is worked.</param>
    /// <param name="To">Terminal code; null where no freight is worked.</param>
    /// <param name="Km">Null where no freight runs.</param>
    /// <param name="Traffic">MIXED, PASSENGER or NONE.</param>
    /// <param name="Tracks">1 or 2; null where unknown.</param>
    /// <param name="DoubleStack">Whether boxes may stand on others.</param>
    /// <param name="PathsPerDay">Freight trains a day, both directions together; null: no limit is known.</param>
    /// <param name="Trains">Those whose lines lead over it.</param>
    /// <param name="TrailingTonnes">Heaviest load behind the locomotive; null: no limit is known.</param>
    /// <param name="RunningMinutes">From one end to the other; null where no freight runs.</param>
    /// <param name="OpensOn">First day on which a train runs there; null where trains run already, or no day is known.</param>
    internal sealed record View(
        string Section,
        string? Name,
        string? From,
        string? To,
        decimal? Km,
        string Traffic,
        int? Tracks,
        bool DoubleStack,
        int? PathsPerDay,
        decimal? AxleLoadTonnes,
        decimal? TrackLengthM,
        IReadOnlyList<TrainView> Trains,
        Provenance Provenance,
        int? TrailingTonnes = null,
        int? RunningMinutes = null,
        DateOnly? OpensOn = null
    );

    internal sealed record TrainView(string Vehicle, IReadOnlyList<string> Lines, int Wagons, int Kg, int Teu100, bool DoubleStack);

    internal sealed record Answer(IReadOnlyList<View> Items);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/v1/sections", HandleAsync)
            .WithTags("Sections")
            .WithSummary("Every section: tracks, loading gauge, axle load, paths a day, and what its trains carry");

    private static async Task<Ok<Answer>> HandleAsync(
        RailData data,
        Sections sections,
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken
    )
    {
        await data.RefreshAsync(dataSource, cancellationToken);
        return TypedResults.Ok(new Answer([.. data.State.Tracks.All.Select(s => Of(s, data.State, sections))]));
    }

    private static View Of(string section, RailState state, Sections sections)
    {
        var (corridor, row) = (state.Railway.ById.GetValueOrDefault(section), state.Tracks.AsBuilt(section, state.Today));
        var built = row.Data;
        var trains = built.Traffic == Traffic.Mixed ? sections.On(section, state.Today) ?? [] : [];
        return new(
            section,
            built.Name,
            corridor?.From,
            corridor?.To,
            corridor?.Km,
            built.Traffic.ToString().ToUpperInvariant(),
            built.Tracks,
            built.DoubleStack,
            built.PathsPerDay,
            built.AxleLoadTonnes,
            built.TrackLengthM,
            [
                .. trains
                    .GroupBy(t => (t.Vehicle, t.Usual, t.DoubleStack))
                    .Select(g => new TrainView(
                        g.Key.Vehicle,
                        Sections.LinesOf(g),
                        g.Key.Usual.Wagons,
                        g.Key.Usual.Kg,
                        g.Key.Usual.Teu100,
                        g.Key.DoubleStack
                    )),
            ],
            row.Provenance,
            built.TrailingTonnes,
            corridor is null ? null : state.Tracks.Minutes(section, state.Today),
            state.Tracks.OpensAfter(section, state.Today)
        );
    }
}
