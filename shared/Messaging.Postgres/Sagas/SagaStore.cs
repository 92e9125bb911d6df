using System.Text.Json;
using Dapper;
using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;

namespace Qujiang.Messaging.Postgres;

/// <summary>
/// Keeps state machines in <c>messaging.saga</c>, in the unit of work of the message being handled. The row is locked from load to commit, so
/// events for one instance are handled one after the other; a version guards what a lock cannot.
/// </summary>
internal sealed class SagaStore<TSaga> : ISagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISaga
{
    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        if (!context.TryGetPayload<UnitOfWork>(out var work))
        {
            throw new InvalidOperationException($"{typeof(TSaga).Name} is not behind an inbox: configure it with Queue(...).Saga<,>().");
        }

        await next.Send(new SagaStoreContext<TSaga, T>(context, work));
    }

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class =>
        throw new NotSupportedException(
            $"{typeof(TSaga).Name} can be found by its correlation id only: use CorrelateById for {typeof(T).Name}."
        );

    public void Probe(ProbeContext context) => context.Add("persistence", "postgres");
}

/// <summary>One state machine and one message.</summary>
internal sealed class SagaStoreContext<TSaga, TMessage>(ConsumeContext<TMessage> context, UnitOfWork work)
    : ConsumeContextScope<TMessage>(context),
        SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, ISaga
    where TMessage : class
{
    private static readonly string Name = typeof(TSaga).Name;
    private readonly ConsumeContext<TMessage> context = context;
    private int version;

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) =>
        CreateSagaConsumeContext(context, instance, SagaConsumeContextMode.Add);

    public async Task<SagaConsumeContext<TSaga, TMessage>?> Insert(TSaga instance)
    {
        const string sql = """
            INSERT INTO messaging.saga (saga, correlation_id, state) VALUES (@name, @id, @state::jsonb) ON CONFLICT DO NOTHING
            """;
        if (await ExecuteAsync(sql, instance) == 0)
        {
            return null;
        }

        version = 1;
        return await CreateSagaConsumeContext(context, instance, SagaConsumeContextMode.Insert);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>?> Load(Guid correlationId)
    {
        if (await FindAsync(correlationId) is not { } found)
        {
            // There is no row to lock yet: two first events would both find nothing. The lock ends with the transaction.
            const string sql = "SELECT pg_advisory_xact_lock(hashtextextended(@key, 0))";
            await work.Connection.ExecuteAsync(
                new(sql, new { key = $"{Name}/{correlationId}" }, work.Transaction, cancellationToken: CancellationToken)
            );
            if (await FindAsync(correlationId) is not { } meanwhile)
            {
                return null;
            }

            found = meanwhile;
        }

        version = found.Version;
        var instance =
            JsonSerializer.Deserialize<TSaga>(found.State, MessageJson.Options)
            ?? throw new InvalidOperationException($"{Name} {correlationId} has no state.");
        return await CreateSagaConsumeContext(context, instance, SagaConsumeContextMode.Load);
    }

    public async Task Save(SagaConsumeContext<TSaga> saga)
    {
        const string sql = "INSERT INTO messaging.saga (saga, correlation_id, state) VALUES (@name, @id, @state::jsonb)";
        await ExecuteAsync(sql, saga.Saga);
    }

    public async Task Update(SagaConsumeContext<TSaga> saga)
    {
        const string sql = """
            UPDATE messaging.saga SET state = @state::jsonb, version = version + 1, updated_at = clock_timestamp()
            WHERE saga = @name AND correlation_id = @id AND version = @version
            """;
        if (await ExecuteAsync(sql, saga.Saga) == 0)
        {
            throw new ConcurrencyException(
                $"{Name} {saga.Saga.CorrelationId} was changed by somebody else.",
                typeof(TSaga),
                saga.Saga.CorrelationId
            );
        }
    }

    public async Task Delete(SagaConsumeContext<TSaga> saga)
    {
        const string sql = "DELETE FROM messaging.saga WHERE saga = @name AND correlation_id = @id AND version = @version";
        if (await ExecuteAsync(sql, saga.Saga) == 0)
        {
            throw new ConcurrencyException(
                $"{Name} {saga.Saga.CorrelationId} was changed by somebody else.",
                typeof(TSaga),
                saga.Saga.CorrelationId
            );
        }
    }

    // Never written, so there is nothing to take back; a failed attempt is rolled back as a whole.
    public Task Discard(SagaConsumeContext<TSaga> saga) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> saga) => Task.CompletedTask;

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(
        ConsumeContext<T> consumeContext,
        TSaga instance,
        SagaConsumeContextMode mode
    )
        where T : class => Task.FromResult<SagaConsumeContext<TSaga, T>>(new DefaultSagaConsumeContext<TSaga, T>(consumeContext, instance));

    private Task<StoredSaga?> FindAsync(Guid correlationId)
    {
        const string sql =
            "SELECT version, state::text AS state FROM messaging.saga WHERE saga = @name AND correlation_id = @id FOR UPDATE";
        return work.Connection.QuerySingleOrDefaultAsync<StoredSaga>(
            new(sql, new { name = Name, id = correlationId }, work.Transaction, cancellationToken: CancellationToken)
        );
    }

    private Task<int> ExecuteAsync(string sql, TSaga instance) =>
        work.Connection.ExecuteAsync(
            new(
                sql,
                new
                {
                    name = Name,
                    id = instance.CorrelationId,
                    version,
                    state = JsonSerializer.Serialize(instance, MessageJson.Options),
                },
                work.Transaction,
                cancellationToken: CancellationToken
            )
        );

    private sealed record StoredSaga(int Version, string State);
}
