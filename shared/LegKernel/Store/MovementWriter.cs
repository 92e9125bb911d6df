using System.Text.Json;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;

namespace Qujiang.LegKernel.Store;

/// <summary>A movement to be written.</summary>
/// <param name="Segments">Distance and wanted room of each segment.</param>
/// <param name="PatternHash">Hash of the pattern it comes from; null when an operator wrote it.</param>
public sealed record MovementDraft(
    string MovementId,
    string LineId,
    DateOnly ServiceDate,
    int Run,
    string Vehicle,
    string TariffId,
    IReadOnlyList<Call> Calls,
    IReadOnlyList<DraftSegment> Segments,
    CargoRules Rules,
    Provenance Provenance,
    string? PatternHash
);

/// <summary>A segment to be written.</summary>
/// <param name="Km">Distance in kilometres.</param>
/// <param name="Wanted">What the operator wants to offer.</param>
public sealed record DraftSegment(decimal Km, CapacityVector Wanted);

/// <summary>Writes whole movements, many at a time, and tells them. The caller has passed <see cref="Ceilings.ChangingScheduleAsync"/>.</summary>
public static class MovementWriter
{
    private static readonly JsonSerializerOptions RowJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private const string Recordset = """
        jsonb_to_recordset(@rows::jsonb) AS r (movement_id text, line_id text, service_date date, run int, vehicle text, tariff_id text, rules jsonb,
            provenance jsonb, starts_at timestamptz, ends_at timestamptz, pattern_hash text)
        """;

    private const string InsertMovements = $"""
        INSERT INTO leg.movement (movement_id, line_id, service_date, run, status, vehicle, tariff_id, rules, provenance, starts_at, ends_at, pattern_hash, revision)
        SELECT movement_id, line_id, service_date, run, 'SCHEDULED', vehicle, tariff_id, rules, provenance, starts_at, ends_at, pattern_hash, 1
        FROM {Recordset} ORDER BY movement_id
        ON CONFLICT (movement_id) DO NOTHING RETURNING movement_id
        """;

    private const string UpdateMovements = $"""
        UPDATE leg.movement m SET line_id = r.line_id, service_date = r.service_date, run = r.run, status = 'SCHEDULED', lapsed = false, withdrawn = false, vehicle = r.vehicle, tariff_id = r.tariff_id,
            rules = r.rules, provenance = r.provenance, starts_at = r.starts_at, ends_at = r.ends_at, pattern_hash = r.pattern_hash,
            revision = m.revision + 1, changed_at = clock_timestamp()
        FROM {Recordset} WHERE m.movement_id = r.movement_id
        """;

    private const string InsertCalls = """
        INSERT INTO leg.call (movement_id, index, terminal, kind, arrival, departure, cutoff, handling_minutes)
        SELECT * FROM jsonb_to_recordset(@rows::jsonb) AS r (movement_id text, index int, terminal text, kind text, arrival timestamptz, departure timestamptz,
            cutoff timestamptz, handling_minutes int)
        """;

    private static readonly string WriteSegments = $"""
        INSERT INTO leg.segment AS s (movement_id, index, km, overbooking_percent, {Room.Each("wanted_?")}, {Room.Each("offered_?")})
        SELECT r.movement_id, r.index, r.km, p.percent, {Room.Each("r.?")}, {Room.Each($"leg.sellable(r.?, {int.MaxValue}, p.percent)")}
        FROM jsonb_to_recordset(@rows::jsonb) AS r (movement_id text, index int, km numeric, {Room.Each("? int")})
        JOIN leg.movement m ON m.movement_id = r.movement_id
        LEFT JOIN leg.line l ON l.line_id = m.line_id
        CROSS JOIN LATERAL (SELECT coalesce(l.overbooking_percent, 0) AS percent) p
        ON CONFLICT (movement_id, index) DO UPDATE SET km = excluded.km, overbooking_percent = excluded.overbooking_percent,
            {Room.Each("wanted_? = excluded.wanted_?")},
            {Room.Each(
            "offered_? = greatest(leg.sellable(excluded.wanted_?, s.ceiling_?, excluded.overbooking_percent), s.held_? + s.confirmed_?)"
        )}
        """;

    /// <summary>Writes those that do not exist yet.</summary>
    /// <returns>Ids of those written.</returns>
    public static async Task<IReadOnlyList<string>> CreateAsync(
        LegWork work,
        Mode mode,
        IReadOnlyList<MovementDraft> drafts,
        CancellationToken cancellationToken
    )
    {
        var created = await work.QueryAsync<string>(InsertMovements, new { rows = Heads(drafts) }, cancellationToken);
        var ids = created.ToHashSet(StringComparer.Ordinal);
        await WriteRestAsync(work, mode, [.. drafts.Where(d => ids.Contains(d.MovementId))], cancellationToken);
        return created;
    }

