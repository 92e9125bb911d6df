using Microsoft.Extensions.Options;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Live;

/// <summary>All modes, live. Facts from the bus go to the feed of the service that published them.</summary>
public sealed class LiveNetwork : BackgroundService
{
    private readonly Dictionary<string, ModeFeed> byService;
    private readonly ILogger<ModeFeed> logger;

    public LiveNetwork(
        IOptions<LegsOptions> legs,
        LiveTimetable timetable,
        EventHub hub,
        IHttpClientFactory clients,
        IOptions<RoutingOptions> options,
        RoutingMetrics metrics,
        TimeProvider time,
        ILogger<ModeFeed> logger
    )
    {
        this.logger = logger;
        Feeds =
        [
            .. Enum.GetValues<Mode>()
                .Select(mode => new ModeFeed(mode, legs.Value.Of(mode), timetable, hub, clients, options, metrics, time, logger)),
        ];
        byService = Feeds.ToDictionary(feed => feed.Service, StringComparer.Ordinal);
        metrics.ShowStaleness(() =>
            Feeds
                .Select(feed => (feed, feed.Status().AsOf))
                .Where(f => f.AsOf is not null)
                .Select(f => (f.feed.Mode, (time.GetUtcNow() - f.AsOf!.Value).TotalSeconds))
        );
        metrics.ShowSize(() => Feeds.Select(feed => (feed.Mode, feed.State.Movements.Count)));
    }

    public IReadOnlyList<ModeFeed> Feeds { get; }

    public ModeFeed this[Mode mode] => Feeds[(int)mode];

    /// <summary>Takes a fact from the bus; those of services that carry nothing are passed over.</summary>
    public void Post(IFact fact)
    {
        if (!FactCatalogue.IsWhole(fact))
        {
            // Its number will be missing, and a snapshot tells what it should have told.
            logger.LogError("Event {EventId} ({Name}) lacks what it must have; it is dropped", fact.EventId, FactCatalogue.NameOf(fact));
        }
        else if (byService.TryGetValue(fact.Service, out var feed))
        {
            feed.Post(fact);
        }
    }

    /// <summary>The queue is bound and being consumed: from here on no fact passes by unseen.</summary>
    public void BusIsReady()
    {
        foreach (var feed in Feeds)
        {
            feed.BusIsReady();
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Feeds.Select(feed => feed.RunAsync(stoppingToken)));
}
