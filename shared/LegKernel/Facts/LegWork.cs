using Npgsql;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Store;
using Qujiang.Messaging.Postgres;

namespace Qujiang.LegKernel.Facts;

/// <summary>What every fact carries and only the end of the transaction knows.</summary>
/// <param name="OccurredAt">The database's clock at the numbering: it grows with the sequence.</param>
public readonly record struct FactStamp(Guid EventId, DateTimeOffset OccurredAt, string Service, long Sequence);

/// <summary>
/// A unit of work of a leg service: it gathers the facts of its transaction and numbers them without gaps as the very last thing before the commit,
/// because from then on every other publishing transaction waits for this one.
/// </summary>
public sealed class LegWork : LegReading, IAsyncDisposable
{
    private readonly UnitOfWork work;
    private readonly List<(Func<FactStamp, IFact> Make, Action<FactStamp> Publish)> facts = [];
    private EventSpool? spool;

    /// <summary>Wraps a unit of work: one just begun, or that of the consumer in scope.</summary>
    public LegWork(UnitOfWork work, LegModule module)
        : base(work.Connection, work.Transaction)
    {
        this.work = work;
        Module = module;
        work.BeforeCommit(NumberAsync);
    }

    /// <summary>Whose work it is.</summary>
    public LegModule Module { get; }

    /// <summary>The transaction.</summary>
    public NpgsqlTransaction Transaction => work.Transaction;

    /// <summary>Facts gathered so far.</summary>
    public int FactCount => facts.Count;

    /// <summary>Tells a fact if the transaction commits; those told first get the lower numbers.</summary>
    public void Tell(Func<FactStamp, IFact> fact) => facts.Add((fact, work.Later<FactStamp>(stamp => work.Publish(fact(stamp)))));

    /// <summary>What is told from here on is told because of this message of a batch; null changes nothing.</summary>
    internal void ActFor(Delivery? delivery)
    {
        if (delivery is not null)
            work.ActFor(delivery);
    }

    /// <summary>
    /// Puts the facts told so far aside in the database, so that memory holds only those of one portion of a large transaction. They keep their order and
    /// are numbered with the others at the end.
    /// </summary>
    public async Task SpoolAsync(CancellationToken cancellationToken)
    {
        if (facts.Count == 0)
            return;
        spool ??= await EventSpool.OpenAsync(work, cancellationToken);
        var now = await NowAsync(cancellationToken);
        await spool.AddAsync(
            [
                .. facts.Select(fact =>
                    (object)fact.Make(new FactStamp(Guid.CreateVersion7(now), EventSpool.OccurredAt, Module.Service, EventSpool.Sequence))
                ),
            ],
            cancellationToken
        );
        facts.Clear();
    }

    /// <summary>Notes in the history who did what to a subject (<c>movement:ID</c>, <c>pool:ID:DAY</c>, ...) and why.</summary>
    public Task NoteAsync(string who, string subject, string what, string why, CancellationToken cancellationToken) =>
        ExecuteAsync(
            "INSERT INTO leg.history (who, subject, what, why) VALUES (@who, @subject, @what, @why)",
            new
            {
                who,
                subject,
                what,
                why,
            },
            cancellationToken
        );

    /// <summary>Notes the same of several subjects, of none as well.</summary>
    public Task NoteAsync(string who, IReadOnlyList<string> subjects, string what, string why, CancellationToken cancellationToken) =>
        subjects.Count == 0
            ? Task.CompletedTask
            : ExecuteAsync(
                "INSERT INTO leg.history (who, subject, what, why) SELECT @who, subject, @what, @why FROM unnest(@subjects) AS subject",
                new
                {
                    who,
                    what,
                    why,
                    subjects = subjects.ToArray(),
                },
                cancellationToken
            );

    /// <summary>Commits changes and facts.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => work.CommitAsync(cancellationToken);

    /// <summary>Rolls back unless committed.</summary>
    public ValueTask DisposeAsync() => work.DisposeAsync();

    private async Task NumberAsync(CancellationToken cancellationToken)
    {
        var spooled = spool?.Count ?? 0;
        var count = spooled + facts.Count;
        if (count == 0)
            return;
        var (last, now) = await QuerySingleOrDefaultAsync<(long Last, DateTime Now)>(
            "UPDATE leg.event_sequence SET last = last + @count RETURNING last, clock_timestamp()",
            new { count },
            cancellationToken
        );
        var occurredAt = LegTypes.Instant(now);
        var sequence = last - facts.Count;
        if (spooled > 0)
            await spool!.ReleaseAsync(last - count + 1, occurredAt, cancellationToken);
        foreach (var fact in facts)
            fact.Publish(new FactStamp(Guid.CreateVersion7(occurredAt), occurredAt, Module.Service, ++sequence));
    }
}

/// <summary>Begins units of work of this leg service.</summary>
public sealed class LegWorkFactory(UnitOfWorkFactory factory, LegModule module)
{
    /// <summary>Opens a connection and begins a transaction.</summary>
    public async Task<LegWork> BeginAsync(CancellationToken cancellationToken) => new(await factory.BeginAsync(cancellationToken), module);
}
