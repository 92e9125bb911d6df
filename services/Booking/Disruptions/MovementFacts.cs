using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using MassTransit;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Store;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Disruptions;

/// <summary>What leg services say about movements, given to every booking that rides them.</summary>
public sealed partial class MovementFacts(UnitOfWork work, Bookings bookings, TimeProvider time)
    : IConsumer<MovementCancelled>,
        IConsumer<MovementRescheduled>,
        IConsumer<CapacityChanged>,
        IConsumer<DisruptionRaised>,
        IConsumer<DisruptionCleared>
{
    public async Task Consume(ConsumeContext<MovementCancelled> context)
    {
        var fact = context.Message;
        var cause = $"{fact.MovementId} is cancelled: {fact.Reason}";
        foreach (var ride in await Rides.OnAsync(work, fact.MovementId, time.GetUtcNow(), context.CancellationToken))
        {
            var broken = new PlanBroken(fact.Service, "cancelled", ride.Room, ride.Sequence, cause);
            await bookings.ApplyAsync(work, ride.BookingId, broken, context.CancellationToken);
        }
    }

    /// <summary>The highest revision of a movement's schedule wins: an older one that comes later changes nothing.</summary>
    public async Task Consume(ConsumeContext<MovementRescheduled> context)
    {
        var fact = context.Message;
        var newer = await work.Connection.ExecuteAsync(
            new(
                """
                INSERT INTO booking.schedule (movement_id, revision, calls) VALUES (@MovementId, @Revision, @calls::jsonb)
                ON CONFLICT (movement_id) DO UPDATE SET revision = @Revision, calls = @calls::jsonb, changed_at = clock_timestamp()
                WHERE schedule.revision < @Revision
                """,
                new
                {
                    fact.MovementId,
                    fact.Revision,
                    calls = JsonSerializer.Serialize(fact.Calls, ContractJson.Options),
                },
                work.Transaction,
                cancellationToken: context.CancellationToken
            )
        );
        if (newer == 0)
        {
            return;
        }

        foreach (var ride in await Rides.OnAsync(work, fact.MovementId, time.GetUtcNow(), context.CancellationToken))
        {
            if (LegTimes.Of(fact.Calls, ride.FromCall, ride.ToCall) is { } times)
            {
                var retimed = new Retimed(
                    fact.Service,
                    ride.Room,
                    ride.Sequence,
                    times,
                    $"{fact.MovementId} runs at other times: {fact.Reason}"
                );
                await bookings.ApplyAsync(work, ride.BookingId, retimed, context.CancellationToken);
            }
        }
    }

    /// <summary>
    /// A ledger never offers less than it has sold; where an operator wants to, the fact's reason says by how much. Who booked last gives way.
    /// </summary>
    public async Task Consume(ConsumeContext<CapacityChanged> context)
    {
        var fact = context.Message;
        foreach (var short_ in Shortfall().Matches(fact.Reason).Select(ShortfallOf))
        {
            var excess = short_.Taken - short_.Wanted;
            foreach (var ride in await Rides.ConfirmedOnSegmentAsync(work, fact.MovementId, short_.Segment, context.CancellationToken))
            {
                if (excess <= 0)
                {
                    break;
                }

                var kept = (await Bookings.LockAsync(work, ride.BookingId, context.CancellationToken))!;
                var leg = kept.State.Current.Plan.Legs.FirstOrDefault(l => l.Sequence == ride.Sequence);
                var amount = leg is null ? 0 : AmountOf(leg.Demand, short_.Dimension);
                if (amount == 0 || kept.State.Current.Number != ride.Room)
                {
                    continue;
                }

                // Those who are on their way out already count: the room they leave is part of the answer.
                excess -= amount;
                var cause = $"{fact.MovementId} has less room than was sold ({short_.Dimension} {short_.Taken} sold, {short_.Wanted} left)";
                var broken = new PlanBroken(fact.Service, "capacity", ride.Room, ride.Sequence, cause);
                await bookings.ApplyAsync(work, kept, broken, context.CancellationToken);
            }
        }
    }

    /// <summary>Who is touched must be looked up at the leg service: that is done outside this transaction.</summary>
    public Task Consume(ConsumeContext<DisruptionRaised> context) =>
        work.Connection.ExecuteAsync(
            new(
                """
                INSERT INTO booking.disruption_job (disruption_id, service, revision, fact) VALUES (@DisruptionId, @Service, @Revision, @fact::jsonb)
                ON CONFLICT (service, disruption_id) DO UPDATE SET revision = @Revision, fact = @fact::jsonb, due_at = clock_timestamp(), attempts = 0
                WHERE disruption_job.revision < @Revision
                """,
                new
                {
                    context.Message.DisruptionId,
                    context.Message.Service,
                    context.Message.Revision,
                    fact = JsonSerializer.Serialize(context.Message, ContractJson.Options),
                },
                work.Transaction,
                cancellationToken: context.CancellationToken
            )
        );

    public async Task Consume(ConsumeContext<DisruptionCleared> context)
    {
        var fact = context.Message;
        await work.Connection.ExecuteAsync(
            new(
                "DELETE FROM booking.disruption_job WHERE service = @Service AND disruption_id = @DisruptionId AND revision < @Revision",
                fact,
                work.Transaction,
                cancellationToken: context.CancellationToken
            )
        );
        var touched = await work.Connection.QueryAsync<Guid>(
            new(
                """
                SELECT booking_id FROM booking.booking
                WHERE state->'trouble' IS NOT NULL AND state->'trouble'->>'source' = @source ORDER BY booking_id
                """,
                new { source = DisruptionWorker.SourceOf(fact.Service, fact.DisruptionId) },
                work.Transaction,
                cancellationToken: context.CancellationToken
            )
        );
        foreach (var id in touched)
        {
            await bookings.ApplyAsync(work, id, new TroubleOver(fact.Service, fact.Description), context.CancellationToken);
        }
    }

    private static int AmountOf(CapacityVector demand, string dimension) =>
        dimension switch
        {
            "teu100" => demand.Teu100,
            "kg" => demand.Kg,
            "litres" => demand.Litres,
            "reeferPlugs" => demand.ReeferPlugs,
            "uld" => demand.Uld,
            _ => 0,
        };

    private static (int Segment, string Dimension, int Taken, int Wanted) ShortfallOf(Match match) =>
        (
            int.Parse(match.Groups["segment"].Value, CultureInfo.InvariantCulture),
            match.Groups["dimension"].Value,
            int.Parse(match.Groups["taken"].Value, CultureInfo.InvariantCulture),
            int.Parse(match.Groups["wanted"].Value, CultureInfo.InvariantCulture)
        );

    /// <summary><c>operator: segment 0 teu100 400 taken, 200 wanted; ...</c></summary>
    [GeneratedRegex(
        @"segment (?<segment>\d{1,4}) (?<dimension>\w+) (?<taken>\d{1,9}) taken, (?<wanted>\d{1,9}) wanted",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Shortfall();
}
