using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Qujiang.LegKernel.Store;
using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.LegKernel.Features;

/// <summary><c>GET /v1/movements</c>: movements by line, terminals, local day of departure and status, in order of their start.</summary>
internal static class ListMovements
{
    private const string Sql = """
        SELECT m.movement_id AS MovementId, m.starts_at AS StartsAt FROM leg.movement m
        WHERE (@line::text IS NULL OR m.line_id = @line)
          AND (@status::text IS NULL OR m.status = @status)
          AND (@afterId::text IS NULL OR (m.starts_at, m.movement_id) > (@afterAt, @afterId))
          AND (@from::text IS NOT NULL OR (m.starts_at >= @since AND (@before::timestamptz IS NULL OR m.starts_at < @before)))
          AND (@from::text IS NULL OR EXISTS (
                SELECT FROM leg.call a WHERE a.movement_id = m.movement_id AND a.terminal = @from AND a.kind = 'CARGO'
                  AND a.departure >= @since AND (@before::timestamptz IS NULL OR a.departure < @before)
                  AND (@to::text IS NULL OR EXISTS (
                        SELECT FROM leg.call b WHERE b.movement_id = a.movement_id AND b.terminal = @to AND b.kind = 'CARGO' AND b.index > a.index))))
          AND (@from::text IS NOT NULL OR @to::text IS NULL OR EXISTS (
                SELECT FROM leg.call b WHERE b.movement_id = m.movement_id AND b.terminal = @to AND b.kind = 'CARGO' AND b.index > 0))
        ORDER BY m.starts_at, m.movement_id LIMIT @limit
        """;

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/movements", HandleAsync)
            .WithTags("Movements")
            .WithSummary("Movements by line, terminals, day and status")
            .WithDescription(
                "Days are local (+08:00): of the departure from `from`, or else of the movement's start. From today unless `dateFrom` says otherwise."
            );

    private static async Task<Results<Ok<PageView<MovementView>>, ProblemHttpResult>> HandleAsync(
        NpgsqlDataSource dataSource,
        LegModule module,
        CancellationToken cancellationToken,
        string? line = null,
        string? from = null,
        string? to = null,
        DateOnly? dateFrom = null,
        DateOnly? dateTo = null,
        string? status = null,
        int? limit = null,
        string? cursor = null
    )
    {
        var check = new Validator();
        var size = Requests.PageSize(limit, check);
        var after = Requests.FromCursor(cursor, 2, check);
        if (dateTo < dateFrom)
            check.ParameterError("dateTo", "must not be before dateFrom");
        if (status is not (null or "SCHEDULED" or "CANCELLED"))
            check.ParameterError("status", "must be SCHEDULED or CANCELLED");
        var afterTicks = 0L;
        if (
            after is not null
            && (
                !long.TryParse(after[0], NumberStyles.None, CultureInfo.InvariantCulture, out afterTicks)
                || afterTicks > DateTime.MaxValue.Ticks
            )
        )
            check.ParameterError("cursor", "is not one that this list has given");
        if (check.Fails(out var problem))
            return problem;

        var (connection, reading) = await dataSource.ReadAsync(cancellationToken);
        await using var _ = connection;
        var now = await reading.NowAsync(cancellationToken);
        var rows = await reading.QueryAsync<(string MovementId, DateTime StartsAt)>(
            Sql,
            new
            {
                line,
                from,
                to,
                status,
                since = HubTime.InstantOf(dateFrom ?? HubTime.DayOf(now), TimeOnly.MinValue),
                // After the last day there is no midnight, nor anything to leave out.
                before = dateTo is { } day && day < DateOnly.MaxValue
                    ? HubTime.InstantOf(day.AddDays(1), TimeOnly.MinValue)
                    : (DateTimeOffset?)null,
                afterAt = new DateTimeOffset(afterTicks, TimeSpan.Zero),
                afterId = after?[1],
                limit = size + 1,
            },
            cancellationToken
        );
        var page = rows.Take(size).ToList();
        var movements = (await MovementStore.LoadAsync(connection, page.ConvertAll(r => r.MovementId), cancellationToken)).ToDictionary(
            m => m.MovementId,
            StringComparer.Ordinal
        );
        return TypedResults.Ok(
            new PageView<MovementView>(
                HubTime.ToHub(now),
                [
                    .. page.Where(r => movements.ContainsKey(r.MovementId))
                        .Select(r => MovementView.Of(movements[r.MovementId], module.Mode)),
                ],
                rows.Count > size
                    ? Requests.ToCursor(page[^1].StartsAt.Ticks.ToString(CultureInfo.InvariantCulture), page[^1].MovementId)
                    : null
            )
        );
    }
}
