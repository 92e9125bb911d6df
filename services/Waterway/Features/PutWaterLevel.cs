using Microsoft.AspNetCore.Http.HttpResults;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.ServiceDefaults;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway.Features;

/// <summary>
/// <c>PUT /v1/reaches/{id}/level</c>: the water stands so high on a reach for a while. On the reach, every sailing over it in that time offers what its vessel
/// can then carry there; on the rest of its way it offers what it always did. A level that limits nobody ends the limits there were.
/// </summary>
internal static class PutWaterLevel
{
    private const string Kind = "DRAFT_LIMIT";

    /// <param name="DepthM">Least depth of the channel, metres; absent: no limit.</param>
    /// <param name="ClearanceM">Least height of its bridges above the water, metres; absent: no limit.</param>
    /// <param name="To">Absent while unknown.</param>
    internal sealed record Body(
        DateTimeOffset From,
        string Description,
        decimal? DepthM = null,
        decimal? ClearanceM = null,
        DateTimeOffset? To = null
    );

    /// <param name="Limits">Per vessel class on the reach.</param>
    /// <param name="Movements">Movements whose offered room has changed.</param>
    internal sealed record Answer(string Reach, IReadOnlyList<Limit> Limits, int Movements);

    /// <param name="DisruptionId">The disruption that says so; null when the level does not limit this class.</param>
    internal sealed record Limit(string Vessel, IReadOnlyList<string> Lines, int Kg, int Teu100, string? DisruptionId);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPut("/v1/reaches/{id}/level", HandleAsync)
            .RequireScope("schedules:write")
            .WithTags("Water levels")
            .WithSummary("Sets depth and bridge clearance of a reach for a while")
            .WithDescription(
                """
                Reaches are the corridors of inland waterways. Example:
                `PUT /v1/reaches/WAT-JDE-MCG-TON-RIV/level {"from": "2026-12-01T00:00:00+08:00", "to": "2026-12-20T00:00:00+08:00", "depthM": 2.0, "description": "low water"}`
                """
            );

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        string id,
        Body body,
        HttpContext http,
        Fleet fleet,
        LegWorkFactory factory,
        CancellationToken cancellationToken
    )
    {
        var check = new Validator();
        check.Require(body.DepthM is null or (>= 0 and <= 30), "depthM", "must be from 0 to 30 metres");
        check.Require(body.ClearanceM is null or (>= 0 and <= 100), "clearanceM", "must be from 0 to 100 metres");
        var condition = new Condition(body.From, body.To, body.Description);
        condition.Check(check);
        if (check.Fails(out var invalid))
        {
            return invalid;
        }

        if (fleet.On(id) is not { } vessels)
        {
            return Problems.NotFound($"There is no reach {id}.");
        }

        await using var work = await factory.BeginAsync(cancellationToken);
        var book = await ConditionLimits.BeginAsync(work, condition, cancellationToken);
        var limits = new List<Limit>();
        foreach (var (vessel, shape, lines, stretches) in vessels)
        {
            var (load, full) = (VesselLoad.Carry(shape, new(body.DepthM, body.ClearanceM)), VesselLoad.Carry(shape, default));
            var ceiling =
                load == full ? null : new Ceiling(load.Teu100 < full.Teu100 ? load.Teu100 : null, load.Kg < full.Kg ? load.Kg : null);
            var key = $"{id}.{vessel.ToUpperInvariant()}";
            var disruption = await book.SetAsync(key, Kind, lines, stretches, ceiling, cancellationToken);
            limits.Add(new(vessel, lines, load.Kg, load.Teu100, disruption));
        }

        var (movements, _) = await book.CommitAsync(
            http,
            $"reach:{id}",
            $"level of depth {body.DepthM?.ToString() ?? "-"} m, clearance {body.ClearanceM?.ToString() ?? "-"} m",
            cancellationToken
        );
        return TypedResults.Ok(new Answer(id, limits, movements));
    }
}
