using Microsoft.AspNetCore.Http.HttpResults;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.Network;
using Qujiang.Rail.Physics;
using Qujiang.ServiceDefaults;

namespace Qujiang.Rail.Features;

/// <summary>
/// <c>PUT /v1/sections/{id}/limit</c>: a section of railway is closed (a possession), or takes only shorter or lighter trains, for a while. On the way over
/// it every train, also one that passes without a call, offers what it then carries. A limit that limits nobody ends the one there was.
/// </summary>
internal static class PutSectionLimit
{
    /// <param name="Closed">No train runs.</param>
    /// <param name="TrackLengthM">Usable length of the shortest passing track, metres; absent: no limit.</param>
    /// <param name="TrailingTonnes">Heaviest load behind the locomotive, wagons included; absent: no limit.</param>
    /// <param name="AxleLoadTonnes">Heaviest load of an axle; absent: no limit.</param>
    /// <param name="SingleStack">No box may stand on another, though the section is built for it.</param>
    /// <param name="To">Absent while unknown.</param>
    internal sealed record Body(
        DateTimeOffset From,
        string Description,
        bool Closed = false,
        decimal? TrackLengthM = null,
        int? TrailingTonnes = null,
        decimal? AxleLoadTonnes = null,
        bool SingleStack = false,
        DateTimeOffset? To = null
    );

    /// <param name="Limits">Per class of train on the section.</param>
    /// <param name="Movements">Movements whose offered room has changed.</param>
    internal sealed record Answer(string Section, IReadOnlyList<Limit> Limits, int Movements);

    /// <param name="DisruptionId">The disruption that says so; null when this class is not limited.</param>
    internal sealed record Limit(string Vehicle, IReadOnlyList<string> Lines, int Wagons, int Kg, int Teu100, string? DisruptionId);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPut("/v1/sections/{id}/limit", HandleAsync)
            .RequireScope("schedules:write")
            .WithTags("Sections")
            .WithSummary("Closes a section, or limits the length, weight, axle load and tiers of its trains, for a while")
            .WithDescription(
                """
                Sections are the corridors of the railway; `GET /v1/sections` shows them. Example:
                `PUT /v1/sections/RAI-YIW-WST-YIW-SUX/limit {"from": "2026-12-01T00:00:00+08:00", "to": "2026-12-01T06:00:00+08:00", "closed": true, "description": "possession"}`
                """
            );

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        string id,
        Body body,
        HttpContext http,
        RailData data,
        Sections sections,
        LegWorkFactory factory,
        CancellationToken cancellationToken
    )
    {
        var check = new Validator();
        check.Require(body.TrackLengthM is null or (>= 0 and <= 5_000), "trackLengthM", "must be from 0 to 5000 metres");
        check.Require(body.TrailingTonnes is null or (>= 0 and <= 50_000), "trailingTonnes", "must be from 0 to 50000 tonnes");
        check.Require(body.AxleLoadTonnes is null or (>= 0 and <= 50), "axleLoadTonnes", "must be from 0 to 50 tonnes");
        var condition = new Condition(body.From, body.To, body.Description);
        condition.Check(check);
        if (check.Fails(out var invalid))
        {
            return invalid;
        }

        if (!data.State.Railway.ById.ContainsKey(id))
        {
            return Problems.NotFound($"There is no section {id}.");
        }

        await using var work = await factory.BeginAsync(cancellationToken);
        var book = await ConditionLimits.BeginAsync(work, condition, cancellationToken);
        // Behind the gate the data in force stay so. A window that has begun bears on the trains from today on.
        var (today, first) = (data.State.Today, HubTime.DayOf(body.From));
        var limits = new List<Limit>();
        var traffic = sections.On(id, first > today ? first : today)!;
        foreach (var vehicle in data.State.Fleet.All.Order(StringComparer.Ordinal))
        {
            limits.AddRange(await SetAsync(book, id, body, vehicle, traffic, cancellationToken));
        }

        var (movements, _) = await book.CommitAsync(
            http,
            $"section:{id}",
            body.Closed
                ? "closed"
                : $"limited to {body.TrackLengthM?.ToString() ?? "-"} m, {body.TrailingTonnes?.ToString() ?? "-"} t, {body.AxleLoadTonnes?.ToString() ?? "-"} t an axle"
                    + (body.SingleStack ? ", one tier" : ""),
            cancellationToken
        );
        return TypedResults.Ok(new Answer(id, limits, movements));
    }

    /// <summary>
    /// A disruption for the trains of a class in one tier and for those in two, and a further one only where the limit leaves them different room, because their stretches are
    /// built differently. Those that a former limit needed beyond these are cleared.
    /// </summary>
    private static async Task<IReadOnlyList<Limit>> SetAsync(
        ConditionLimits book,
        string section,
        Body body,
        string vehicle,
        IReadOnlyList<SectionTraffic> traffic,
        CancellationToken cancellationToken
    )
    {
        var (limits, kind) = (new List<Limit>(), body.Closed ? "POSSESSION" : "TRAIN_LIMIT");
        // However sections come to be built and trains to be rostered, there are no more groups than stretches.
        var most = traffic.SelectMany(t => t.Stretches).Distinct(StringComparer.Ordinal).Count();
        foreach (var doubled in new[] { false, true })
        {
            var groups = traffic
                .Where(t => t.Vehicle == vehicle && t.DoubleStack == doubled)
                .GroupBy(t => (Offer: Offer(body, t), IsLimit: body.Closed || Offer(body, t) != t.Usual))
                .ToList();
            for (var n = 0; n < most; n++)
            {
                // With hyphens, as a disruption is found by its key up to the next dot.
                var key = $"{section}.{vehicle.ToUpperInvariant()}{(doubled ? "-DOUBLE" : "")}{(n == 0 ? "" : $"-{n + 1}")}";
                if (n >= groups.Count)
                {
                    await book.SetAsync(key, kind, [], [], null, cancellationToken);
                    continue;
                }

                var (offer, isLimit) = groups[n].Key;
                var ceiling =
                    body.Closed ? Ceiling.Nothing
                    : isLimit ? new Ceiling(offer.Teu100, offer.Kg, ReeferPlugs: offer.ReeferPlugs)
                    : null;
                var lines = Sections.LinesOf(groups[n]);
                string[] stretches = [.. groups[n].SelectMany(t => t.Stretches).Distinct(StringComparer.Ordinal)];
                var disruption = await book.SetAsync(key, kind, lines, stretches, ceiling, cancellationToken);
                limits.Add(new(vehicle, lines, offer.Wagons, offer.Kg, offer.Teu100, disruption));
            }
        }

        return limits;
    }

    /// <summary>What a train carries under the limit and under what the whole of its stretch allows anyway.</summary>
    private static TrainOffer Offer(Body body, SectionTraffic train) =>
        body.Closed
            ? default
            : TrainLoad.Carry(
                train.Shape,
                train.Built.And(new(body.TrackLengthM, body.TrailingTonnes * 1000L, (int?)(body.AxleLoadTonnes * 1000), !body.SingleStack))
            );
}
