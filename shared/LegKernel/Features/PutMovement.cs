using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;
using Qujiang.LegKernel.Seed;
using Qujiang.LegKernel.Store;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary>
/// <c>PUT /v1/movements/{id}</c>: creates a movement, or replaces one whose present revision the caller names in If-Match. Where room is taken
/// the terminals stay and no less may be offered than is taken.
/// </summary>
internal static class PutMovement
{
    /// <param name="Run">Number of the run of its line on its day; 1 unless told.</param>
    internal sealed record Body(
        string LineId,
        string Vehicle,
        string TariffId,
        IReadOnlyList<CallInput> Calls,
        IReadOnlyList<SegmentInput> Segments,
        CargoRules Rules,
        Provenance? Provenance = null,
        int Run = 1
    );

    /// <param name="Km">Decimal string.</param>
    /// <param name="Offered">A dimension that is left out offers nothing.</param>
    internal sealed record SegmentInput(string Km, RoomInput Offered);

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapPut("/movements/{id}", HandleAsync)
            .RequireScope(Requests.Write)
            .WithTags("Movements")
            .WithSummary("Creates or replaces a movement")
            .WithDescription("To replace one, name its present revision in If-Match; `If-None-Match: *` only ever creates.")
            .Produces<MovementView>(StatusCodes.Status201Created);

    private static async Task<Results<Ok<MovementView>, Created<MovementView>, ProblemHttpResult>> HandleAsync(
        string id,
        Body body,
        HttpContext http,
        LegWorkFactory factory,
        LegModule module,
        CancellationToken cancellationToken
    )
    {
        var check = new Validator();
        if (!SeedRules.IsId(id))
            check.ParameterError("id", "must be 2 to 64 upper-case letters, digits, dots and hyphens");
        var draft = Read(module, id, body, http.Caller(), check);

        await using var work = await factory.BeginAsync(cancellationToken);
        var known = await work.QuerySingleOrDefaultAsync<bool>(
            "SELECT EXISTS (SELECT FROM leg.tariff WHERE tariff_id = @TariffId)",
            new { body.TariffId },
            cancellationToken
        );
        check.Require(known, "tariffId", "is not a tariff of this service");
        if (check.Fails(out var invalid))
            return invalid;

        await Ceilings.ChangingScheduleAsync(work, cancellationToken);
        // Behind the gate, where the mode's data are those in force also when another replica has just changed them.
        if (module.Schedules.Refuses?.Invoke(draft) is { } refused)
            check.Error("calls", refused);
        if (check.Fails(out invalid))
            return invalid;
        await PathLimits.ReserveAsync(work, draft.Calls, cancellationToken);
        await MovementStore.ReserveAsync(work, [id], cancellationToken);
        var present = await MovementStore.FindAsync(work.Connection, id, cancellationToken);
        if (http.FailsPrecondition(present?.Revision, out var stale))
            return stale;
        if (await PathLimits.RefusalAsync(work, id, draft.Calls, cancellationToken) is { } full)
            return Problems.Conflict(full);
        if (present is null)
        {
            if ((await MovementWriter.CreateAsync(work, module.Mode, [draft], cancellationToken)).Count == 0)
                return Problems.Conflict($"Movement {id} is being created by somebody else.");
        }
        else if (http.Request.Headers.IfMatch.Count == 0)
            return Problems.Of(
                StatusCodes.Status428PreconditionRequired,
                "precondition-required",
                "Say which revision is to be replaced",
                $"Movement {id} exists; name its revision ({present.Revision}) in If-Match."
            );
        else if (Clash(present, draft) is { } clash)
            return Problems.Conflict(clash);
        else
            await MovementWriter.ReplaceAsync(work, module.Mode, [draft], cancellationToken);

        await work.NoteAsync(http.Caller(), $"movement:{id}", present is null ? "created" : "replaced", "operator", cancellationToken);
        var view = (await GetMovement.ShowAsync(work, module.Mode, id, cancellationToken))!;
        await work.CommitAsync(cancellationToken);
        http.SetETag(view.Revision);
        return present is null ? TypedResults.Created($"/v1/movements/{id}", view) : TypedResults.Ok(view);
    }

    private static MovementDraft Read(LegModule module, string id, Body body, string caller, Validator check)
    {
        check.Require(SeedRules.IsId(body.LineId), "lineId", "must be 2 to 64 upper-case letters, digits, dots and hyphens");
        check.Require(body.Vehicle.Length is > 0 and <= 100, "vehicle", "must be from 1 to 100 characters");
        check.Require(body.Run is > 0 and < 1000, "run", "must be from 1 to 999");
        List<Call> calls =
        [
            .. body.Calls.Select(
                (c, i) =>
                    new Call(
                        i,
                        c.Terminal,
                        c.Kind,
                        c.Arrival?.ToUniversalTime(),
                        c.Departure?.ToUniversalTime(),
                        c.Cutoff?.ToUniversalTime() ?? (c.Kind == CallKind.Cargo ? c.Departure?.ToUniversalTime() : null),
                        c.HandlingMinutes
                    )
            ),
        ];
        CallRules.Check(calls, check.At("calls"));
        foreach (var (i, call) in body.Calls.Index())
            check
                .At("calls")
                .At(i)
                .Require(Terminals.Hub.Find(call.Terminal)?.Code.Value == call.Terminal, "terminal", "is not a terminal code");

        var at = check.At("segments");
        at.Require(body.Segments.Count == body.Calls.Count - 1, $"must be one fewer than the calls: {Math.Max(body.Calls.Count - 1, 0)}");
        var segments = new List<DraftSegment>(body.Segments.Count);
        foreach (var (i, segment) in body.Segments.Index())
        {
            var parsed = decimal.TryParse(segment.Km, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var km);
            at.At(i).Require(parsed && km is > 0 and <= 50_000, "km", "must be a decimal string above 0 and at most \"50000\"");
            segments.Add(new DraftSegment(km, segment.Offered.ReadWhole(at.At(i).At("offered"))));
        }
        RuleChecks.Check(module, body.Rules, check.At("rules"));
        return new MovementDraft(
            id,
            body.LineId,
            calls is [{ Departure: { } start }, ..] ? HubTime.DayOf(start) : default,
            body.Run,
            body.Vehicle,
            body.TariffId,
            calls,
            segments,
            body.Rules,
            body.Provenance ?? new Provenance($"operator {caller}", Quality.S),
            null
        );
    }

    /// <summary>Why a movement on which room is taken cannot become this one.</summary>
    internal static string? Clash(Movement present, MovementDraft draft)
    {
        var taken = present.Segments.Where(s => s.Held.Plus(s.Confirmed) != new CapacityVector()).ToList();
        if (taken.Count == 0)
            return null;
        if (!present.Calls.Select(c => (c.Terminal, c.Kind)).SequenceEqual(draft.Calls.Select(c => (c.Terminal, c.Kind))))
            return "Room on it is held or sold: its terminals must stay as they are.";
        var shorts = Shortfall.Of(taken, s => draft.Segments[s.Index].Wanted.Sellable(s.OverbookingPercent ?? 0));
        return shorts.Count == 0 ? null : $"Less would be offered than is taken: {string.Join("; ", shorts)}.";
    }
}
