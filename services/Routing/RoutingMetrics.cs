using System.Diagnostics;
using System.Diagnostics.Metrics;
using Qujiang.Contracts.V1;

namespace Qujiang.Routing;

/// <summary>The meter and the traces <c>Qujiang.Routing</c>.</summary>
public sealed class RoutingMetrics : IDisposable
{
    public const string Name = "Qujiang.Routing";

    public static readonly ActivitySource Traces = new(Name);

    private readonly Meter meter;
    private readonly Histogram<double> search;
    private readonly Histogram<double> quote;
    private readonly Histogram<int> found;
    private readonly Histogram<int> offered;
    private readonly Histogram<double> applyLag;
    private readonly Counter<long> facts;
    private readonly Counter<long> snapshots;

    public RoutingMetrics(IMeterFactory factory)
    {
        meter = factory.Create(Name);
        search = meter.CreateHistogram<double>("qujiang.routing.search.duration", "ms", "Time of one search in the timetable.");
        quote = meter.CreateHistogram<double>(
            "qujiang.routing.quote.duration",
            "ms",
            "Time to work out a quote: search, price, pick and sign."
        );
        found = meter.CreateHistogram<int>("qujiang.routing.search.options", "{option}", "Undominated options found by a search.");
        offered = meter.CreateHistogram<int>("qujiang.routing.quote.options", "{option}", "Options shown in a quote.");
        applyLag = meter.CreateHistogram<double>("qujiang.routing.apply.lag", "ms", "From the commit of a fact until quotes use it.");
        facts = meter.CreateCounter<long>("qujiang.routing.facts", "{fact}", "Facts taken from the bus.");
        snapshots = meter.CreateCounter<long>("qujiang.routing.snapshots", "{snapshot}", "Snapshots read, by outcome.");
    }

    public void Searched(TimeSpan duration, int options)
    {
        search.Record(duration.TotalMilliseconds);
        found.Record(options);
    }

    public void Quoted(TimeSpan duration, int options)
    {
        quote.Record(duration.TotalMilliseconds);
        offered.Record(options);
    }

    public void Applied(Mode mode, TimeSpan lag)
    {
        var tag = Tag(mode);
        facts.Add(1, tag);
        applyLag.Record(lag.TotalMilliseconds, tag);
    }

    public void SnapshotRead(Mode mode, bool complete) =>
        snapshots.Add(1, Tag(mode), new KeyValuePair<string, object?>("outcome", complete ? "complete" : "failed"));

    /// <summary>Shows for each mode how old its latest confirmation is.</summary>
    public void ShowStaleness(Func<IEnumerable<(Mode Mode, double Seconds)>> read) =>
        meter.CreateObservableGauge(
            "qujiang.routing.staleness",
            () => read().Select(value => new Measurement<double>(value.Seconds, Tag(value.Mode))),
            "s",
            "Age of the last moment at which a mode is known to have been complete."
        );

    /// <summary>Shows for each mode how many labels, movements and lanes are at hand.</summary>
    public void ShowSize(Func<IEnumerable<(Mode Mode, int Movements)>> read) =>
        meter.CreateObservableGauge(
            "qujiang.routing.movements",
            () => read().Select(value => new Measurement<int>(value.Movements, Tag(value.Mode))),
            "{movement}",
            "Movements in the timetable."
        );

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Tag(Mode mode) => new("mode", mode.ToString());
}
