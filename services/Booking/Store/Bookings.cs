using Dapper;
using Microsoft.Extensions.Options;
using Qujiang.Booking.Domain;
using Qujiang.Contracts.V1;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Store;

/// <summary>A booking as it is kept. <paramref name="Version"/> is its ETag.</summary>
public sealed record Kept(BookingState State, long Version, DateTimeOffset ChangedAt);

/// <summary>
/// Runs <see cref="BookingMachine"/> on kept bookings: lock the row, decide, and write the state with all that follows from it into the caller's
/// transaction - history, commands and facts alike.
/// </summary>
public sealed class Bookings(IOptions<BookingOptions> options, TimeProvider time, BookingMetrics metrics, Outcomes outcomes)
{
    private const string ThisService = "booking";

    private Timing Timing => options.Value.Timing;

    public async Task<Kept> BeginAsync(
        UnitOfWork work,
        Guid id,
        string tenant,
        Plan plan,
        bool booked,
        int holdSeconds,
        string who,
        CancellationToken cancellation,
        SplitPart? split = null
    )
    {
        var now = time.GetUtcNow();
        var decision = BookingMachine.Begin(id, tenant, plan, booked, holdSeconds, who, now, Timing, split);
        await work.Connection.ExecuteAsync(
            new(
                """
                INSERT INTO booking.booking
                    (booking_id, tenant, booked, status, decided, settled, version, departure, arrival, created_at, changed_at, wake_at, state)
                VALUES (@Id, @Tenant, @Booked, @Status, @Decided, @Settled, @Version, @Departure, @Arrival, @Now, @Now, @WakeAt, @State::jsonb)
                """,
                Columns(decision, now, version: 1),
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        await FollowAsync(work, before: null, decision, now, cancellation);
        return await CatchUpAsync(work, new Kept(decision.State, 1, now), cancellation);
    }

    /// <summary>The offer may be older than what was heard since of the movements it rides.</summary>
    private async Task<Kept> CatchUpAsync(UnitOfWork work, Kept kept, CancellationToken cancellation)
    {
        foreach (var (leg, times) in await BookingRows.NewerTimesAsync(work, kept.State.Current.Plan, cancellation))
        {
            var retimed = new Retimed(
                leg.Service!,
                kept.State.Current.Number,
                leg.Sequence,
                times,
                $"{leg.MovementId} runs at other times than offered"
            );
            kept = await ApplyAsync(work, kept, retimed, cancellation);
        }

        return kept;
    }

    /// <summary>One input to one booking. Null when there is no such booking.</summary>
    public async Task<Kept?> ApplyAsync(UnitOfWork work, Guid id, BookingInput input, CancellationToken cancellation) =>
        await LockAsync(work, id, cancellation) is { } kept ? await ApplyAsync(work, kept, input, cancellation) : null;

    /// <summary>One input to a booking that this transaction has locked.</summary>
    public async Task<Kept> ApplyAsync(UnitOfWork work, Kept kept, BookingInput input, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var decision = BookingMachine.Decide(kept.State, input, now, Timing);
        var columns = Columns(decision, now, kept.Version);
        if (decision.Commands.Count == 0 && decision.Events.Count == 0 && columns.State == StateJson.Of(kept.State))
        {
            return kept; // a message that says nothing new
        }

        // Sending a command again is nothing that a reader sees: the ETag stays.
        var version = decision.History.Count > 0 || input is not Tick ? kept.Version + 1 : kept.Version;
        await work.Connection.ExecuteAsync(
            new(
                """
                UPDATE booking.booking
                SET booked = @Booked, status = @Status, decided = @Decided, settled = @Settled, version = @Version, departure = @Departure,
                    arrival = @Arrival, changed_at = @Now, wake_at = @WakeAt, state = @State::jsonb
                WHERE booking_id = @Id
                """,
                columns with
                {
                    Version = version,
                },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        await FollowAsync(work, kept.State, decision, now, cancellation);
        return new Kept(decision.State, version, now);
    }

    public static async Task<Kept?> LockAsync(UnitOfWork work, Guid id, CancellationToken cancellation)
    {
        var row = await work.Connection.QuerySingleOrDefaultAsync<Row>(
            new(
                "SELECT state::text AS State, version, changed_at AS ChangedAt FROM booking.booking WHERE booking_id = @id FOR UPDATE",
                new { id },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        return row?.ToKept();
    }

    private async Task FollowAsync(
        UnitOfWork work,
        BookingState? before,
        Decision decision,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var state = decision.State;
        foreach (var command in decision.Commands)
        {
            work.Send($"{command.Service}-commands", ToMessage(command, state, now));
        }

        await BookingRows.WriteHistoryAsync(work, state.Id, decision.History, cancellation);
        await BookingRows.WriteHoldsAsync(work, before, state, cancellation);
        await BookingRows.WriteRidesAsync(work, before, state, cancellation);
        if (decision.Events.OfType<AlternativesWanted>().LastOrDefault() is { } wanted)
        {
            await BookingRows.WantAlternativesAsync(work, state.Id, wanted, cancellation);
        }

        var facts = decision.Events.Where(e => e is not AlternativesWanted).ToArray();
        if (facts.Length > 0)
        {
            work.BeforeCommit(ct => PublishAsync(work, state, facts, ct));
        }

        metrics.Count(decision, before?.Decided ?? false, now);
        if (state.Decided)
        {
            work.AfterCommit(() => outcomes.Decided(state.Id));
        }
    }

    /// <summary>Numbers the facts without gaps, as the last thing before the commit: from then on every other publishing transaction waits.</summary>
    private async Task PublishAsync(UnitOfWork work, BookingState state, BookingEvent[] facts, CancellationToken cancellation)
    {
        var last = await work.Connection.ExecuteScalarAsync<long>(
            new(
                "UPDATE booking.event_sequence SET last = last + @count RETURNING last",
                new { count = facts.Length },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        var now = time.GetUtcNow();
        var sequence = last - facts.Length;
        foreach (var fact in facts)
        {
            work.Publish(ToFact(fact, state, Guid.CreateVersion7(now), now, ++sequence));
        }
    }

    private static object ToMessage(LegCommand command, BookingState state, DateTimeOffset now) =>
        command switch
        {
            AskHold ask => new HoldCapacity(ask.HoldId, state.Tenant, $"booking/{state.Id:N}", ask.Legs, ask.TtlSeconds, now),
            AskConfirm confirm => new ConfirmHold(confirm.HoldId, now),
            AskRelease release => new ReleaseHold(release.HoldId, release.Reason, now),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "unknown command"),
        };

    private static IFact ToFact(BookingEvent fact, BookingState state, Guid eventId, DateTimeOffset now, long sequence) =>
        fact switch
        {
            Confirmed c => new BookingConfirmed(
                eventId,
                now,
                ThisService,
                sequence,
                state.Id,
                state.Tenant,
                BookedLegs(c.Plan),
                c.Plan.PriceFen
            ),
            Rejected r => new BookingRejected(eventId, now, ThisService, sequence, state.Id, state.Tenant, r.Constraint, r.Detail),
            Cancelled c => new BookingCancelled(eventId, now, ThisService, sequence, state.Id, state.Tenant, c.Reason, c.FeeFen),
            Replanned r => new BookingReplanned(
                eventId,
                now,
                ThisService,
                sequence,
                state.Id,
                state.Tenant,
                r.Proposal,
                BookedLegs(r.Plan),
                r.Plan.PriceFen
            ),
            AlternativesProposed p => new ReplanProposed(
                eventId,
                now,
                ThisService,
                sequence,
                state.Id,
                state.Tenant,
                p.Cause,
                [.. p.Proposals.Select(o => new ReplanProposal(o.Number, BookedLegs(o.Plan), o.Plan.Arrival, o.ExtraFen, o.ExtraCo2eGrams))]
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(fact), fact.GetType().Name, "unknown fact"),
        };

    private static IReadOnlyList<BookedLeg> BookedLegs(Plan plan) => [.. plan.Legs.Select(l => l.ToBookedLeg())];

    private static BookingColumns Columns(Decision decision, DateTimeOffset now, long version)
    {
        var state = decision.State;
        return new BookingColumns(
            state.Id,
            state.Tenant,
            state.Booked,
            BookingRows.Word(state.Status),
            state.Decided,
            state.Settled,
            version,
            state.Current.Plan.Departure,
            state.Current.Plan.Arrival,
            now,
            decision.WakeAt,
            StateJson.Of(state)
        );
    }

    private sealed record BookingColumns(
        Guid Id,
        string Tenant,
        bool Booked,
        string Status,
        bool Decided,
        bool Settled,
        long Version,
        DateTimeOffset Departure,
        DateTimeOffset Arrival,
        DateTimeOffset Now,
        DateTimeOffset? WakeAt,
        string State
    );

    internal sealed record Row(string State, long Version, DateTimeOffset ChangedAt)
    {
        public Kept ToKept() => new(StateJson.Read(State), Version, ChangedAt);
    }
}
