using Qujiang.Contracts.V1;

namespace Qujiang.Routing.Live;

/// <summary>What a leg service held at one moment.</summary>
/// <param name="Sequence">The number of the last event that is contained.</param>
/// <param name="AsOf">When it was read, by the leg service's clock.</param>
public sealed record Snapshot(string Service, long Sequence, DateTimeOffset AsOf, IReadOnlyList<IFact> Facts);

/// <summary>
/// Keeps one <see cref="ModeState"/> true to its leg service, whatever the network does: decides what to apply, what to keep for later, and
/// when only a fresh snapshot helps. It does no I/O and reads no clock, so a test can put it through anything.
/// </summary>
/// <remarks>
/// Events of a service are numbered without gaps in the order they were committed, and a snapshot numbered N contains every event up to N. So
/// after a snapshot only events above N count, and a number that stays away for longer than <paramref name="patience"/> was lost.
/// </remarks>
/// <param name="patience">How long a missing number may be merely late.</param>
public sealed class FeedMachine(TimeSpan patience)
{
    /// <summary>More than this is not kept while waiting for a snapshot; what is dropped is missed later and makes for another snapshot.</summary>
    private const int BufferLimit = 200_000;

    private readonly SortedSet<long> ahead = [];
    private List<IFact>? buffer = []; // not null: a snapshot is awaited
    private DateTimeOffset? missingSince;
    private bool distrusted;

    public ModeState State { get; private set; } = new();

    /// <summary>Whether a snapshot was ever applied.</summary>
    public bool Loaded { get; private set; }

    /// <summary>Every event up to this one is contained.</summary>
    public long Contiguous { get; private set; }

    /// <summary>The highest number seen or heard of.</summary>
    public long Highest { get; private set; }

    /// <summary>The last moment at which the state is known to have been the whole truth.</summary>
    public DateTimeOffset? AsOf { get; private set; }

    /// <summary>Takes a fact from the bus.</summary>
    public Change Receive(IFact fact, DateTimeOffset now)
    {
        if (buffer is not null)
        {
            if (buffer.Count >= BufferLimit)
            {
                buffer.Clear();
            }
            buffer.Add(fact);
        }
        if (!Loaded || fact.Sequence <= Contiguous)
        {
            return default; // contained already; applied again it could bring back what the service has archived
        }
        return Take(fact, now);
    }

    /// <summary>From now on every fact is kept as well, because a snapshot is being read.</summary>
    public void BeginSnapshot() => buffer ??= [];

    /// <summary>The snapshot could not be read; facts go on being applied as before.</summary>
    public void AbandonSnapshot()
    {
        if (Loaded)
        {
            buffer = null;
        }
    }

    /// <summary>Replaces the state by the snapshot and everything that came since. What the snapshot does not name is gone.</summary>
    public void CompleteSnapshot(Snapshot snapshot, DateTimeOffset now)
    {
        var later = buffer ?? [];
        buffer = null;
        State = new ModeState();
        ahead.Clear();
        foreach (var fact in snapshot.Facts)
        {
            State.Apply(fact);
        }
        Loaded = true;
        distrusted = false;
        missingSince = null;
        Contiguous = Highest = snapshot.Sequence;
        AsOf = snapshot.AsOf < now ? snapshot.AsOf : now;
        foreach (var fact in later)
        {
            if (fact.Sequence > Contiguous)
            {
                Take(fact, now);
            }
        }
    }

    /// <summary>The service answered that its last event has this number.</summary>
    /// <param name="contiguousThen">What was contained when it was asked: events that came while it answered do not make it look behind.</param>
    /// <param name="askedAt">When it was asked.</param>
    public void Heard(long sequence, long contiguousThen, DateTimeOffset askedAt, DateTimeOffset now)
    {
        if (!Loaded)
        {
            return;
        }
        if (sequence < contiguousThen)
        {
            distrusted = true; // it lost events or was set up anew
            return;
        }
        Highest = Math.Max(Highest, sequence);
        if (sequence <= Contiguous)
        {
            Confirm(askedAt);
        }
        else
        {
            missingSince ??= now;
        }
    }

    /// <summary>The connection was lost and is back: events may have passed by unseen.</summary>
    public void Distrust() => distrusted = true;

    /// <summary>Whether the state can only be made whole by a snapshot.</summary>
    public bool NeedsSnapshot(DateTimeOffset now) => !Loaded || distrusted || (missingSince is { } since && now - since >= patience);

    private Change Take(IFact fact, DateTimeOffset now)
    {
        var change = State.Apply(fact);
        Highest = Math.Max(Highest, fact.Sequence);
        if (fact.Sequence == Contiguous + 1)
        {
            Contiguous++;
            while (ahead.Remove(Contiguous + 1))
            {
                Contiguous++;
            }
            missingSince = Highest > Contiguous ? now : null; // another number may be late now: its time starts anew
        }
        else
        {
            ahead.Add(fact.Sequence);
            missingSince ??= now;
        }
        if (missingSince is null)
        {
            Confirm(fact.OccurredAt < now ? fact.OccurredAt : now);
        }
        return change;
    }

    private void Confirm(DateTimeOffset at) => AsOf = AsOf is { } known && known > at ? known : at;
}
