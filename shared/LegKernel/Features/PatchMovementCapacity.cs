using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;
using Qujiang.LegKernel.Store;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary>
/// <c>PATCH /v1/movements/{id}/capacity</c>: what is offered, on all segments or on some. Offering less than is taken is refused, unless forced:
/// then what is taken stays offered and nothing else.
/// </summary>
internal static class PatchMovementCapacity
{
    /// <param name="Offered">For all segments: what is offered from now on.</param>
    /// <param name="Free">For all segments: what is left free beside what is taken.</param>
    /// <param name="Segments">Or for some.</param>
    internal sealed record Body(
        RoomInput? Offered = null,
        RoomInput? Free = null,
        IReadOnlyList<SegmentChange>? Segments = null,
        string? Reason = null
    );

    internal sealed record SegmentChange(int Index, RoomInput? Offered = null, RoomInput? Free = null);

    /// <param name="Shortfalls">Where, by force, less is wanted than is taken: those bookings need another way.</param>
    internal sealed record Answer(MovementView Movement, IReadOnlyList<Shortfall> Shortfalls);

    private static readonly string SelectSql = $"""
        SELECT index AS Index, overbooking_percent, {Room.Each("wanted_? AS ?")}, {Room.Each("held_? + confirmed_? AS taken_?")}
        FROM leg.segment WHERE movement_id = @id ORDER BY index
        """;

    private static readonly string UpdateSql = $"""
        UPDATE leg.segment SET {Room.Each("wanted_? = @?")},
            {Room.Each("offered_? = greatest(leg.sellable(@?, ceiling_?, overbooking_percent), held_? + confirmed_?)")}
        WHERE movement_id = @id AND index = @index
        """;

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapPatch("/movements/{id}/capacity", HandleAsync)
            .RequireScope(Requests.Write)
            .WithTags("Movements")
            .WithSummary("Changes what a movement offers")
            .WithDescription(
                """
                A dimension that is not named stays as it is. `offered` is the whole room, `free` what is left beside what is held and sold. For example, the free
                room for containers to nothing on all segments: `{"free": {"teu": "0"}}`; and back: `{"offered": {"teu": "50"}}`; one segment alone:
                `{"segments": [{"index": 0, "offered": {"teu": "20", "kg": 400000}}]}`. Less than is taken answers 409 with the numbers; `?force=true` keeps what is taken
                offered, withdraws the rest, and answers with the shortfalls. Where the line is overbooked, what is named is the room there is: what is offered is so much more.
                """
            );

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        string id,
        Body body,
        HttpContext http,
        LegWorkFactory factory,
        LegModule module,
        CancellationToken cancellationToken,
        bool force = false
    )
    {
        await using var work = await factory.BeginAsync(cancellationToken);
        var reserved = await MovementStore.ReserveAsync(work, [id], cancellationToken);
        if (!reserved.TryGetValue(id, out var revision))
            return GetMovement.Unknown(id);
        if (http.FailsPrecondition(revision, out var stale))
            return stale;

        var rows = await work.QueryAsync<Row>(SelectSql, new { id }, cancellationToken);
        var check = new Validator();
        check.Require(body.Reason is null or { Length: > 0 and <= 500 }, "reason", "must be from 1 to 500 characters");
        var changes = Read(body, rows.Count, check);
        if (check.Fails(out var invalid))
            return invalid;

        var shortfalls = new List<Shortfall>();
        foreach (var row in rows.Where(r => changes.ContainsKey(r.Index)))
        {
            var change = changes[row.Index];
            var wanted = change.Apply(row.Wanted, row.Taken, row.Overbooking_Percent);
            shortfalls.AddRange(Shortfall.Of(row.Index, row.Taken, wanted.Sellable(row.Overbooking_Percent)));
            await work.ExecuteAsync(UpdateSql, Room.Parameters(wanted, new { id, index = row.Index }), cancellationToken);
        }
        if (shortfalls.Count > 0 && !force)
            return CapacityChange.Refuse(shortfalls);

        await work.ExecuteAsync("UPDATE leg.movement SET pattern_hash = NULL WHERE movement_id = @id", new { id }, cancellationToken);
        await MovementStore.TellCapacityAsync(work, [id], CapacityChange.Reason(shortfalls), cancellationToken);
        await work.NoteAsync(
            http.Caller(),
            $"movement:{id}",
            "capacity",
            body.Reason ?? CapacityChange.Reason(shortfalls),
            cancellationToken
        );
        var view = (await GetMovement.ShowAsync(work, module.Mode, id, cancellationToken))!;
        await work.CommitAsync(cancellationToken);
        http.SetETag(view.Revision);
        return TypedResults.Ok(new Answer(view, shortfalls));
    }

    private static Dictionary<int, CapacityChange> Read(Body body, int segments, Validator check)
    {
        var changes = new Dictionary<int, CapacityChange>();
        if (body.Segments is null)
        {
            if (CapacityChange.Read(body.Offered, body.Free, check) is { } all)
                changes = Enumerable.Range(0, segments).ToDictionary(i => i, _ => all);
            return changes;
        }
        check.Require(body.Offered is null && body.Free is null, "segments", "cannot go together with offered or free");
        check.Require(body.Segments.Count > 0, "segments", "must name at least one segment");
        foreach (var (position, segment) in body.Segments.Index())
        {
            var at = check.At("segments").At(position);
            at.Require(segment.Index >= 0 && segment.Index < segments, "index", $"must be from 0 to {segments - 1}");
            if (CapacityChange.Read(segment.Offered, segment.Free, at) is { } change)
                at.Require(changes.TryAdd(segment.Index, change), "index", "names a segment twice");
        }
        return changes;
    }

    internal sealed record Row(
        int Index,
        int Overbooking_Percent,
        int Teu100,
        int Kg,
        int Litres,
        int Reefer_Plugs,
        int Uld,
        int Taken_Teu100,
        int Taken_Kg,
        int Taken_Litres,
        int Taken_Reefer_Plugs,
        int Taken_Uld
    )
    {
        public CapacityVector Wanted => new(Teu100, Kg, Litres, Reefer_Plugs, Uld);

        public CapacityVector Taken => new(Taken_Teu100, Taken_Kg, Taken_Litres, Taken_Reefer_Plugs, Taken_Uld);
    }
}
