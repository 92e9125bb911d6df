using System.ComponentModel.DataAnnotations;

namespace Qujiang.Messaging.Postgres;

/// <summary>Settings of the section <c>Messaging</c>; the broker's address is <c>RabbitMq:Uri</c>.</summary>
public sealed class MessagingOptions
{
    /// <summary>Address of the broker and virtual host: <c>amqp://user:password@host:5672/vhost</c> (or <c>amqps</c>).</summary>
    [Required]
    public string RabbitMqUri { get; set; } = "";

    /// <summary>How this process calls itself at the broker.</summary>
    [Required]
    public string ServiceName { get; set; } = "";

    /// <summary>Whether this process relays the outbox. Default true; several at once are safe.</summary>
    public bool RelayEnabled { get; set; } = true;

    /// <summary>Rows a relay takes at a time. Default 200.</summary>
    [Range(1, 2000)]
    public int RelayBatchSize { get; set; } = 200;

    /// <summary>How long a relay sleeps when nothing is due and nothing wakes it. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RelayPollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a relay waits for the broker's confirms before it lets go of a batch. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Refusals by the broker after which a row is parked. An absent broker is not a refusal. Default 20, which is about an hour.</summary>
    [Range(1, 1000)]
    public int RelayMaxAttempts { get; set; } = 20;

    /// <summary>Pause after the first refusal; it doubles each time, up to five minutes. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan RelayFirstBackoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a handled message is remembered; a copy that arrives later would act again. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan InboxRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often a failing message is tried again before it goes to the error queue. Default 5.</summary>
    [Range(0, 100)]
    public int RetryLimit { get; set; } = 5;

    /// <summary>Pause before the first retry; the following ones grow exponentially. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryMinInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest pause between retries. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan RetryMaxInterval { get; set; } = TimeSpan.FromSeconds(5);
}
