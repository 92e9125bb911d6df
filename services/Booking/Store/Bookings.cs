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
public sealed class Bookings(
    IOptions<BookingOptions> options,
    TimeProvider time,
    BookingMetrics metrics,
    Outcomes outcomes,
    NumberedFacts numbered
)
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
        Tell(work, before: null, decision, now);
        var kept = new Kept(decision.State, 1, now);
        await BookingWrites.WriteAsync(work, [Change(null, kept, StateJson.Of(decision.State), decision)], cancellation);
        return await CatchUpAsync(work, kept, cancellation);
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
        if (Decide(work, kept, input) is not { } changed)
        {
            return kept; // a message that says nothing new
        }

        await BookingWrites.WriteAsync(work, [changed], cancellation);
        return changed.Kept;
    }

    /// <summary>
    /// Answers of leg services, in the order in which they came. Their bookings are locked in the order of their ids, and each is written once.
    /// </summary>
    /// <returns>Those about holds that no booking here has.</returns>
    public async Task<IReadOnlyList<(Delivery From, PartInput Answer)>> ApplyAsync(
        UnitOfWork work,
        IReadOnlyList<(Delivery From, PartInput Answer)> answers,
        CancellationToken cancellation
    )
    {
        var rows = await work.Connection.QueryAsync<(Guid HoldId, Guid BookingId)>(
            new(
                "SELECT hold_id, booking_id FROM booking.hold WHERE hold_id = ANY (@ids)",
                new { ids = answers.Select(a => a.Answer.HoldId).Distinct().ToArray() },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        var owners = rows.ToDictionary(r => r.HoldId, r => r.BookingId);
        var bookings = await LockAsync(work, [.. owners.Values.Distinct()], cancellation);
        var changes = new Dictionary<Guid, Changed>();
        var unknown = new List<(Delivery, PartInput)>();
        foreach (var (from, answer) in answers)
        {
            if (!owners.TryGetValue(answer.HoldId, out var id) || !bookings.TryGetValue(id, out var kept))
            {
                unknown.Add((from, answer));
                continue;
            }

            work.ActFor(from);
            if (Decide(work, kept, answer) is { } changed)
            {
                bookings[id] = changed.Kept;
                changes[id] = changes.TryGetValue(id, out var before)
                    ? changed with
                    {
                        Before = before.Before,
                        History = [.. before.History, .. changed.History],
                        Wanted = changed.Wanted ?? before.Wanted,
                    }
                    : changed;
            }
        }

        await BookingWrites.WriteAsync(work, [.. changes.Values], cancellation);
        return unknown;
    }

    /// <summary>Decides, and tells what follows; null when nothing does.</summary>
    private Changed? Decide(UnitOfWork work, Kept kept, BookingInput input)
    {
        var now = time.GetUtcNow();
        var decision = BookingMachine.Decide(kept.State, input, now, Timing);
        var json = StateJson.Of(decision.State);
        if (decision.Commands.Count == 0 && decision.Events.Count == 0 && json == StateJson.Of(kept.State))
        {
            return null;
        }

        // Sending a command again is nothing that a reader sees: the ETag stays.
        var version = decision.History.Count > 0 || input is not Tick ? kept.Version + 1 : kept.Version;
        Tell(work, kept.State, decision, now);
        return Change(kept.State, new Kept(decision.State, version, now), json, decision);
    }

    private static Changed Change(BookingState? before, Kept kept, string json, Decision decision) =>
        new(before, kept, json, decision.WakeAt, decision.History, decision.Events.OfType<AlternativesWanted>().LastOrDefault());

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

    /// <summary>Locks bookings, always in the same order.</summary>
    private static async Task<Dictionary<Guid, Kept>> LockAsync(UnitOfWork work, Guid[] ids, CancellationToken cancellation)
    {
        var rows = await work.Connection.QueryAsync<Row>(
            new(
                """
                SELECT state::text AS State, version, changed_at AS ChangedAt FROM booking.booking
                WHERE booking_id = ANY (@ids) ORDER BY booking_id FOR UPDATE
                """,
                new { ids },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        return rows.Select(r => r.ToKept()).ToDictionary(k => k.State.Id);
    }

    private void Tell(UnitOfWork work, BookingState? before, Decision decision, DateTimeOffset now)
    {
        var state = decision.State;
        foreach (var command in decision.Commands)
        {
            work.Send($"{command.Service}-commands", ToMessage(command, state, now));
        }

        foreach (var fact in decision.Events.Where(e => e is not AlternativesWanted))
        {
            numbered.Add(work, (stamp, sequence) => ToFact(fact, state, Guid.CreateVersion7(stamp), stamp, sequence));
        }

        metrics.Count(decision, before?.Decided ?? false, now);
        if (state.Decided)
        {
            work.AfterCommit(() => outcomes.Decided(state.Id));
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

    internal sealed record Row(string State, long Version, DateTimeOffset ChangedAt)
    {
        public Kept ToKept() => new(StateJson.Read(State), Version, ChangedAt);
    }
}
