using Qujiang.LegKernel.Disruptions;
using Qujiang.LegKernel.Facts;
using Qujiang.LegKernel.Store;

namespace Qujiang.LegKernel.Ledger;

/// <summary>
/// The policy by which more is sold than there is room for, line by line. What is offered is the room and so much more; the ledger takes from what is
/// offered as ever, so a line that is not overbooked cannot be.
/// </summary>
public static class Overbooking
{
    /// <summary>The highest that can be set, per cent.</summary>
    public const int MostPercent = 50;

    private static readonly string UpdateSegments = $"""
        UPDATE leg.segment SET overbooking_percent = @percent,
            {Room.Each("offered_? = greatest(leg.sellable(wanted_?, ceiling_?, @percent), held_? + confirmed_?)")}
        WHERE movement_id = ANY (@ids)
        """;

    /// <summary>
    /// Sets the policy of a line and of its movements that are not over, and tells their room. Lowered, it takes nothing away that is sold: there is just
    /// nothing more to sell until enough was given back.
    /// </summary>
    /// <returns>What it was; null when there is no such line.</returns>
    public static async Task<int?> SetAsync(LegWork work, string lineId, int percent, CancellationToken cancellationToken)
    {
        // No movement is made meanwhile that would have the old policy.
        await Ceilings.ChangingDisruptionsAsync(work, cancellationToken);
        var before = await work.QuerySingleOrDefaultAsync<int?>(
            "SELECT overbooking_percent FROM leg.line WHERE line_id = @lineId FOR UPDATE",
            new { lineId },
            cancellationToken
        );
        if (before is null)
            return null;
        await work.ExecuteAsync(
            "UPDATE leg.line SET overbooking_percent = @percent, overbooking_set = true WHERE line_id = @lineId",
            new { lineId, percent },
            cancellationToken
        );
        await ApplyAsync(work, lineId, percent, cancellationToken);
        return before;
    }

    /// <summary>Takes over what the data says, where no operator has said otherwise.</summary>
    internal static async Task SeedAsync(LegWork work, IReadOnlyList<LinePattern> lines, CancellationToken cancellationToken)
    {
        var changed = await work.QueryAsync<(string LineId, int Percent)>(
            """
            UPDATE leg.line l SET overbooking_percent = k.percent FROM unnest(@ids, @percents) AS k (line_id, percent)
            WHERE l.line_id = k.line_id AND NOT l.overbooking_set AND l.overbooking_percent <> k.percent
            RETURNING l.line_id, l.overbooking_percent
            """,
            new { ids = lines.Select(l => l.LineId).ToArray(), percents = lines.Select(l => l.OverbookingPercent).ToArray() },
            cancellationToken
        );
        foreach (var (lineId, percent) in changed)
            await ApplyAsync(work, lineId, percent, cancellationToken);
    }

    private static async Task ApplyAsync(LegWork work, string lineId, int percent, CancellationToken cancellationToken)
    {
        var ids = await work.QueryAsync<string>(
            "SELECT movement_id FROM leg.movement WHERE line_id = @lineId AND status = 'SCHEDULED' AND ends_at > clock_timestamp()",
            new { lineId },
            cancellationToken
        );
        await MovementStore.ReserveAsync(work, ids, cancellationToken);
        await work.ExecuteAsync(UpdateSegments, new { ids = ids.ToArray(), percent }, cancellationToken);
        await MovementStore.TellCapacityAsync(work, ids, "operator", cancellationToken);
    }
}
