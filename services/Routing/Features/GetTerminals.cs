using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Timetables;
using Qujiang.ServiceDefaults;

namespace Qujiang.Routing.Features;

/// <summary><c>GET /v1/terminals</c> and <c>GET /v1/terminals/{code}</c>.</summary>
public static class GetTerminals
{
    private const double DefaultRadiusKm = 50;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/terminals", List)
            .WithTags("Terminals")
            .WithSummary("Lists terminals: by words of their names or codes, kind, UN/LOCODE, or near a point.")
            .WithDescription(
                "near is lat,lon or lat,lon,km (50 km unless told). Filters are combined; without any, all terminals are listed."
            );
        app.MapGet("/v1/terminals/{code}", One)
            .WithTags("Terminals")
            .WithSummary("One terminal.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <param name="Items">Best match first for a query, nearest first for near, else in the order of the data.</param>
    /// <param name="Hint">What is odd about the code asked for, such as an outdated one.</param>
    public sealed record TerminalList(IReadOnlyList<TerminalResponse> Items, string? Hint);

    /// <param name="CoordinateQuality">A from a data set, B about 2 km, C about 5 km.</param>
    /// <param name="Modes">By which it is served in the timetable now.</param>
    /// <param name="DistanceKm">From the point asked for, great circle.</param>
    public sealed record TerminalResponse(
        string Code,
        string NameEn,
        string NameZh,
        string Kind,
        string Province,
        string Prefecture,
        string? County,
        string? Unlocode,
        string? Iata,
        double Lat,
        double Lon,
        string CoordinateQuality,
        string Status,
        bool HandlesCargo,
        IReadOnlyList<Mode> Modes,
        string Source,
        string? Notes,
        double? DistanceKm
    );

    private static Results<Ok<TerminalList>, ProblemHttpResult> List(
        ServedModes served,
        string? query = null,
        string? kind = null,
        string? unlocode = null,
        string? near = null
    )
    {
        var check = new Validator();
        var ofKind = kind is null ? null : TerminalKinds.FromCode(kind.ToUpperInvariant());
        if (kind is not null && ofKind is null)
        {
            check.ParameterError("kind", $"must be one of {string.Join(", ", Enum.GetValues<TerminalKind>().Select(k => k.Code()))}");
        }
        if (query is { Length: > 100 })
        {
            check.ParameterError("query", "must have 100 characters at most");
        }
        var point = near is null ? null : ReadPoint(near, check);
        if (check.Fails(out var problem))
        {
            return problem;
        }
        var located = unlocode is null ? null : Terminals.Hub.FindByUnlocode(unlocode);
        var distances = point is var (lat, lon, km) ? Terminals.Hub.Near(lat, lon, km).ToDictionary(n => n.Terminal.Code, n => n.Km) : null;
        var found = string.IsNullOrWhiteSpace(query) ? Terminals.Hub.All : Terminals.Hub.Search(query);
        var items = found
            .Where(t => ofKind is null || t.Kind == ofKind)
            .Where(t => located is null || located.Terminals.Contains(t))
            .Where(t => distances is null || distances.ContainsKey(t.Code));
        if (distances is not null)
        {
            items = items.OrderBy(t => distances[t.Code]);
        }
        return TypedResults.Ok(
            new TerminalList(
                [.. items.Select(t => Show(t, served, distances is null ? null : Math.Round(distances[t.Code], 1)))],
                located?.Hint
            )
        );
    }

    private static Results<Ok<TerminalResponse>, ProblemHttpResult> One(string code, ServedModes served) =>
        Terminals.Hub.Find(code) is { } terminal
            ? TypedResults.Ok(Show(terminal, served, null))
            : Problems.NotFound("There is no terminal of that code; see /v1/terminals.");

    private static TerminalResponse Show(Terminal t, ServedModes served, double? distanceKm) =>
        new(
            t.Code.Value,
            t.NameEn,
            t.NameZh,
            t.Kind.Code(),
            t.Province,
            t.Prefecture,
            t.County,
            t.Unlocode,
            t.Iata,
            t.Latitude,
            t.Longitude,
            t.CoordinateQuality.ToString(),
            t.Status,
            t.HandlesCargo,
            served.At(t.Code.Value),
            t.Source,
            string.IsNullOrEmpty(t.Notes) ? null : t.Notes,
            distanceKm
        );

    private static (double Lat, double Lon, double Km)? ReadPoint(string text, Validator check)
    {
        var parts = text.Split(',');
        var numbers = new double[parts.Length];
        var right = parts.Length is 2 or 3;
        for (var i = 0; right && i < parts.Length; i++)
        {
            right = double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]);
        }
        right =
            right
            && numbers[0] is >= -90 and <= 90
            && numbers[1] is >= -180 and <= 180
            && (parts.Length == 2 || numbers[2] is > 0 and <= 5_000);
        if (!right)
        {
            check.ParameterError("near", "must be lat,lon or lat,lon,km, such as 28.95,118.87,50");
            return null;
        }
        return (numbers[0], numbers[1], parts.Length == 3 ? numbers[2] : DefaultRadiusKm);
    }
}
