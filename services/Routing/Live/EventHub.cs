using System.Net.ServerSentEvents;
using System.Threading.Channels;
using Qujiang.Contracts.V1;

namespace Qujiang.Routing.Live;

/// <summary>One fact on its way to those who watch.</summary>
public sealed record WatchedFact(Mode Mode, SseItem<string> Item);

/// <summary>Hands applied facts to everybody who watches <c>GET /v1/events</c>. A watcher that does not keep up loses the oldest.</summary>
public sealed class EventHub
{
    private const int Backlog = 1_000;

    private readonly Lock gate = new();
    private readonly List<Channel<WatchedFact>> watchers = [];

    /// <summary>Facts about holds name tenants, so they are not shown to others.</summary>
    public void Publish(Mode mode, IFact fact)
    {
        lock (gate)
        {
            if (watchers.Count == 0 || fact is CapacityHeld or HoldRefused or HoldConfirmed or HoldReleased or HoldExpired)
            {
                return;
            }
            var item = new SseItem<string>(FactCatalogue.Write(fact), FactCatalogue.NameOf(fact))
            {
                EventId = $"{fact.Service}:{fact.Sequence}",
            };
            foreach (var watcher in watchers)
            {
                watcher.Writer.TryWrite(new WatchedFact(mode, item));
            }
        }
    }

    /// <summary>Starts watching; dispose to stop.</summary>
    public Watch Subscribe()
    {
        var channel = Channel.CreateBounded<WatchedFact>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest }
        );
        lock (gate)
        {
            watchers.Add(channel);
        }
        return new Watch(this, channel);
    }

    public sealed class Watch : IDisposable
    {
        private readonly EventHub hub;
        private readonly Channel<WatchedFact> channel;

        internal Watch(EventHub hub, Channel<WatchedFact> channel)
        {
            this.hub = hub;
            this.channel = channel;
        }

        public ChannelReader<WatchedFact> Facts => channel.Reader;

        public void Dispose()
        {
            lock (hub.gate)
            {
                hub.watchers.Remove(channel);
            }
        }
    }
}
