using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Facts;

namespace Qujiang.LegKernel.Store;

/// <summary>Cancels movements.</summary>
public static class Cancellation
{
    /// <summary>
    /// Cancels a movement that the caller has reserved. What is held and sold stays on it until its holder gives it back: the holder is told by the fact.
    /// </summary>
    /// <param name="lapsed">It is cancelled because the data no longer have it, and runs again once they do.</param>
    /// <param name="withdrawn">A timetable no longer has it; one that has it again brings it back.</param>
    /// <returns>False when it was cancelled already: nothing is told then.</returns>
    public static async Task<bool> CancelAsync(
        LegWork work,
        string id,
        string who,
        string why,
        CancellationToken cancellationToken,
        bool lapsed = false,
        bool withdrawn = false
    )
    {
        var revision = await work.QuerySingleOrDefaultAsync<long?>(
            """
            UPDATE leg.movement SET status = 'CANCELLED', lapsed = @lapsed, withdrawn = @withdrawn, revision = revision + 1, changed_at = clock_timestamp()
            WHERE movement_id = @id AND status <> 'CANCELLED' RETURNING revision
            """,
            new
            {
                id,
                lapsed,
                withdrawn,
            },
            cancellationToken
        );
        if (revision is null)
        {
            // Whoever cancels what had lapsed or was withdrawn wants it gone for good.
            await work.ExecuteAsync(
                "UPDATE leg.movement SET lapsed = false, withdrawn = false WHERE movement_id = @id AND (lapsed OR withdrawn) AND NOT @lapsed AND NOT @withdrawn",
                new
                {
                    id,
                    lapsed,
                    withdrawn,
                },
                cancellationToken
            );
            return false;
        }

        work.Tell(s => new MovementCancelled(s.EventId, s.OccurredAt, s.Service, s.Sequence, id, revision.Value, why));
        await work.NoteAsync(who, $"movement:{id}", "cancelled", why, cancellationToken);
        return true;
    }
}
