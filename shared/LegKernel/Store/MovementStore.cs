using System.Data.Common;
using Dapper;
using Npgsql;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Ledger;

namespace Qujiang.LegKernel.Store;

/// <summary>Reads movements whole, and counts their changes.</summary>
public static class MovementStore
{
    private const string MovementColumns =
        "movement_id, line_id, service_date, run, status, vehicle, tariff_id, rules::text, provenance::text, revision, changed_at";

    private static readonly string SegmentColumns =
        $"movement_id, index, km, {Room.Each("offered_?")}, {Room.Each("held_?")}, {Room.Each("confirmed_?")}, nullif(overbooking_percent, 0)";

    private static readonly string LoadSql = $"""
        SELECT {MovementColumns} FROM leg.movement WHERE movement_id = ANY (@ids) ORDER BY movement_id;
        SELECT movement_id, index, terminal, kind, arrival, departure, cutoff, handling_minutes
        FROM leg.call WHERE movement_id = ANY (@ids) ORDER BY movement_id, index;
        SELECT {SegmentColumns} FROM leg.segment WHERE movement_id = ANY (@ids) ORDER BY movement_id, index;
        """;

    private static readonly string ReviseSql = $"""
        UPDATE leg.movement SET revision = revision + 1, changed_at = clock_timestamp() WHERE movement_id = ANY (@ids)
        RETURNING movement_id, revision;
        SELECT {SegmentColumns} FROM leg.segment WHERE movement_id = ANY (@ids) ORDER BY movement_id, index;
        """;

