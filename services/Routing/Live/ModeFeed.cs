using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Live;

/// <summary>
/// Keeps one mode live: takes its facts from the bus, reads snapshots when <see cref="FeedMachine"/> asks for one, and asks the leg service for
/// its last number every few seconds. Everything happens on one loop, in the order it arrives. The loop is the one owner of its retries.
/// </summary>
public sealed class ModeFeed
{
    private const int MostAtOnce = 1_000;

    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BusGrace = TimeSpan.FromSeconds(5);

    private readonly Channel<Input> inbox = Channel.CreateUnbounded<Input>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SnapshotSource source;
    private readonly LiveTimetable timetable;
    private readonly EventHub hub;
    private readonly RoutingOptions options;
    private readonly RoutingMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger<ModeFeed> logger;
    private readonly FeedMachine machine;
    private readonly DateTimeOffset started;

    private bool busIsReady;
    private bool snapshotRunning;
    private bool heartbeatRunning;
    private DateTimeOffset nextSnapshot = DateTimeOffset.MinValue;
    private DateTimeOffset nextHeartbeat = DateTimeOffset.MinValue;
    private DateTimeOffset nextReconciliation = DateTimeOffset.MinValue;
    private int failures;
    private int snapshots;
    private string? trouble;
    private volatile Known known = new(Loaded: false, AsOf: null, Sequence: 0);

    public ModeFeed(
        Mode mode,
        Uri baseUrl,
        LiveTimetable timetable,
        EventHub hub,
        IHttpClientFactory clients,
        IOptions<RoutingOptions> options,
        RoutingMetrics metrics,
        TimeProvider time,
        ILogger<ModeFeed> logger
    )
    {
        Mode = mode;
        Service = mode.ToString().ToLowerInvariant();
        source = new SnapshotSource(baseUrl, clients, time);
        this.timetable = timetable;
        this.hub = hub;
        this.options = options.Value;
        this.metrics = metrics;
        this.time = time;
        this.logger = logger;
        machine = new FeedMachine(this.options.GapPatience);
        started = time.GetUtcNow();
    }

    public Mode Mode { get; }

    /// <summary>The leg service's name in its facts.</summary>
    public string Service { get; }

    /// <summary>What is known; replaced as a whole by a snapshot.</summary>
    public ModeState State => machine.State;

    /// <summary>Takes a fact from the bus; never blocks.</summary>
    public void Post(IFact fact) => inbox.Writer.TryWrite(new FactCame(fact));

    /// <summary>The queue is bound: for the first time, or again after facts may have been missed.</summary>
    public void BusIsReady() => inbox.Writer.TryWrite(new BusBecameReady());

