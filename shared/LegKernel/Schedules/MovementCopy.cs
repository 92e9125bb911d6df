using Npgsql;
using NpgsqlTypes;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Schedules;

/// <summary>
/// Writes many new movements by COPY, several times faster than <see cref="MovementWriter.CreateAsync"/>. Only for times at which no disruption is open: nothing takes
/// from the room then, and nothing makes late, so that what is told need not be read back.
/// </summary>
internal static class MovementCopy
{
    private static readonly string SegmentColumns = $"movement_id, index, km, {Room.Each("wanted_?")}, {Room.Each("offered_?")}";

    /// <summary>Whether no disruption is open. The caller has passed the gate of schedule changes, so that none is opened before it ends.</summary>
    public static async Task<bool> IsAllowedAsync(LegWork work, CancellationToken cancellationToken) =>
        !await work.QuerySingleOrDefaultAsync<bool>(
            "SELECT EXISTS (SELECT FROM leg.disruption WHERE status = 'OPEN')",
            null,
            cancellationToken
        );

    /// <summary>Lines of which more than the room is sold: their movements are written the other way.</summary>
    public static async Task<IReadOnlySet<string>> OverbookedLinesAsync(LegWork work, CancellationToken cancellationToken) =>
        (await work.QueryAsync<string>("SELECT line_id FROM leg.line WHERE overbooking_percent > 0", null, cancellationToken)).ToHashSet(
            StringComparer.Ordinal
        );

    /// <summary>Writes movements that do not exist, and tells them.</summary>
    /// <exception cref="PostgresException">One of them has been made meanwhile: the transaction is lost and can be tried again.</exception>
    public static async Task CreateAsync(LegWork work, IReadOnlyList<MovementDraft> drafts, CancellationToken cancellationToken)
    {
        if (drafts.Count == 0)
            return;
        await CopyMovementsAsync(work.Connection, drafts, cancellationToken);
        await CopyCallsAsync(work.Connection, drafts, cancellationToken);
        await CopySegmentsAsync(work.Connection, drafts, cancellationToken);
        foreach (var draft in drafts)
            work.Tell(s => MovementStore.ToFact(AsWritten(draft), work.Module.Mode, s));
    }

    private static Movement AsWritten(MovementDraft d) =>
        new(
            d.MovementId,
            d.LineId,
            d.ServiceDate,
            d.Run,
            MovementStatus.Scheduled,
            d.Vehicle,
            d.TariffId,
            d.Calls,
            [.. d.Segments.Select((s, i) => new Segment(i, s.Km, s.Wanted, new CapacityVector(), new CapacityVector()))],
            d.Rules,
            d.Provenance,
            1,
            default
        );

    private static async Task CopyMovementsAsync(
        NpgsqlConnection connection,
        IReadOnlyList<MovementDraft> drafts,
        CancellationToken cancellationToken
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY leg.movement (movement_id, line_id, service_date, run, status, vehicle, tariff_id, rules, provenance, starts_at, ends_at, revision)
            FROM STDIN (FORMAT BINARY)
            """,
            cancellationToken
        );
        foreach (var d in drafts)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(d.MovementId, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(d.LineId, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(d.ServiceDate, NpgsqlDbType.Date, cancellationToken);
            await copy.WriteAsync(d.Run, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(MovementStore.Word(MovementStatus.Scheduled), NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(d.Vehicle, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(d.TariffId, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(LegTypes.ToJson(d.Rules), NpgsqlDbType.Jsonb, cancellationToken);
            await copy.WriteAsync(LegTypes.ToJson(d.Provenance), NpgsqlDbType.Jsonb, cancellationToken);
            await WriteAsync(copy, d.Calls[0].Departure, cancellationToken);
            await WriteAsync(copy, d.Calls[^1].Arrival, cancellationToken);
            await copy.WriteAsync(1L, NpgsqlDbType.Bigint, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task CopyCallsAsync(
        NpgsqlConnection connection,
        IReadOnlyList<MovementDraft> drafts,
        CancellationToken cancellationToken
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY leg.call (movement_id, index, terminal, kind, arrival, departure, cutoff, handling_minutes) FROM STDIN (FORMAT BINARY)",
            cancellationToken
        );
        foreach (var d in drafts)
        {
            foreach (var call in d.Calls)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(d.MovementId, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(call.Index, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(call.Terminal, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(MovementStore.Word(call.Kind), NpgsqlDbType.Text, cancellationToken);
                await WriteAsync(copy, call.Arrival, cancellationToken);
                await WriteAsync(copy, call.Departure, cancellationToken);
                await WriteAsync(copy, call.Cutoff, cancellationToken);
                await copy.WriteAsync(call.HandlingMinutes, NpgsqlDbType.Integer, cancellationToken);
            }
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task CopySegmentsAsync(
        NpgsqlConnection connection,
        IReadOnlyList<MovementDraft> drafts,
        CancellationToken cancellationToken
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"COPY leg.segment ({SegmentColumns}) FROM STDIN (FORMAT BINARY)",
            cancellationToken
        );
        foreach (var d in drafts)
        {
            foreach (var (index, segment) in d.Segments.Index())
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(d.MovementId, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(index, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(segment.Km, NpgsqlDbType.Numeric, cancellationToken);
                // Wanted, then offered: the same while nothing is closed.
                foreach (var value in (int[])[.. Room.Values(segment.Wanted), .. Room.Values(segment.Wanted)])
                    await copy.WriteAsync(value, NpgsqlDbType.Integer, cancellationToken);
            }
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, DateTimeOffset? instant, CancellationToken cancellationToken) =>
        instant is { } at
            ? copy.WriteAsync(at.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken)
            : copy.WriteNullAsync(cancellationToken);
}
