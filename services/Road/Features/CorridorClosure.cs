using Microsoft.AspNetCore.Http.HttpResults;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;
using Qujiang.ServiceDefaults;

namespace Qujiang.Road.Features;

/// <summary>
/// <c>PUT /v1/corridors/{id}/closure</c>: a road is closed for a while. The lanes over it are closed; where there is another way, a lane around it is offered for
/// that while, with its own distance, time and so price. <c>DELETE</c> opens the road again.
/// </summary>
internal static class CorridorClosure
{
    private const string Kind = "ROAD_CLOSURE";

    /// <param name="To">Absent while unknown.</param>
    internal sealed record Body(DateTimeOffset From, string Description, DateTimeOffset? To = null);

    /// <param name="DisruptionId">The disruption that says so; null when the road is open.</param>
    /// <param name="Lanes">How many lanes run over the road.</param>
    /// <param name="Detours">How many of them have another way.</param>
    /// <param name="LongestDetourKm">By how much the longest of those ways is longer, km.</param>
    /// <param name="WithoutWay">The first 50 lanes that have none.</param>
    internal sealed record Answer(
        string Corridor,
        string? DisruptionId,
        int Lanes,
        int Detours,
        decimal LongestDetourKm,
        IReadOnlyList<string> WithoutWay
    );

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPut("/v1/corridors/{id}/closure", CloseAsync)
            .RequireScope("schedules:write")
            .WithTags("Corridors")
            .WithSummary("Closes a road for a while, and offers the ways around it")
            .WithDescription(
                """
                Corridors are those of `GET /v1/corridors`. Again for the same corridor it changes the window. Example:
                `PUT /v1/corridors/ROA-QZL-HUB-LYP-QTJ/closure {"from": "2026-12-01T00:00:00+08:00", "to": "2026-12-03T00:00:00+08:00", "description": "landslide"}`
                """
            );
        app.MapDelete("/v1/corridors/{id}/closure", OpenAsync)
            .RequireScope("schedules:write")
            .WithTags("Corridors")
            .WithSummary("Opens a closed road again; repeating it changes nothing");
    }

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> CloseAsync(
        string id,
        Body body,
        HttpContext http,
        RoadData data,
        LegWorkFactory factory,
        CancellationToken cancellationToken
    )
    {
        var check = new Validator();
        var condition = new Condition(body.From, body.To, body.Description);
        condition.Check(check);
        if (check.Fails(out var invalid))
        {
            return invalid;
        }

        return await ChangeAsync(id, condition, close: true, http, data, factory, cancellationToken);
    }

    private static Task<Results<Ok<Answer>, ProblemHttpResult>> OpenAsync(
        string id,
        HttpContext http,
        RoadData data,
        LegWorkFactory factory,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => ChangeAsync(id, new Condition(time.GetUtcNow(), null, "open again"), close: false, http, data, factory, cancellationToken);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> ChangeAsync(
        string id,
        Condition condition,
        bool close,
        HttpContext http,
        RoadData data,
        LegWorkFactory factory,
        CancellationToken cancellationToken
    )
    {
        if (!data.IsRoad(id))
        {
            return Problems.NotFound($"There is no corridor {id}.");
        }

        await using var work = await factory.BeginAsync(cancellationToken);
        var book = await ConditionLimits.BeginAsync(work, condition, cancellationToken);
        var lanes = data.State.Lanes;
        var over = lanes.Over(id);
        // Also where no lane runs over it today: other data may lead one there while it is closed.
        var disruption = await book.SetAsync(id, Kind, over, [], close ? Ceiling.Nothing : null, cancellationToken);
        var detours = await RouteAroundAsync(work, lanes, id, cancellationToken);
        await book.CommitAsync(http, $"corridor:{id}", close ? "closed" : "opened", cancellationToken);

        var usual = lanes.All.ToDictionary(l => l.LaneId, StringComparer.Ordinal);
        var ways = detours.ToDictionary(d => d.LaneId[..^RoadLanes.SuffixOf(id).Length], StringComparer.Ordinal);
        return TypedResults.Ok(
            new Answer(
                id,
                disruption,
                over.Count,
                ways.Count,
                ways.Select(w => w.Value.Km - usual[w.Key].Km).DefaultIfEmpty().Max(),
                close ? [.. over.Where(l => !ways.ContainsKey(l)).Take(50)] : []
            )
        );
    }

    /// <summary>
    /// Brings closures in step with lanes that other data have made: each closes the lanes that now run over its road, and the ways around are found anew. Again it
    /// changes nothing.
    /// </summary>
    public static async Task FollowAsync(LegWork work, RoadLanes lanes, CancellationToken cancellationToken)
    {
        foreach (var closure in await ClosuresAsync(work, cancellationToken))
        {
            var over = lanes.Over(RoadOf(closure));
            if (closure.Lines.ToHashSet(StringComparer.Ordinal).SetEquals(over))
            {
                continue;
            }

            var amended = closure with { Lines = over, Revision = closure.Revision + 1 };
            await DisruptionStore.SaveAsync(work, amended, cancellationToken);
            work.Tell(s => DisruptionStore.ToFact(amended, s));
        }

        await RouteAroundAsync(work, lanes, null, cancellationToken);
    }

    /// <summary>Makes the detours of every closed road anew: one that is closed as well may have taken away the way around another.</summary>
    /// <param name="changed">The road that has been closed or opened; null: none.</param>
    /// <returns>Those of the road that has changed.</returns>
    private static async Task<IReadOnlyList<LaneSpec>> RouteAroundAsync(
        LegWork work,
        RoadLanes lanes,
        string? changed,
        CancellationToken cancellationToken
    )
    {
        var closed = (await ClosuresAsync(work, cancellationToken)).Select(d => (Road: RoadOf(d), d.From, d.To)).ToList();
        IReadOnlyList<LaneSpec> ofChanged = [];
        foreach (var road in closed.Select(c => c.Road).Append(changed).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            IReadOnlyList<LaneSpec> detours = [];
            foreach (var (_, from, to) in closed.Where(c => c.Road == road))
            {
                var meanwhile = closed
                    .Where(o => (to is null || o.From < to) && (o.To is null || o.To > from))
                    .Select(o => o.Road)
                    .ToHashSet(StringComparer.Ordinal);
                detours = lanes.Detours(road, meanwhile, from, to);
            }

            await LaneWriter.PutAsync(work, detours, seeded: false, cancellationToken);
            await LaneWriter.WithdrawAddedAsync(work, RoadLanes.SuffixOf(road), [.. detours.Select(d => d.LaneId)], cancellationToken);
            ofChanged = road == changed ? detours : ofChanged;
        }

        return ofChanged;
    }

    private static async Task<IReadOnlyList<Disruption>> ClosuresAsync(LegWork work, CancellationToken cancellationToken) =>
        [.. (await DisruptionStore.ListAsync(work, openOnly: true, cancellationToken)).Where(d => d.Kind == Kind)];

    private static string RoadOf(Disruption closure) => closure.DisruptionId[..closure.DisruptionId.LastIndexOf('.')];
}
