using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;
using Qujiang.Network;

namespace Qujiang.LegKernel.Store;

/// <summary>No more than so many movements a day may run over a stretch.</summary>
/// <param name="Id">For people.</param>
/// <param name="Stretches">Its segments, each as the terminals of its two calls, <c>A&gt;B</c>, in both directions.</param>
/// <param name="On">Movements that may set out on it on a day of the hub, all directions together; null: as many as wish. Pure.</param>
public sealed record PathLimit(string Id, IReadOnlyList<string> Stretches, Func<DateOnly, int?> On)
{
    /// <summary>The same on every day.</summary>
    public PathLimit(string id, IReadOnlyList<string> stretches, int perDay)
        : this(id, stretches, _ => perDay) { }
}

/// <summary>Keeps <see cref="LegModule.Paths"/> where movements are written one by one.</summary>
public static class PathLimits
{
    private const string CountSql = """
        SELECT count(DISTINCT a.movement_id) FROM leg.call a
        JOIN leg.call b ON b.movement_id = a.movement_id AND b.index = a.index + 1
        JOIN leg.movement m ON m.movement_id = a.movement_id
        WHERE m.status = 'SCHEDULED' AND a.movement_id <> @id AND a.terminal || '>' || b.terminal = ANY (@stretches)
          AND a.departure >= @from AND a.departure < @to
        """;

    private const string ClosedSql = """
        SELECT DISTINCT greatest(from_at, @from), least(coalesce(to_at, 'infinity'), @to) FROM leg.disruption
        WHERE status = 'OPEN' AND ceiling_teu100 = 0 AND ceiling_kg = 0 AND stretches && @stretches
          AND from_at < @to AND (to_at IS NULL OR to_at > @from) ORDER BY 1
        """;

    /// <summary>Movements that may run on a day on which the stretch is closed for a while: as large a share, rounded down.</summary>
    public static int Left(int perDay, TimeSpan closed) =>
        (int)(perDay * Math.Max(0, (TimeSpan.FromDays(1) - closed).Ticks) / TimeSpan.TicksPerDay);

    /// <summary>How long some of these windows last together, each moment counted once.</summary>
    /// <param name="windows">By their beginning.</param>
    public static TimeSpan Union(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> windows)
    {
        var (sum, reached) = (TimeSpan.Zero, DateTimeOffset.MinValue);
        foreach (var (from, to) in windows)
        {
            var begin = from > reached ? from : reached;
            if (to > begin)
            {
                sum += to - begin;
                reached = to;
            }
        }

        return sum;
    }

    /// <summary>
    /// Keeps everybody else from using up these stretches until the transaction ends. Whoever writes movements on them takes them before he reserves any movement,
    /// in the one order of their ids, so that no two can wait for each other.
    /// </summary>
    internal static async Task ReserveAsync(LegWork work, IEnumerable<PathLimit> limits, CancellationToken cancellationToken)
    {
        foreach (var limit in limits.OrderBy(l => l.Id, StringComparer.Ordinal))
            await work.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended(@Id, 0))", new { limit.Id }, cancellationToken);
    }

    /// <summary>As for limits: those that these calls use.</summary>
    internal static Task ReserveAsync(LegWork work, IReadOnlyList<Call> calls, CancellationToken cancellationToken) =>
        ReserveAsync(
            work,
            work.Module.Paths.Where(l =>
                calls.Zip(calls.Skip(1)).Any(p => l.Stretches.Contains($"{p.First.Terminal}>{p.Second.Terminal}", StringComparer.Ordinal))
            ),
            cancellationToken
        );

    /// <summary>
    /// Why a movement may not run with these calls beside those that already do; null when it may. The caller has reserved the stretches.
    /// </summary>
    internal static async Task<string?> RefusalAsync(
        LegWork work,
        string id,
        IReadOnlyList<Call> calls,
        CancellationToken cancellationToken
    )
    {
        foreach (var limit in work.Module.Paths.OrderBy(l => l.Id, StringComparer.Ordinal))
        {
            var days = calls
                .Zip(calls.Skip(1))
                .Where(p => limit.Stretches.Contains($"{p.First.Terminal}>{p.Second.Terminal}", StringComparer.Ordinal))
                .Select(p => HubTime.DayOf(p.First.Departure!.Value))
                .Distinct()
                .ToList();
            foreach (var day in days)
            {
                if (limit.On(day) is not { } perDay)
                    continue;
                var parameters = new
                {
                    id,
                    stretches = limit.Stretches.ToArray(),
                    from = HubTime.InstantOf(day, TimeOnly.MinValue),
                    to = HubTime.InstantOf(day.AddDays(1), TimeOnly.MinValue),
                };
                var closed = await work.QueryAsync<(DateTime From, DateTime To)>(ClosedSql, parameters, cancellationToken);
                var left = Left(perDay, Union(closed.Select(c => (LegTypes.Instant(c.From), LegTypes.Instant(c.To)))));
                var taken = await work.QuerySingleOrDefaultAsync<int>(CountSql, parameters, cancellationToken);
                if (taken >= left)
                    return $"{limit.Id} has {left} paths on {day:yyyy-MM-dd}"
                        + $"{(left < perDay ? $" of {perDay} because of closures" : "")}, and {taken} movements run over it.";
            }
        }

        return null;
    }
}
