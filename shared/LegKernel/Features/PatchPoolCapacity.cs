using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;
using Qujiang.LegKernel.Store;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary><c>PATCH /v1/pools/{id}/{day}/capacity</c>: what a pool offers on a day; as for a movement.</summary>
internal static class PatchPoolCapacity
{
    internal sealed record Body(RoomInput? Offered = null, RoomInput? Free = null, string? Reason = null);

    internal sealed record Answer(PoolDayView PoolDay, IReadOnlyList<Shortfall> Shortfalls);

    private static readonly string SelectSql = $"""
        SELECT 0 AS Index, 0 AS overbooking_percent, {Room.Each("wanted_? AS ?")}, {Room.Each("held_? + confirmed_? AS taken_?")}
        FROM leg.pool_day WHERE pool_id = @id AND day = @day
        """;

    private static readonly string UpdateSql = $"""
        UPDATE leg.pool_day SET pattern_hash = NULL, {Room.Each("wanted_? = @?")},
            {Room.Each("offered_? = greatest(least(@?, ceiling_?), held_? + confirmed_?)")}
        WHERE pool_id = @id AND day = @day
        """;

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapPatch("/pools/{id}/{day}/capacity", HandleAsync)
            .RequireScope(Requests.Write)
            .WithTags("Lanes and pools")
            .WithSummary("Changes what a pool offers on a day")
            .WithDescription("As for a movement, for example `{\"offered\": {\"teu\": \"20\"}}` or `{\"free\": {\"teu\": \"0\"}}`.");

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        string id,
        DateOnly day,
        Body body,
        HttpContext http,
        LegWorkFactory factory,
        CancellationToken cancellationToken,
        bool force = false
    )
    {
        var check = new Validator();
        check.Require(body.Reason is null or { Length: > 0 and <= 500 }, "reason", "must be from 1 to 500 characters");
        var change = CapacityChange.Read(body.Offered, body.Free, check);
        if (check.Fails(out var invalid))
            return invalid;

        await using var work = await factory.BeginAsync(cancellationToken);
        PoolDayKey[] key = [new(id, day)];
        await PoolStore.ReserveAsync(work, key, cancellationToken);
        if (await PoolStore.FindDayAsync(work.Connection, id, day, cancellationToken) is not { } present)
            return Problems.NotFound($"There is no pool {id} on {day:yyyy-MM-dd}.");
        if (http.FailsPrecondition(present.Revision, out var stale))
            return stale;
        var row = (await work.QuerySingleOrDefaultAsync<PatchMovementCapacity.Row>(SelectSql, new { id, day }, cancellationToken))!;
        var wanted = change!.Apply(row.Wanted, row.Taken, row.Overbooking_Percent);
        var shortfalls = Shortfall.Of(null, row.Taken, wanted).ToList();
        if (shortfalls.Count > 0 && !force)
            return CapacityChange.Refuse(shortfalls);

        await work.ExecuteAsync(UpdateSql, Room.Parameters(wanted, new { id, day }), cancellationToken);
        var reason = CapacityChange.Reason(shortfalls);
        await PoolStore.TellCapacityAsync(work, key, reason, cancellationToken);
        await work.NoteAsync(http.Caller(), $"pool:{id}:{day:yyyy-MM-dd}", "capacity", body.Reason ?? reason, cancellationToken);
        var changed = (await PoolStore.FindDayAsync(work.Connection, id, day, cancellationToken))!;
        var terminals = await ListPools.TerminalsAsync(work, cancellationToken);
        await work.CommitAsync(cancellationToken);
        http.SetETag(changed.Revision);
        return TypedResults.Ok(new Answer(PoolDayView.Of(changed, terminals[id]), shortfalls));
    }
}
