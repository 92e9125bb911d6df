using System.Diagnostics.Metrics;

namespace Qujiang.Messaging.Postgres;

/// <summary>The meter <c>Qujiang.Messaging</c>.</summary>
internal sealed class MessagingMetrics
{
    public const string MeterName = "Qujiang.Messaging";

    private readonly Counter<long> published;
    private readonly Counter<long> refused;
    private readonly Counter<long> duplicates;
    private readonly Histogram<double> lag;
    private readonly OutboxDepth depth = new();

    public MessagingMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        published = meter.CreateCounter<long>("qujiang.messaging.published", "{message}", "Messages the broker has confirmed.");
        refused = meter.CreateCounter<long>("qujiang.messaging.refused", "{attempt}", "Attempts the broker refused.");
        duplicates = meter.CreateCounter<long>("qujiang.messaging.duplicates", "{message}", "Deliveries the inbox had seen before.");
        lag = meter.CreateHistogram<double>(
            "qujiang.messaging.relay.lag",
            "s",
            "From the writing of an outbox row to the broker's confirm."
        );
        meter.CreateObservableGauge(
            "qujiang.messaging.outbox.depth",
            () => Volatile.Read(ref depth.Due),
            "{message}",
            "Rows that are due and not yet sent."
        );
        meter.CreateObservableGauge(
            "qujiang.messaging.outbox.scheduled",
            () => Volatile.Read(ref depth.Scheduled),
            "{message}",
            "Rows that are not due yet."
        );
        meter.CreateObservableGauge(
            "qujiang.messaging.outbox.parked",
            () => Volatile.Read(ref depth.Parked),
            "{message}",
            "Rows given up until somebody asks again."
        );
        meter.CreateObservableGauge(
            "qujiang.messaging.outbox.oldest",
            () => Volatile.Read(ref depth.OldestSeconds),
            "s",
            "Age of the oldest row that is due."
        );
    }

    public void Published(string destination, TimeSpan after)
    {
        published.Add(1, new KeyValuePair<string, object?>("destination", destination));
        lag.Record(Math.Max(0, after.TotalSeconds));
    }

    public void Refused(string destination) => refused.Add(1, new KeyValuePair<string, object?>("destination", destination));

    public void Duplicate(string consumer) => duplicates.Add(1, new KeyValuePair<string, object?>("consumer", consumer));

    public void Depth(long due, long scheduled, long parked, double oldestSeconds)
    {
        Volatile.Write(ref depth.Due, due);
        Volatile.Write(ref depth.Scheduled, scheduled);
        Volatile.Write(ref depth.Parked, parked);
        Volatile.Write(ref depth.OldestSeconds, oldestSeconds);
    }

    private sealed class OutboxDepth
    {
        public long Due;
        public long Scheduled;
        public long Parked;
        public double OldestSeconds;
    }
}
