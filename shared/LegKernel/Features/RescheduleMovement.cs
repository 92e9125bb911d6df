using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary>
/// <c>POST /v1/movements/{id}/reschedule</c>: other times at some calls. A call that is not named keeps its times; a cut-off that is not named moves with
/// its departure. From then on the movement is the operator's: upkeep leaves it alone.
/// </summary>
internal static class RescheduleMovement
{
    /// <param name="Reason">Told to everybody who follows the movement.</param>
    internal sealed record Body(IReadOnlyList<NewTimes> Calls, string Reason);

    /// <param name="Index">The call, from 0.</param>
    internal sealed record NewTimes(
        int Index,
        DateTimeOffset? Arrival = null,
        DateTimeOffset? Departure = null,
        DateTimeOffset? Cutoff = null
    );

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapPost("/movements/{id}/reschedule", HandleAsync)
            .RequireScope(Requests.Write)
            .WithTags("Movements")
            .WithSummary("Gives calls of a movement other times")
            .WithDescription(
                "Calls that are not named keep their times; a cut-off that is not named moves with its departure. Example: "
                    + """`{"calls": [{"index": 1, "arrival": "2026-12-01T14:10:00+08:00", "departure": "2026-12-01T15:00:00+08:00"}], "reason": "engine trouble"}`"""
            );

    private static async Task<Results<Ok<MovementView>, ProblemHttpResult>> HandleAsync(
        string id,
        Body body,
        HttpContext http,
        LegWorkFactory factory,
        LegModule module,
        CancellationToken cancellationToken
    )
    {
        await using var work = await factory.BeginAsync(cancellationToken);
        await Ceilings.ChangingScheduleAsync(work, cancellationToken);
        // The stretches come before the movement: its calls are read once without it.
        var way = (await MovementStore.FindAsync(work.Connection, id, cancellationToken))?.Calls ?? [];
        await PathLimits.ReserveAsync(work, way, cancellationToken);
        await MovementStore.ReserveAsync(work, [id], cancellationToken);
        if (await MovementStore.FindAsync(work.Connection, id, cancellationToken) is not { } movement)
            return GetMovement.Unknown(id);
        if (http.FailsPrecondition(movement.Revision, out var stale))
            return stale;
        if (!movement.Calls.Select(c => c.Terminal).SequenceEqual(way.Select(c => c.Terminal)))
            return Problems.Conflict($"Movement {id} has just been replaced by somebody else.");
        if (movement.Status == MovementStatus.Cancelled)
            return Problems.Conflict($"Movement {id} is cancelled.");

        var check = new Validator();
        check.Require(body.Reason.Length is > 0 and <= 500, "reason", "must be from 1 to 500 characters");
        var calls = Merge(movement.Calls, body.Calls, check.At("calls"));
        if (check.IsValid)
            CheckMerged(calls, body.Calls, check);
        if (check.Fails(out var invalid))
            return invalid;

        if (await PathLimits.RefusalAsync(work, id, calls, cancellationToken) is { } full)
            return Problems.Conflict(full);

        await SaveAsync(work, id, calls, cancellationToken);
        var revision = movement.Revision + 1;
        work.Tell(s => new MovementRescheduled(s.EventId, s.OccurredAt, s.Service, s.Sequence, id, revision, calls, body.Reason));
        // At its new times other closures may touch it.
        var touched = await Ceilings.UpdateMovementsAsync(work, [id], cancellationToken);
        await MovementStore.TellCapacityAsync(work, touched, "conditions", cancellationToken);
        await work.NoteAsync(http.Caller(), $"movement:{id}", "rescheduled", body.Reason, cancellationToken);
        var view = (await GetMovement.ShowAsync(work, module.Mode, id, cancellationToken))!;
        await work.CommitAsync(cancellationToken);
        http.SetETag(view.Revision);
        return TypedResults.Ok(view);
    }

    private static List<Call> Merge(IReadOnlyList<Call> calls, IReadOnlyList<NewTimes> changes, Validator at)
    {
        var merged = calls.ToList();
        at.Require(changes.Count > 0, "must name at least one call");
        foreach (var (position, change) in changes.Index())
        {
            var here = at.At(position);
            if (!here.Require(change.Index >= 0 && change.Index < calls.Count, "index", $"must be from 0 to {calls.Count - 1}"))
                continue;
            here.Require(changes.Take(position).All(c => c.Index != change.Index), "index", "names a call twice");
            var old = calls[change.Index];
            var departure = change.Departure?.ToUniversalTime() ?? old.Departure;
            merged[change.Index] = old with
            {
                Arrival = change.Arrival?.ToUniversalTime() ?? old.Arrival,
                Departure = departure,
                Cutoff = change.Cutoff?.ToUniversalTime() ?? old.Cutoff + (departure - old.Departure),
            };
        }
        return merged;
    }

    /// <summary>Says what is wrong at the entry of the body that made it wrong.</summary>
    private static void CheckMerged(List<Call> calls, IReadOnlyList<NewTimes> changes, Validator check)
    {
        var found = new Validator();
        CallRules.Check(calls, found);
        foreach (var error in found.Errors)
        {
            var parts = error.Pointer!.Split('/');
            var call = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
            var entry = changes.Index().Where(c => c.Item.Index == call || c.Item.Index == call - 1).Select(c => c.Index).FirstOrDefault();
            check.At("calls").At(entry).Error(parts[^1], $"call {call}: {error.Detail}");
        }
    }

    private static Task<int> SaveAsync(LegWork work, string id, List<Call> calls, CancellationToken cancellationToken) =>
        work.ExecuteAsync(
            """
            UPDATE leg.call c SET arrival = r.arrival, departure = r.departure, cutoff = r.cutoff,
                -- A stay that is now shorter than its delay was planned to last no time at all.
                delay_minutes = least(c.delay_minutes, (extract(epoch FROM coalesce(r.departure - r.arrival, interval '0')) / 60)::int)
            FROM unnest(@indices, @arrivals::timestamptz[], @departures::timestamptz[], @cutoffs::timestamptz[]) AS r (index, arrival, departure, cutoff)
            WHERE c.movement_id = @id AND c.index = r.index;
            UPDATE leg.movement SET starts_at = @startsAt, ends_at = @endsAt, pattern_hash = NULL, revision = revision + 1, changed_at = clock_timestamp()
            WHERE movement_id = @id
            """,
            new
            {
                id,
                indices = calls.Select(c => c.Index).ToArray(),
                arrivals = calls.Select(c => c.Arrival?.UtcDateTime).ToArray(),
                departures = calls.Select(c => c.Departure?.UtcDateTime).ToArray(),
                cutoffs = calls.Select(c => c.Cutoff?.UtcDateTime).ToArray(),
                startsAt = calls[0].Departure,
                endsAt = calls[^1].Arrival,
            },
            cancellationToken
        );
}