    /// <summary>Replaces movements that the caller has reserved. What is held and sold stays, so the segments must remain the same where anything is.</summary>
    public static async Task ReplaceAsync(LegWork work, Mode mode, IReadOnlyList<MovementDraft> drafts, CancellationToken cancellationToken)
    {
        await work.ExecuteAsync(UpdateMovements, new { rows = Heads(drafts) }, cancellationToken);
        await work.ExecuteAsync(
            """
            DELETE FROM leg.call WHERE movement_id = ANY (@ids);
            DELETE FROM leg.segment s USING unnest(@ids, @counts) AS k (movement_id, count) WHERE s.movement_id = k.movement_id AND s.index >= k.count
            """,
            new { ids = drafts.Select(d => d.MovementId).ToArray(), counts = drafts.Select(d => d.Segments.Count).ToArray() },
            cancellationToken
        );
        await WriteRestAsync(work, mode, drafts, cancellationToken);
    }

    /// <summary>Counts the new times of movements that have just been written and tells them: who follows the times of one hears of new ones by the fact that says so.</summary>
    public static async Task TellTimesAsync(
        LegWork work,
        IReadOnlyCollection<string> ids,
        string reason,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
            return;
        var revisions = (
            await work.QueryAsync<(string Id, long Revision)>(
                "UPDATE leg.movement SET revision = revision + 1 WHERE movement_id = ANY (@ids) RETURNING movement_id, revision",
                new { ids = ids.ToArray() },
                cancellationToken
            )
        ).ToDictionary(r => r.Id, r => r.Revision, StringComparer.Ordinal);
        // As written: disruptions may have put delays in.
        foreach (var movement in await MovementStore.LoadAsync(work.Connection, [.. revisions.Keys], cancellationToken))
            work.Tell(s => new MovementRescheduled(
                s.EventId,
                s.OccurredAt,
                s.Service,
                s.Sequence,
                movement.MovementId,
                revisions[movement.MovementId],
                movement.Calls,
                reason
            ));
    }

    private static async Task WriteRestAsync(
        LegWork work,
        Mode mode,
        IReadOnlyList<MovementDraft> drafts,
        CancellationToken cancellationToken
    )
    {
        if (drafts.Count == 0)
            return;
        await work.ExecuteAsync(InsertCalls, new { rows = CallRows(drafts) }, cancellationToken);
        await work.ExecuteAsync(WriteSegments, new { rows = SegmentRows(drafts) }, cancellationToken);
        var ids = drafts.Select(d => d.MovementId).ToList();
        await Delays.UpdateMovementsAsync(work, ids, cancellationToken);
        await Ceilings.UpdateMovementsAsync(work, ids, cancellationToken);
        foreach (var movement in await MovementStore.LoadAsync(work.Connection, ids, cancellationToken))
            work.Tell(s => MovementStore.ToFact(movement, mode, s));
    }

    private static string Heads(IEnumerable<MovementDraft> drafts) =>
        Json(
            drafts.Select(d => new
            {
                d.MovementId,
                d.LineId,
                d.ServiceDate,
                d.Run,
                d.Vehicle,
                d.TariffId,
                Rules = JsonSerializer.SerializeToElement(d.Rules, Contracts.ContractJson.Options),
                Provenance = JsonSerializer.SerializeToElement(d.Provenance, Contracts.ContractJson.Options),
                StartsAt = d.Calls[0].Departure,
                EndsAt = d.Calls[^1].Arrival,
                d.PatternHash,
            })
        );

    private static string CallRows(IEnumerable<MovementDraft> drafts) =>
        Json(
            from draft in drafts
            from call in draft.Calls
            select new
            {
                draft.MovementId,
                call.Index,
                call.Terminal,
                Kind = MovementStore.Word(call.Kind),
                call.Arrival,
                call.Departure,
                call.Cutoff,
                call.HandlingMinutes,
            }
        );

    private static string SegmentRows(IEnumerable<MovementDraft> drafts) =>
        Json(
            from draft in drafts
            from segment in draft.Segments.Index()
            select new
            {
                draft.MovementId,
                segment.Index,
                segment.Item.Km,
                segment.Item.Wanted.Teu100,
                segment.Item.Wanted.Kg,
                segment.Item.Wanted.Litres,
                segment.Item.Wanted.ReeferPlugs,
                segment.Item.Wanted.Uld,
            }
        );

    private static string Json<T>(IEnumerable<T> rows) => JsonSerializer.Serialize(rows, RowJson);
}
