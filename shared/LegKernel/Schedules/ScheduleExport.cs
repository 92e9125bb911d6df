using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using Qujiang.LegKernel.Facts;

namespace Qujiang.LegKernel.Schedules;

/// <summary>What of the timetable is wanted. Cancelled movements are never part of an export.</summary>
/// <param name="From">First moment of departure from the first call.</param>
/// <param name="Before">First moment that is too late; null for all that follow.</param>
/// <param name="Line">Of one line; null for all.</param>
public sealed record ScheduleWindow(DateTimeOffset From, DateTimeOffset? Before, string? Line);

/// <summary>The timetable as it is at one moment, movement by movement, ordered by line, run and start. Memory holds one page.</summary>
public sealed class ScheduleExport(NpgsqlDataSource dataSource)
{
    private const int Page = 250;

    private const string Where = """
        status = 'SCHEDULED' AND starts_at >= @From AND (@Before::timestamptz IS NULL OR starts_at < @Before) AND (@Line::text IS NULL OR line_id = @Line)
        """;

    private const string PageSql = $"""
        SELECT movement_id AS Id, line_id AS LineId, run, starts_at AS StartsAt FROM leg.movement
        WHERE {Where} AND (line_id, run, starts_at, movement_id) > (@afterLine, @run, @start, @id)
        ORDER BY line_id, run, starts_at, movement_id LIMIT @Page
        """;

    /// <summary>The lines and runs that an export would hold, and whether some of them have ids of another form than usual.</summary>
    public async Task<IReadOnlyList<(string Line, int Run, bool OtherIds)>> LinesAsync(
        ScheduleWindow window,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await new LegReading(connection, null).QueryAsync<(string, int, bool)>(
            $"""
            SELECT line_id, run, bool_or(movement_id <> line_id || '-' || to_char(service_date, 'YYYYMMDD') || '-' || run)
            FROM leg.movement WHERE {Where} GROUP BY line_id, run ORDER BY line_id, run
            """,
            window,
            cancellationToken
        );
    }

    /// <summary>The movements.</summary>
    public async IAsyncEnumerable<StoredMovement> ReadAsync(
        ScheduleWindow window,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var reading = new LegReading(connection, transaction);
        var (line, run, start, id) = ("", 0, new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc), "");
        while (true)
        {
            var keys = await reading.QueryAsync<(string Id, string LineId, int Run, DateTime StartsAt)>(
                PageSql,
                new
                {
                    window.From,
                    window.Before,
                    window.Line,
                    afterLine = line,
                    run,
                    start,
                    id,
                    Page,
                },
                cancellationToken
            );
            if (keys.Count == 0)
                yield break;
            var stored = await StoredMovements.LoadAsync(reading, keys.Select(k => k.Id).ToList(), cancellationToken);
            foreach (var key in keys)
                yield return stored[key.Id];
            (id, line, run, start) = keys[^1];
        }
    }
}