    public FeedStatus Status()
    {
        var now = time.GetUtcNow();
        var state = machine.State;
        var (loaded, asOf, sequence) = known;
        var health = loaded switch
        {
            true when asOf is { } at && now - at <= options.StaleAfter => FeedHealth.Live,
            false when now - started < options.StartGrace => FeedHealth.Loading,
            _ => FeedHealth.Stale,
        };
        return new FeedStatus(
            health,
            asOf,
            sequence,
            state.Movements.Count,
            state.Lanes.Count,
            state.Pools.Count,
            state.Tariffs.Count,
            snapshots,
            health == FeedHealth.Live ? null : trouble
        );
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ticking = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ticker = TickAsync(ticking.Token);
        try
        {
            var facts = new List<IFact>();
            while (await inbox.Reader.WaitToReadAsync(cancellation))
            {
                // Facts that have queued up are applied in one go: a service that makes its timetable tells thousands in a moment.
                while (inbox.Reader.TryRead(out var input))
                {
                    if (input is FactCame { Fact: var fact })
                    {
                        facts.Add(fact);
                    }
                    if (
                        facts.Count > 0
                        && (
                            input is not FactCame
                            || facts.Count == MostAtOnce
                            || !inbox.Reader.TryPeek(out var next)
                            || next is not FactCame
                        )
                    )
                    {
                        Apply(facts, time.GetUtcNow());
                        facts.Clear();
                    }
                    Handle(input, cancellation);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // the service stops
        }
        await ticking.CancelAsync();
        await ticker;
    }

    private void Handle(Input input, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        switch (input)
        {
            case SnapshotCame { Snapshot: var snapshot }:
                Replace(snapshot, now);
                break;
            case SnapshotFailed { Reason: var reason }:
                machine.AbandonSnapshot();
                snapshotRunning = false;
                nextSnapshot = now + Backoff(++failures);
                Complain(reason);
                break;
            case HeartbeatCame beat:
                heartbeatRunning = false;
                machine.Heard(beat.Sequence, beat.ContiguousThen, beat.AskedAt, now);
                break;
            case HeartbeatFailed { Reason: var reason }:
                heartbeatRunning = false;
                Complain(reason);
                break;
            case BusBecameReady:
                busIsReady = true;
                machine.Distrust();
                break;
        }
        known = new Known(machine.Loaded, machine.AsOf, machine.Contiguous);
        StartWhatIsDue(now, cancellation);
    }

    private void Apply(List<IFact> facts, DateTimeOffset now)
    {
        var changes = new List<(IFact Fact, Change Change)>(facts.Count);
        foreach (var fact in facts)
        {
            try
            {
                var change = machine.Receive(fact, now);
                if (change.Kind != ChangeKind.None)
                {
                    changes.Add((fact, change));
                }
            }
            catch (Exception e) when (IsNonsense(e))
            {
                // One fact that makes no sense must not end the feed: the snapshot decides what is true.
                logger.LogError(e, "{Service}: event {EventId} ({Sequence}) cannot be applied", Service, fact.EventId, fact.Sequence);
                machine.Distrust();
            }
        }
        if (changes.Count == 0)
        {
            return;
        }
        Follow(() => timetable.Apply(Mode, machine.State, [.. changes.Select(c => c.Change).Distinct()]));
        foreach (var (fact, _) in changes)
        {
            metrics.Applied(Mode, time.GetUtcNow() - fact.OccurredAt);
            hub.Publish(Mode, fact);
        }
    }

    private void Follow(Action change)
    {
        try
        {
            change();
        }
        catch (Exception e) when (IsNonsense(e))
        {
            logger.LogError(e, "{Service}: the timetable cannot follow; reading a snapshot", Service);
            machine.Distrust();
        }
    }

    private static bool IsNonsense(Exception e) =>
        e
            is NullReferenceException
                or ArgumentException
                or InvalidOperationException
                or FormatException
                or OverflowException
                or KeyNotFoundException;

    private void Replace(Snapshot snapshot, DateTimeOffset now)
    {
        snapshotRunning = false;
        var before = machine.State;
        machine.CompleteSnapshot(snapshot, now);
        Follow(() => timetable.Replace(Mode, before, machine.State));
        failures = 0;
        snapshots++;
        trouble = null;
        nextSnapshot = now + options.GapPatience; // a service that keeps losing events is not asked without pause
        nextHeartbeat = now + options.HeartbeatEvery;
        nextReconciliation = now + options.ReconcileEvery;
        metrics.SnapshotRead(Mode, complete: true);
        logger.LogInformation(
            "{Service}: snapshot {Sequence} applied: {Movements} movements, {Lanes} lanes, {Pools} pool days, {Tariffs} tariffs",
            Service,
            snapshot.Sequence,
            machine.State.Movements.Count,
            machine.State.Lanes.Count,
            machine.State.Pools.Count,
            machine.State.Tariffs.Count
        );
    }

    private void StartWhatIsDue(DateTimeOffset now, CancellationToken cancellation)
    {
        if (machine.Loaded && now >= nextReconciliation)
        {
            nextReconciliation = now + options.ReconcileEvery;
            machine.Distrust(); // whatever went wrong unnoticed, and what has long left, goes
        }
        var listening = busIsReady || now - started >= BusGrace; // a snapshot read before the queue is bound would have to be read again
        if (listening && !snapshotRunning && now >= nextSnapshot && machine.NeedsSnapshot(now))
        {
            snapshotRunning = true;
            machine.BeginSnapshot();
            _ = ReadSnapshotAsync(cancellation);
        }
        if (!heartbeatRunning && !snapshotRunning && machine.Loaded && now >= nextHeartbeat)
        {
            heartbeatRunning = true;
            nextHeartbeat = now + options.HeartbeatEvery;
            _ = AskForNumberAsync(machine.Contiguous, now, cancellation);
        }
    }

    private async Task ReadSnapshotAsync(CancellationToken cancellation)
    {
        Input outcome;
        try
        {
            var snapshot = await source.ReadAsync(cancellation);
            outcome =
                snapshot.Service == Service
                    ? new SnapshotCame(snapshot)
                    : new SnapshotFailed($"{source.Url} is the snapshot of '{snapshot.Service}', not of '{Service}'.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            outcome = new SnapshotFailed(e.Message);
        }
        if (outcome is SnapshotFailed)
        {
            metrics.SnapshotRead(Mode, complete: false);
        }
        inbox.Writer.TryWrite(outcome);
    }

    private async Task AskForNumberAsync(long contiguous, DateTimeOffset askedAt, CancellationToken cancellation)
    {
        Input outcome;
        try
        {
            outcome = new HeartbeatCame(await source.AskForNumberAsync(cancellation), contiguous, askedAt);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            outcome = new HeartbeatFailed(e.Message);
        }
        inbox.Writer.TryWrite(outcome);
    }

    private async Task TickAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TickEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                inbox.Writer.TryWrite(new Tick());
            }
        }
        catch (OperationCanceledException)
        {
            // the feed stops
        }
    }

    private void Complain(string reason)
    {
        if (trouble != reason)
        {
            logger.LogWarning("{Service}: {Reason}", Service, reason);
        }
        trouble = reason;
    }

    private static TimeSpan Backoff(int failures)
    {
        var wait = TimeSpan.FromMilliseconds(250 * Math.Pow(2, Math.Min(failures - 1, 10)));
        return wait < LongestRetry ? wait : LongestRetry;
    }

    /// <summary>What other threads may read of the machine.</summary>
    private sealed record Known(bool Loaded, DateTimeOffset? AsOf, long Sequence);

    private abstract record Input;

    private sealed record FactCame(IFact Fact) : Input;

    private sealed record SnapshotCame(Snapshot Snapshot) : Input;

    private sealed record SnapshotFailed(string Reason) : Input;

    private sealed record HeartbeatCame(long Sequence, long ContiguousThen, DateTimeOffset AskedAt) : Input;

    private sealed record HeartbeatFailed(string Reason) : Input;

    private sealed record BusBecameReady : Input;

    private sealed record Tick : Input;
}