    /// <summary>The movements that exist among the given ids, in no promised order.</summary>
    public static async Task<IReadOnlyList<Movement>> LoadAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
            return [];
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(LoadSql, new { ids = ids.ToArray() }, cancellationToken: cancellationToken)
        );
        var heads = new List<Movement>(ids.Count);
        while (await reader.ReadAsync(cancellationToken))
            heads.Add(ReadHead(reader));
        await reader.NextResultAsync(cancellationToken);
        var calls = await GroupAsync(reader, ReadCall, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var segments = await GroupAsync(reader, ReadSegment, cancellationToken);
        return heads.ConvertAll(head => head with { Calls = calls[head.MovementId], Segments = segments[head.MovementId] });
    }

    /// <summary>One movement; null when there is none of that id.</summary>
    public static async Task<Movement?> FindAsync(NpgsqlConnection connection, string id, CancellationToken cancellationToken) =>
        (await LoadAsync(connection, [id], cancellationToken)).SingleOrDefault();

    /// <summary>
    /// Keeps everybody else from changing these movements until the transaction ends, in the one order that all transactions follow. Whoever changes
    /// a movement or its segments takes them through here first, movements before pool days, so that no two can wait for each other.
    /// </summary>
    /// <returns>The revision of each movement that exists.</returns>
    public static async Task<IReadOnlyDictionary<string, long>> ReserveAsync(
        LegWork work,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
            return new Dictionary<string, long>(StringComparer.Ordinal);
        var rows = await work.QueryAsync<(string Id, long Revision)>(
            "SELECT movement_id, revision FROM leg.movement WHERE movement_id = ANY (@ids) ORDER BY movement_id FOR NO KEY UPDATE",
            new { ids = ids.ToArray() },
            cancellationToken
        );
        return rows.ToDictionary(r => r.Id, r => r.Revision, StringComparer.Ordinal);
    }

    /// <summary>Counts a change of the room on these movements and tells it.</summary>
    /// <param name="reason">As in <see cref="CapacityChanged"/>.</param>
    public static Task TellCapacityAsync(
        LegWork work,
        IReadOnlyCollection<string> ids,
        string reason,
        CancellationToken cancellationToken
    ) => TellCapacityAsync(work, ids, _ => reason, cancellationToken);

    /// <inheritdoc cref="TellCapacityAsync(LegWork, IReadOnlyCollection{string}, string, CancellationToken)" />
    /// <param name="reasonOf">The reason for each movement.</param>
    public static async Task TellCapacityAsync(
        LegWork work,
        IReadOnlyCollection<string> ids,
        Func<string, string> reasonOf,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
            return;
        await using var reader = await work.Connection.ExecuteReaderAsync(
            new CommandDefinition(ReviseSql, new { ids = ids.ToArray() }, work.Transaction, cancellationToken: cancellationToken)
        );
        var revisions = new List<(string Id, long Revision)>(ids.Count);
        while (await reader.ReadAsync(cancellationToken))
            revisions.Add((reader.GetString(0), reader.GetInt64(1)));
        await reader.NextResultAsync(cancellationToken);
        var segments = await GroupAsync(reader, ReadSegment, cancellationToken);
        await reader.DisposeAsync();
        // Taking room and giving it back never makes it too little: only these are looked at.
        var cut = ids.Where(id => !IsLedger(reasonOf(id))).ToList();
        var short_ = cut.Count == 0 ? null : await Displacement.OfMovementsAsync(work, cut, cancellationToken);
        foreach (var (id, revision) in revisions)
        {
            var (room, reason, lacks) = (segments[id], reasonOf(id), short_?.GetValueOrDefault(id));
            work.Tell(s => new CapacityChanged(
                s.EventId,
                s.OccurredAt,
                s.Service,
                s.Sequence,
                id,
                revision,
                room,
                reason,
                lacks?.Shortfalls,
                lacks?.Displaced
            ));
        }
    }

    /// <summary>Whether it is the ledger that changes room, and not what the operator or the conditions leave of it.</summary>
    internal static bool IsLedger(string reason) => reason is "held" or "confirmed" or "released" or "expired";

    /// <summary>The movement as a fact.</summary>
    public static MovementPublished ToFact(Movement movement, Mode mode, FactStamp stamp) =>
        new(
            stamp.EventId,
            stamp.OccurredAt,
            stamp.Service,
            stamp.Sequence,
            movement.MovementId,
            movement.Revision,
            movement.LineId,
            mode,
            movement.Status,
            movement.Vehicle,
            movement.TariffId,
            movement.Calls,
            movement.Segments,
            movement.Rules,
            movement.Provenance
        );

    /// <summary>The word for a state or kind in the database.</summary>
    internal static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToUpperInvariant();

    private static Movement ReadHead(DbDataReader r) =>
        new(
            r.GetString(0),
            r.GetString(1),
            r.GetFieldValue<DateOnly>(2),
            r.GetInt32(3),
            Enum.Parse<MovementStatus>(r.GetString(4), ignoreCase: true),
            r.GetString(5),
            r.GetString(6),
            [],
            [],
            LegTypes.FromJson<CargoRules>(r.GetString(7)),
            LegTypes.FromJson<Provenance>(r.GetString(8)),
            r.GetInt64(9),
            LegTypes.Instant(r.GetDateTime(10))
        );

    private static Call ReadCall(DbDataReader r) =>
        new(
            r.GetInt32(1),
            r.GetString(2),
            Enum.Parse<CallKind>(r.GetString(3), ignoreCase: true),
            InstantOrNull(r, 4),
            InstantOrNull(r, 5),
            InstantOrNull(r, 6),
            r.GetInt32(7)
        );

    private static Segment ReadSegment(DbDataReader r) =>
        new(r.GetInt32(1), r.GetDecimal(2), Room.Read(r, 3), Room.Read(r, 8), Room.Read(r, 13), r.IsDBNull(18) ? null : r.GetInt32(18));

    private static DateTimeOffset? InstantOrNull(DbDataReader r, int column) =>
        r.IsDBNull(column) ? null : LegTypes.Instant(r.GetDateTime(column));

    private static async Task<Dictionary<string, List<T>>> GroupAsync<T>(
        DbDataReader reader,
        Func<DbDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        var groups = new Dictionary<string, List<T>>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetString(0);
            if (!groups.TryGetValue(id, out var group))
                groups.Add(id, group = []);
            group.Add(read(reader));
        }
        return groups;
    }
}
