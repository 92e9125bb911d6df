using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;

namespace Qujiang.LegKernel.Store;

/// <summary>Cancels movements.</summary>
public static class Cancellation
{
    /// <summary>
    /// Cancels a movement that the caller has reserved. What is held and sold stays on it until its holder gives it back: the holder is told by the fact.
    /// </summary>
    /// <returns>False when it was cancelled already: nothing is told then.</returns>
    public static async Task<bool> CancelAsync(LegWork work, string id, string who, string why, CancellationToken cancellationToken)
    {
        var revision = await work.QuerySingleOrDefaultAsync<long?>(
            """
            UPDATE leg.movement SET status = 'CANCELLED', revision = revision + 1, changed_at = clock_timestamp()
            WHERE movement_id = @id AND status <> 'CANCELLED' RETURNING revision
            """,
            new { id },
            cancellationToken
        );
        if (revision is null)
            return false;
        work.Tell(s => new MovementCancelled(s.EventId, s.OccurredAt, s.Service, s.Sequence, id, revision.Value, why));
        await work.NoteAsync(who, $"movement:{id}", "cancelled", why, cancellationToken);
        return true;
    }
}
