using System.Text.Json;
using Dapper;
using Qujiang.Booking.Domain;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;
using Qujiang.Messaging.Postgres;

namespace Qujiang.Booking.Store;

/// <summary>What is to be re-planned, and what was heard since of what is ridden.</summary>
internal static class BookingRows
{
    /// <summary>The word of a status in the database and in REST.</summary>
    public static string Word(BookingStatus status) =>
        status == BookingStatus.PendingAmendment ? "PENDING_AMENDMENT" : status.ToString().ToUpperInvariant();

    public static Task WantAlternativesAsync(UnitOfWork work, Guid booking, AlternativesWanted wanted, CancellationToken cancellation) =>
        work.Connection.ExecuteAsync(
            new(
                """
                INSERT INTO booking.replan_job (booking_id, cause, due_at) VALUES (@booking, @Cause, clock_timestamp() + @After)
                ON CONFLICT (booking_id) DO UPDATE
                SET cause = @Cause, requested_at = clock_timestamp(), due_at = clock_timestamp() + @After, attempts = 0
                """,
                new
                {
                    booking,
                    wanted.Cause,
                    wanted.After,
                },
                work.Transaction,
                cancellationToken: cancellation
            )
        );

    /// <summary>Legs of a plan whose movements were rescheduled to other times than the plan says.</summary>
    public static async Task<IReadOnlyList<(PlanLeg Leg, LegTimes Times)>> NewerTimesAsync(
        UnitOfWork work,
        Plan plan,
        CancellationToken cancellation
    )
    {
        var rows = await work.Connection.QueryAsync<(string Id, string Calls)>(
            new(
                "SELECT movement_id, calls::text FROM booking.schedule WHERE movement_id = ANY (@ids) AND calls IS NOT NULL",
                new { ids = plan.Legs.Select(l => l.MovementId).OfType<string>().ToArray() },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        var calls = rows.ToDictionary(
            r => r.Id,
            r => JsonSerializer.Deserialize<IReadOnlyList<Call>>(r.Calls, ContractJson.Options)!,
            StringComparer.Ordinal
        );
        return
        [
            .. from leg in plan.Legs
            where leg.MovementId is not null && calls.ContainsKey(leg.MovementId)
            let times = LegTimes.Of(calls[leg.MovementId!], leg.FromCall, leg.ToCall)
            where times is not null && times != LegTimes.Of(leg)
            select (leg, times),
        ];
    }
}
