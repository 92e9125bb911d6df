using Microsoft.AspNetCore.Http.HttpResults;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Seed;

namespace Qujiang.Rail.Features;

/// <summary><c>GET /v1/sections</c>: every section of railway: tracks, loading gauge, axle load, paths a day, and what its trains carry there.</summary>
internal static class GetSections
{
    /// <param name="Name">Of the railway it is part of, where it has one here.</param>
    /// <param name="From">Terminal code; null where no freight is worked.</param>
    /// <param name="To">Terminal code; null where no freight is worked.</param>
    /// <param name="Km">Null where no freight runs.</param>
    /// <param name="Traffic">MIXED or PASSENGER.</param>
    /// <param name="Tracks">1 or 2; null where unknown.</param>
    /// <param name="DoubleStack">Whether boxes may stand on others.</param>
    /// <param name="PathsPerDay">Freight trains a day, both directions together; null: no limit is known.</param>
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
        Provenance Provenance
    );

    internal sealed record TrainView(string Vehicle, IReadOnlyList<string> Lines, int Wagons, int Kg, int Teu100, bool DoubleStack);

    internal sealed record Answer(IReadOnlyList<View> Items);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/v1/sections", Handle)
            .WithTags("Sections")
            .WithSummary("Every section: tracks, loading gauge, axle load, paths a day, and what its trains carry");

    private static Ok<Answer> Handle(Railway railway, Sections sections)
    {
        var corridors = railway.Corridors.All.ToDictionary(c => c.Id, StringComparer.Ordinal);
        return TypedResults.Ok(
            new Answer([.. railway.Tracks.Values.Select(t => Of(t, corridors.GetValueOrDefault(t.Section), sections.On(t.Section) ?? []))])
        );
    }

    private static View Of(Track track, Corridor? corridor, IEnumerable<SectionTraffic> trains) =>
        new(
            track.Section,
            track.Name,
            corridor?.From,
            corridor?.To,
            corridor?.Km,
            track.Traffic.ToString().ToUpperInvariant(),
            track.Tracks,
            track.Built.DoubleStack,
            track.PathsPerDay,
            track.Built.AxleLoadKg / 1000m,
            track.Built.TrackLengthM,
            [.. trains.Select(t => new TrainView(t.Vehicle, t.Lines, t.Usual.Wagons, t.Usual.Kg, t.Usual.Teu100, t.DoubleStack))],
            track.Provenance
        );
}
