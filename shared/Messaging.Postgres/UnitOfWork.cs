using Dapper;
using MassTransit;
using Npgsql;

namespace Qujiang.Messaging.Postgres;

/// <summary>
/// One database transaction and the messages that tell about it. Messages become outbox rows in the same transaction: both happen or neither.
/// Disposing it without a commit rolls back. Not safe for concurrent use.
/// </summary>
/// <remarks>Begin one with <see cref="UnitOfWorkFactory"/>; inside a consumer take the one in scope, which the inbox commits.</remarks>
public sealed class UnitOfWork : IAsyncDisposable
{
    private readonly Outbox outbox;
    private readonly bool ownedByConsumer;
    private readonly List<OutgoingMessage> pending = [];
    private readonly List<Func<CancellationToken, Task>> beforeCommit = [];
    private readonly List<Action> afterCommit = [];
    private bool committed;
    private bool disposed;

    internal UnitOfWork(NpgsqlConnection connection, NpgsqlTransaction transaction, Outbox outbox, ConsumeContext? cause)
    {
        Connection = connection;
        Transaction = transaction;
        this.outbox = outbox;
        ownedByConsumer = cause is not null;
        Cause = cause is null ? null : MessageCause.Of(cause);
    }

    /// <summary>The open connection.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>The transaction everything belongs to; read committed.</summary>
    public NpgsqlTransaction Transaction { get; }

    internal MessageCause? Cause { get; private set; }

    /// <summary>What is told from here on is told because of this message of a batch; until another is named.</summary>
    public void ActFor(Delivery delivery) => Cause = delivery.Cause;

    /// <summary>Runs <paramref name="tell"/> later as it would have run now: what it tells has the cause of this moment.</summary>
    public Action<T> Later<T>(Action<T> tell)
    {
        if (Cause is not { } then)
        {
            return tell;
        }

        return argument =>
        {
            var now = Cause;
            Cause = then;
            tell(argument);
            Cause = now;
        };
    }

    /// <summary>Tells everybody who subscribed to the message's name, after the commit.</summary>
    /// <param name="message">A record that bears a <see cref="Contracts.MessageNameAttribute"/>.</param>
    /// <returns>The id by which inboxes recognise the message: the event's own id where it is a fact.</returns>
    public Guid Publish(object message) => Add(OutgoingMessage.Event, MessageNames.Of(message.GetType()), message, null, null);

    /// <summary>Asks the owner of a queue to do something, after the commit. The queue need not exist yet: the message waits for it.</summary>
    /// <param name="queue">Name of the queue.</param>
    /// <param name="message">A record that bears a <see cref="Contracts.MessageNameAttribute"/>.</param>
    /// <returns>The id by which inboxes recognise the message.</returns>
    public Guid Send(string queue, object message) => Add(OutgoingMessage.Command, queue, message, null, null);

    /// <summary>Publishes <paramref name="message"/> not before <paramref name="due"/> by the database's clock.</summary>
    /// <returns>A token for <see cref="CancelScheduledAsync"/>.</returns>
    public Guid Schedule(object message, DateTimeOffset due) =>
        Schedule(OutgoingMessage.Event, MessageNames.Of(message.GetType()), message, due);

    /// <summary>Sends <paramref name="message"/> to <paramref name="queue"/> not before <paramref name="due"/> by the database's clock.</summary>
    /// <returns>A token for <see cref="CancelScheduledAsync"/>.</returns>
    public Guid Schedule(string queue, object message, DateTimeOffset due) => Schedule(OutgoingMessage.Command, queue, message, due);

    /// <summary>Takes a scheduled message back, as part of this transaction. False when it has been sent already or never was.</summary>
    public async Task<bool> CancelScheduledAsync(Guid token, CancellationToken cancellationToken = default)
    {
        if (pending.RemoveAll(m => m.ScheduleToken == token) > 0)
        {
            return true;
        }

        const string sql = "DELETE FROM messaging.outbox WHERE schedule_token = @token";
        return await Connection.ExecuteAsync(new(sql, new { token }, Transaction, cancellationToken: cancellationToken)) > 0;
    }

    /// <summary>
    /// Runs <paramref name="action"/> as the last thing before the commit, in order of registration; only the write of the outbox follows.
    /// What takes a lock that everybody wants, such as a gapless number, belongs here, and messages may be published from it.
    /// </summary>
    public void BeforeCommit(Func<CancellationToken, Task> action) => beforeCommit.Add(action);

    /// <summary>Runs <paramref name="action"/> once the commit has succeeded. It must not throw and is lost if the process dies.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    /// <summary>Commits the changes and the messages.</summary>
    /// <exception cref="InvalidOperationException">Committed before, or it belongs to a consumer, whose inbox commits it.</exception>
    public Task CommitAsync(CancellationToken cancellationToken = default) =>
        ownedByConsumer
            ? throw new InvalidOperationException("A consumer's unit of work is committed by the inbox once the consumer has returned.")
            : CommitForOwnerAsync(cancellationToken);

    /// <summary>Rolls back what was not committed. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        // A consumer's is disposed twice: by the inbox, and by the container that handed it out. Npgsql reuses the transaction object with its
        // connection, so a second rollback would hit whoever has rented the connection meanwhile.
        if (disposed)
        {
            return;
        }

        disposed = true;
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    internal async Task CommitForOwnerAsync(CancellationToken cancellationToken)
    {
        if (committed)
        {
            throw new InvalidOperationException("The unit of work is committed already.");
        }

        // By index: a hook may register another one.
        for (var i = 0; i < beforeCommit.Count; i++)
        {
            await beforeCommit[i](cancellationToken);
        }

        await outbox.WriteAsync(this, pending, cancellationToken);
        await Failpoint.HitAsync(Failpoint.BeforeCommit, outbox.Time);
        await Transaction.CommitAsync(cancellationToken);
        committed = true;
        await Failpoint.HitAsync(Failpoint.AfterCommit, outbox.Time);
        if (pending.Count > 0)
        {
            outbox.Wake();
        }

        foreach (var action in afterCommit)
        {
            action();
        }
    }

    internal void Add(OutgoingMessage message) => pending.Add(message);

    internal OutgoingMessage Envelop(object message) =>
        outbox.Envelop(this, OutgoingMessage.Event, MessageNames.Of(message.GetType()), message);

    internal void WakeRelayAfterCommit() => AfterCommit(outbox.Wake);

    private Guid Schedule(string kind, string destination, object message, DateTimeOffset due)
    {
        var token = Guid.CreateVersion7();
        Add(kind, destination, message, due, token);
        return token;
    }

    private Guid Add(string kind, string destination, object message, DateTimeOffset? due, Guid? token)
    {
        var outgoing = outbox.Envelop(this, kind, destination, message) with { Due = due, ScheduleToken = token };
        pending.Add(outgoing);
        return outgoing.MessageId;
    }
}

/// <summary>Begins units of work.</summary>
public sealed class UnitOfWorkFactory
{
    private readonly NpgsqlDataSource dataSource;
    private readonly Outbox outbox;

    internal UnitOfWorkFactory(NpgsqlDataSource dataSource, Outbox outbox)
    {
        this.dataSource = dataSource;
        this.outbox = outbox;
    }

    /// <summary>Opens a connection and begins a transaction. The broker need not be there, now or at the commit.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public Task<UnitOfWork> BeginAsync(CancellationToken cancellationToken = default) => BeginAsync(null, cancellationToken);

    internal async Task<UnitOfWork> BeginAsync(ConsumeContext? cause, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            return new UnitOfWork(connection, await connection.BeginTransactionAsync(cancellationToken), outbox, cause);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
