using System.Runtime.CompilerServices;
using Dapper;
using Qujiang.Contracts.V1;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Store;

/// <summary>
/// Numbers the facts of a transaction without gaps, all at once as the last thing before the commit: from then on every other publishing transaction
/// waits.
/// </summary>
public sealed class NumberedFacts(TimeProvider time)
{
    private readonly ConditionalWeakTable<UnitOfWork, List<Action<(DateTimeOffset Now, long Sequence)>>> pending = [];

    /// <summary>Publishes a fact if the transaction commits; those added first get the lower numbers.</summary>
    /// <param name="make">The fact, from its moment and its number.</param>
    public void Add(UnitOfWork work, Func<DateTimeOffset, long, IFact> make)
    {
        if (!pending.TryGetValue(work, out var facts))
        {
            pending.Add(work, facts = []);
            work.BeforeCommit(cancellation => NumberAsync(work, facts, cancellation));
        }

        facts.Add(work.Later<(DateTimeOffset Now, long Sequence)>(stamp => work.Publish(make(stamp.Now, stamp.Sequence))));
    }

    private async Task NumberAsync(UnitOfWork work, List<Action<(DateTimeOffset, long)>> facts, CancellationToken cancellation)
    {
        var last = await work.Connection.ExecuteScalarAsync<long>(
            new(
                "UPDATE booking.event_sequence SET last = last + @count RETURNING last",
                new { count = facts.Count },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        var now = time.GetUtcNow();
        var sequence = last - facts.Count;
        foreach (var fact in facts)
        {
            fact((now, ++sequence));
        }
    }
}
