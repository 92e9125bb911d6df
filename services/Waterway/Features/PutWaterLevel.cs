using Microsoft.AspNetCore.Http.HttpResults;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.Network;
using Qujiang.ServiceDefaults;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway.Features;

/// <summary>
/// <c>PUT /v1/reaches/{id}/level</c>: the water stands so high on a reach for a while. On the reach, every sailing over it in that time offers what its vessel
/// can then carry there; on the rest of its way it offers what it always did. A level that limits nobody ends the limits there were.
/// </summary>
internal static class PutWaterLevel
{
    /// <param name="StageM">Above the usual level, metres, below it less than 0: so much more depth, and so much less under the bridges. Instead of the other two.</param>
    /// <param name="DepthM">Least depth of the channel, metres; absent: no limit.</param>
    /// <param name="ClearanceM">Least height of its bridges above the water, metres; absent: no limit.</param>
    /// <param name="To">Absent while unknown.</param>
    internal sealed record Body(
        DateTimeOffset From,
        string Description,
        decimal? StageM = null,
        decimal? DepthM = null,
        decimal? ClearanceM = null,
        DateTimeOffset? To = null
    );

    /// <param name="DepthM">Depth it was computed with; null: no limit.</param>
    /// <param name="ClearanceM">Height of the bridges it was computed with; null: no limit.</param>
    /// <param name="Limits">Per vessel class on the reach.</param>
    /// <param name="Movements">Movements whose offered room has changed.</param>
    internal sealed record Answer(string Reach, decimal? DepthM, decimal? ClearanceM, IReadOnlyList<Limit> Limits, int Movements);

    /// <param name="DisruptionId">The disruption that says so; null when the level does not limit this class.</param>
    internal sealed record Limit(string Vessel, IReadOnlyList<string> Lines, int Kg, int Teu100, string? DisruptionId);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPut("/v1/reaches/{id}/level", HandleAsync)
            .RequireScope("schedules:write")
            .WithTags("Reaches")
            .WithSummary("Sets the water level of a reach, or its depth and bridge clearance, for a while")
            .WithDescription(
                """
                Reaches are the corridors of inland waterways. A `DRAFT_LIMIT` says that less weight is carried, a `CLEARANCE_LIMIT` that fewer tiers of containers are. Examples:
                `PUT /v1/reaches/WAT-JDE-MCG-TON-RIV/level {"from": "2026-12-01T00:00:00+08:00", "to": "2026-12-20T00:00:00+08:00", "stageM": -1.2, "description": "low water"}`,
                `{"from": "...", "depthM": 2.0, "clearanceM": 8.5, "description": "sounded"}`
                """
            );

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        string id,
        Body body,
        HttpContext http,
        Fleet fleet,
        WaterwayData data,
        LegWorkFactory factory,
        CancellationToken cancellationToken
    )
    {
        var check = new Validator();
        check.Require(body.StageM is null or (>= -20 and <= 20), "stageM", "must be from -20 to 20 metres");
        check.Require(
            body.StageM is null || (body.DepthM is null && body.ClearanceM is null),
            "stageM",
            "cannot go together with depthM or clearanceM"
        );
        check.Require(body.DepthM is null or (>= 0 and <= 30), "depthM", "must be from 0 to 30 metres");
        check.Require(body.ClearanceM is null or (>= 0 and <= 100), "clearanceM", "must be from 0 to 100 metres");
        var condition = new Condition(body.From, body.To, body.Description);
        condition.Check(check);
        if (check.Fails(out var invalid))
        {
            return invalid;
        }

        await using var work = await factory.BeginAsync(cancellationToken);
        var book = await ConditionLimits.BeginAsync(work, condition, cancellationToken);
        if (fleet.On(id, body.From) is not { } vessels)
        {
            return Problems.NotFound($"There is no reach {id}.");
        }

        var level = body.StageM is { } stage
            ? data.State.Channels.UsualOn(id, HubTime.DayOf(body.From)).Raised(stage)
            : new WaterLevel(body.DepthM, body.ClearanceM);
        var limits = new List<Limit>();
        foreach (var (vessel, shape, lines, stretches) in vessels)
        {
            var (load, full) = (VesselLoad.Carry(shape, level), VesselLoad.Carry(shape, default));
            var ceiling =
                load == full ? null : new Ceiling(load.Teu100 < full.Teu100 ? load.Teu100 : null, load.Kg < full.Kg ? load.Kg : null);
            var kind = load.Kg < full.Kg ? "DRAFT_LIMIT" : "CLEARANCE_LIMIT";
            var disruption = await book.SetAsync(Key(id, vessel), kind, lines, stretches, ceiling, cancellationToken);
            limits.Add(new(vessel, lines, load.Kg, load.Teu100, disruption));
        }

        // A class that no longer sails here keeps no limit of an earlier level.
        foreach (var gone in data.State.Vessels.Ids.Except(vessels.Select(v => v.Vessel), StringComparer.Ordinal))
        {
            await book.SetAsync(Key(id, gone), "DRAFT_LIMIT", [], [], null, cancellationToken);
        }

        var what = $"level of depth {level.DepthM?.ToString() ?? "-"} m, clearance {level.ClearanceM?.ToString() ?? "-"} m";
        var (movements, _) = await book.CommitAsync(http, $"reach:{id}", what, cancellationToken);
        return TypedResults.Ok(new Answer(id, level.DepthM, level.ClearanceM, limits, movements));
    }

    private static string Key(string reach, string vessel) => $"{reach}.{vessel.ToUpperInvariant()}";
}
