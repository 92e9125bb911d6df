namespace Qujiang.Messaging.Postgres;

/// <summary>A message on its way into the outbox.</summary>
/// <param name="Kind">Whether an exchange or a queue is meant, and whether it matters that somebody receives it.</param>
/// <param name="Headers">Transport headers as a JSON object of strings.</param>
internal sealed record OutgoingMessage(Guid MessageId, string Kind, string Destination, string Body, string Headers)
{
    /// <summary>To an exchange; nobody listening is no error.</summary>
    public const string Event = "EVENT";

    /// <summary>To a queue, which must exist.</summary>
    public const string Command = "COMMAND";

    /// <summary>To a queue that may have gone with its owner.</summary>
    public const string Reply = "REPLY";

    /// <summary>Not sent before, by the database's clock.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>As <see cref="Due"/>, counted from the moment the row is written.</summary>
    public TimeSpan? Delay { get; init; }

    public Guid? ScheduleToken { get; init; }
}
