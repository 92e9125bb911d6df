using Dapper;
using Microsoft.Extensions.Options;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Store;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Disruptions;

/// <summary>
/// Seeks ways out for bookings in trouble. What waits at a moment is planned as one batch: when many want the room that is left, it goes to where it
/// saves most, not to who asked first. Those it does not suffice for look at the departures of the days after.
/// </summary>
public sealed class ReplanWorker(
    UnitOfWorkFactory units,
    Bookings bookings,
    ReadBookings read,
    AlternativeSearch search,
    Claims claims,
    IOptions<BookingOptions> options,
    BookingMetrics metrics,
    TimeProvider time,
    ILogger<ReplanWorker> logger
) : BackgroundService
{
    private const int Batch = 200;
    private const int AskedAtOnce = 4;

    /// <summary>After so many rounds in which others were given the room, it is said that there is none.</summary>
    private const int MostRounds = 5;

    /// <summary>A quote shows what leaves first and what is better than that; when that is full, what leaves on each of so many days after is looked at.</summary>
    private const int MostDaysLater = 6;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    while (await WorkAsync(stoppingToken) > 0) { }
                }
                catch (Exception away) when (!stoppingToken.IsCancellationRequested)
                {
                    // The work is kept and due again; one bad row must not stop the service.
                    logger.LogError(away, "Alternatives cannot be sought now");
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>Plans what is due; answers how many bookings that were.</summary>
    internal async Task<int> WorkAsync(CancellationToken cancellation)
    {
        var jobs = await ClaimAsync(cancellation);
        var asked = new Asked();
        var sought = await SeekAsync(jobs, asked, cancellation);
        if (sought.Count == 0)
        {
            return 0;
        }

        var claimed = await claims.ReadAsync([.. jobs.Select(j => j.BookingId)], cancellation);
        var chosen = Choose(sought, claimed.All);
        for (var day = 1; day <= MostDaysLater && sought.Zip(chosen).Any(s => FellShort(s.First, s.Second)); day++)
        {
            sought = await SeekLaterAsync(sought, chosen, TimeSpan.FromDays(day), asked, cancellation);
            chosen = Choose(sought, claimed.All);
        }

        var hoped = claimed.Unsure ? Choose(sought, claimed.Promised) : chosen;
        foreach (var (one, choice, hope) in sought.Zip(chosen, hoped))
        {
            await ProposeAsync(one, choice, IsBetter(one, hope, choice), cancellation);
        }

        return sought.Count;
    }

    /// <summary>What leaves first, for each.</summary>
    private async Task<IReadOnlyList<Sought>> SeekAsync(IReadOnlyList<Job> jobs, Asked asked, CancellationToken cancellation)
    {
        var sought = new List<Sought>();
        await Parallel.ForEachAsync(
            jobs,
            new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = cancellation },
            async (job, token) =>
            {
                if (await read.FindAsync(job.BookingId, token) is not { State: { Trouble: { } trouble } state })
                {
                    await DropAsync(job.BookingId, token);
                    return;
                }

                try
                {
                    var found = await search.FindAsync(state, TimeSpan.Zero, asked, token);
                    lock (sought)
                    {
                        sought.Add(new Sought(job, state, trouble, found));
                    }
                }
                catch (Exception away) when (!token.IsCancellationRequested)
                {
                    logger.LogWarning("No alternatives for {Booking} yet: {Reason}", job.BookingId, away.Message);
                }
            }
        );
        sought.Sort((a, b) => a.Job.BookingId.CompareTo(b.Job.BookingId));
        return sought;
    }

    /// <summary>There are ways, but the room on them goes to others; or what is left is late where others are in time.</summary>
    private static bool FellShort(Sought sought, Alternative? chosen)
    {
        var old = sought.State.Current.Plan;
        return chosen is null
            ? sought.Search.Found.Count > 0
            : !Replanning.Assess(old, chosen).InTime && sought.Search.Found.Any(a => Replanning.Assess(old, a).InTime);
    }

    private static bool IsBetter(Sought sought, Alternative? one, Alternative? other)
    {
        return Worth(one).CompareTo(Worth(other)) > 0;

        (bool There, bool InTime, long Fen, long Ticks) Worth(Alternative? way) =>
            way is not null && Replanning.Assess(sought.State.Current.Plan, way) is var proposal
                ? (true, proposal.InTime, -proposal.ExtraFen, -way.Plan.Arrival.UtcTicks)
                : default;
    }

    private async Task<IReadOnlyList<Sought>> SeekLaterAsync(
        IReadOnlyList<Sought> sought,
        IReadOnlyList<Alternative?> chosen,
        TimeSpan later,
        Asked asked,
        CancellationToken cancellation
    )
    {
        var wider = sought.ToArray();
        await Parallel.ForEachAsync(
            sought.Zip(chosen).Index().Where(s => FellShort(s.Item.First, s.Item.Second)),
            new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = cancellation },
            async (one, token) =>
            {
                var before = one.Item.First;
                try
                {
                    var more = await search.FindAsync(before.State, later, asked, token);
                    var all = before.Search.Found.Concat(more.Found).DistinctBy(a => Replanning.WayOf(a.Plan));
                    wider[one.Index] = before with { Search = before.Search with { Found = [.. all] } };
                }
                catch (Exception away) when (!token.IsCancellationRequested)
                {
                    // What leaves first is known: the round goes on with that.
                    logger.LogWarning("No later alternatives for {Booking}: {Reason}", before.Job.BookingId, away.Message);
                }
            }
        );
        return wider;
    }

    private static IReadOnlyList<Alternative?> Choose(IReadOnlyList<Sought> sought, IReadOnlyDictionary<string, int> claimed)
    {
        var contenders = sought
            .Select(s => new Contender(
                s.Job.BookingId,
                s.State.Current.Plan.Shipment.Units,
                [
                    .. s.Search.Found.Select(a =>
                    {
                        var proposal = Replanning.Assess(s.State.Current.Plan, a);
                        return new Choice(proposal.InTime, proposal.ExtraFen, a.Needs, a.Plan.Arrival.ToUnixTimeSeconds() / 60);
                    }),
                ]
            ))
            .ToArray();
        return [.. BatchPlanner.Assign(contenders, claimed).Zip(sought, (index, s) => index is { } i ? s.Search.Found[i] : null)];
    }

    /// <param name="hopes">It may come to a better way, when it is known what others have got.</param>
    private async Task ProposeAsync(Sought sought, Alternative? chosen, bool hopes, CancellationToken cancellation)
    {
        var (job, state, trouble, search) = sought;
        var policy = options.Value.For(state.Tenant);
        await using var work = await units.BeginAsync(cancellation);
        var kept = await Bookings.LockAsync(work, job.BookingId, cancellation);
        if (
            kept?.State is not { Phase: Phase.Confirmed, Next: null } now
            || now.Trouble?.Since != trouble.Since
            || now.Current.Number != state.Current.Number
        )
        {
            // Cancelled, amended, or in other trouble by now: that has its own job, or none.
            return;
        }

        // With room for others only, waiting a round lets them take it, and shows what is left: nobody is told too early that there is none, or only a later way.
        if (search.Found.Count > 0 && (chosen is null || hopes) && job.Attempts < MostRounds)
        {
            await work.Connection.ExecuteAsync(
                new(
                    """
                    UPDATE booking.replan_job SET due_at = clock_timestamp() + attempts * interval '2 seconds'
                    WHERE booking_id = @BookingId AND requested_at = @RequestedAt
                    """,
                    job,
                    work.Transaction,
                    cancellationToken: cancellation
                )
            );
            await work.CommitAsync(cancellation);
            return;
        }

        var ranked = Replanning.Rank(state.Current.Plan, search.Found, chosen);
        var nothing =
            search.Found.Count == 0 ? search.Nothing
            : chosen is null ? "there is not room enough for all who need it"
            : null;
        kept = await bookings.ApplyAsync(work, kept, new Domain.Alternatives("booking", ranked, nothing), cancellation);
        if (chosen is not null && policy.AutoAcceptReplans && Accepts(policy, state.Current.Plan, ranked[0]))
        {
            await bookings.ApplyAsync(work, kept, new Amend("booking", ranked[0].Plan, 1, "accepted by the tenant's policy"), cancellation);
        }

        await work.Connection.ExecuteAsync(
            new(
                "DELETE FROM booking.replan_job WHERE booking_id = @BookingId AND requested_at = @RequestedAt",
                job,
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        await work.CommitAsync(cancellation);
        metrics.Replanned(time.GetUtcNow() - trouble.Since, ranked.Count > 0 ? "proposed" : "unplannable");
    }

    internal static bool Accepts(TenantPolicy policy, Plan old, Proposal best) =>
        (best.InTime || !policy.AutoAcceptOnlyInTime) && best.ExtraFen * 100 <= old.PriceFen * (long)policy.AutoAcceptMaxExtraPercent;

    /// <summary>Takes jobs for a while: if this process dies, or Routing does not answer, they are due again, a little later each time.</summary>
    private async Task<IReadOnlyList<Job>> ClaimAsync(CancellationToken cancellation)
    {
        await using var work = await units.BeginAsync(cancellation);
        var jobs = await work.Connection.QueryAsync<Job>(
            new(
                """
                UPDATE booking.replan_job SET attempts = attempts + 1, due_at = clock_timestamp() + least(300, 5 * 2 ^ least(attempts, 6)) * interval '1 second'
                WHERE booking_id IN (
                    SELECT booking_id FROM booking.replan_job WHERE due_at <= clock_timestamp()
                    ORDER BY due_at LIMIT @limit FOR UPDATE SKIP LOCKED)
                RETURNING booking_id AS BookingId, requested_at AS RequestedAt, attempts
                """,
                new { limit = Batch },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        await work.CommitAsync(cancellation);
        return jobs.AsList();
    }

    private async Task DropAsync(Guid booking, CancellationToken cancellation)
    {
        await using var work = await units.BeginAsync(cancellation);
        await work.Connection.ExecuteAsync(
            new(
                "DELETE FROM booking.replan_job WHERE booking_id = @booking",
                new { booking },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        await work.CommitAsync(cancellation);
    }

    private sealed record Job(Guid BookingId, DateTimeOffset RequestedAt, int Attempts);

    private sealed record Sought(Job Job, BookingState State, Trouble Trouble, Search Search);
}
