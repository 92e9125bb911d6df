using Dapper;
using NpgsqlTypes;

namespace Qujiang.Messaging.Postgres;

/// <summary>
/// Events of one transaction that are too many to be kept in memory until its end: each portion goes to a temporary table at once, and all of them to the
/// outbox, numbered and dated, by one statement of <see cref="ReleaseAsync"/>. They leave in the order in which they were added.
/// </summary>
/// <remarks>
/// An event's number and moment are known only at the end, so it is added with <see cref="Sequence"/> and <see cref="OccurredAt"/> in their places, and its
/// text is cut there.
/// </remarks>
public sealed class EventSpool
{
    /// <summary>Stands for the number of an event.</summary>
    public const long Sequence = -8_070_450_532_247_928_831;

    /// <summary>Stands for the moment of an event.</summary>
    public static DateTimeOffset OccurredAt { get; } = new(9998, 7, 6, 5, 4, 3, 210, TimeSpan.Zero);

    private const string Copy =
        "COPY event_spool (message_id, destination, head, middle, tail, headers, time_first) FROM STDIN (FORMAT BINARY)";
    private static readonly string SequenceText = Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture);
    private static readonly string OccurredAtText = System.Text.Json.JsonSerializer.Serialize(OccurredAt, MessageJson.Options);

    private readonly UnitOfWork work;

    private EventSpool(UnitOfWork work) => this.work = work;

    /// <summary>Events added so far.</summary>
    public long Count { get; private set; }

    /// <summary>Makes the temporary table; it goes with the transaction.</summary>
    public static async Task<EventSpool> OpenAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        const string sql = """
            CREATE TEMPORARY TABLE event_spool (position bigint GENERATED ALWAYS AS IDENTITY, message_id uuid, destination text, head text, middle text, tail text,
                headers text, time_first boolean) ON COMMIT DROP
            """;
        await work.Connection.ExecuteAsync(new CommandDefinition(sql, null, work.Transaction, cancellationToken: cancellationToken));
        return new EventSpool(work);
    }

    /// <summary>Adds events, each holding <see cref="Sequence"/> and <see cref="OccurredAt"/> once.</summary>
    /// <exception cref="ArgumentException">An event does not hold both.</exception>
    public async Task AddAsync(IReadOnlyCollection<object> events, CancellationToken cancellationToken)
    {
        await using var copy = await work.Connection.BeginBinaryImportAsync(Copy, cancellationToken);
        foreach (var message in events)
        {
            var outgoing = work.Envelop(message);
            var body = outgoing.Body;
            // The message's own members come before anything that a person has written: the first place is the right one.
            var (sequence, moment) = (
                body.IndexOf(SequenceText, StringComparison.Ordinal),
                body.IndexOf(OccurredAtText, StringComparison.Ordinal)
            );
            if (sequence < 0 || moment < 0)
                throw new ArgumentException($"{message.GetType().Name} was not made with the marks of a spooled event.", nameof(events));
            var timeFirst = moment < sequence;
            var (first, firstLength) = timeFirst ? (moment, OccurredAtText.Length) : (sequence, SequenceText.Length);
            var (second, secondLength) = timeFirst ? (sequence, SequenceText.Length) : (moment, OccurredAtText.Length);
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(outgoing.MessageId, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(outgoing.Destination, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(body[..first], NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(body[(first + firstLength)..second], NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(body[(second + secondLength)..], NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(outgoing.Headers, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(timeFirst, NpgsqlDbType.Boolean, cancellationToken);
            Count++;
        }
        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>Moves all to the outbox; they are sent once the transaction commits.</summary>
    /// <param name="first">Number of the first; the others follow without gaps.</param>
    /// <param name="occurredAt">Moment of them all.</param>
    public async Task ReleaseAsync(long first, DateTimeOffset occurredAt, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO messaging.outbox (message_id, kind, destination, body, headers, enqueue_time)
            SELECT message_id, 'EVENT', destination,
                   head || CASE WHEN time_first THEN @moment ELSE (@first + position - 1)::text END
                        || middle || CASE WHEN time_first THEN (@first + position - 1)::text ELSE @moment END || tail,
                   headers::jsonb, statement_timestamp()
            FROM event_spool ORDER BY position;
            DROP TABLE event_spool
            """;
        var moment = System.Text.Json.JsonSerializer.Serialize(occurredAt, MessageJson.Options);
        await work.Connection.ExecuteAsync(
            new CommandDefinition(sql, new { first, moment }, work.Transaction, commandTimeout: 300, cancellationToken: cancellationToken)
        );
        work.WakeRelayAfterCommit();
        Count = 0;
    }
}
