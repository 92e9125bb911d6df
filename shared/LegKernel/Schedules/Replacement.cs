using System.Globalization;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;

namespace Qujiang.LegKernel.Schedules;

/// <summary>A file is all there is of a line in a window: what it does not hold is withdrawn.</summary>
/// <param name="From">First service day.</param>
/// <param name="To">Last service day.</param>
public sealed record Replacement(string LineId, DateOnly From, DateOnly To)
{
    /// <summary>Longest window, days.</summary>
    public const int MostDays = 400;

    /// <summary>Reads <c>L-DAILY,2026-12-01..2026-12-31</c>; null with the reason where it is not that.</summary>
    public static Replacement? Parse(string text, out string? reason)
    {
        reason = null;
        if (
            text.Split(',') is not [var line, var window]
            || window.Split("..") is not [var first, var last]
            || !SeedRules.IsId(line)
            || !Day(first, out var from)
            || !Day(last, out var to)
        )
            reason = "must be LINE,FROM..TO such as L-DAILY,2026-12-01..2026-12-31";
        else if (to < from)
            reason = "must not end before it begins";
        else if (to.DayNumber - from.DayNumber >= MostDays)
            reason = $"must be a window of at most {MostDays} days";
        else
            return new Replacement(line, from, to);
        return null;
    }

    /// <summary>Whether a movement of a file belongs to it.</summary>
    public bool Covers(ScheduledMovement movement) =>
        movement.LineId == LineId
        && movement.Calls is [{ Departure: { } start }, ..]
        && Instants.IsPlausible(start)
        && HubTime.DayOf(start) is var day
        && day >= From
        && day <= To;

    /// <summary>
    /// Puts what is to be withdrawn beside what is staged, so that both are applied in the one order of ids: movements of these lines and windows that have not set out
    /// and that the file does not hold.
    /// </summary>
    internal static Task StageAsync(
        LegWork work,
        Guid importId,
        IReadOnlyList<Replacement> replaces,
        CancellationToken cancellationToken
    ) =>
        work.ExecuteAsync(
            """
            INSERT INTO leg.schedule_stage (import_id, movement_id, line, movement)
            SELECT @importId, m.movement_id, 0, NULL
            FROM leg.movement m JOIN unnest(@lines, @froms, @tos) AS r (line_id, first, last)
              ON m.line_id = r.line_id AND m.service_date >= r.first AND m.service_date <= r.last
            WHERE m.status = 'SCHEDULED' AND m.starts_at > clock_timestamp()
              AND NOT EXISTS (SELECT FROM leg.schedule_kept k WHERE k.import_id = @importId AND k.movement_id = m.movement_id)
            ON CONFLICT (import_id, movement_id) DO NOTHING
            """,
            new
            {
                importId,
                lines = replaces.Select(r => r.LineId).ToArray(),
                froms = replaces.Select(r => r.From).ToArray(),
                tos = replaces.Select(r => r.To).ToArray(),
            },
            cancellationToken
        );

    private static bool Day(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
        && day.Year is >= 2000 and < 2100;
}
