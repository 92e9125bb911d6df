using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Qujiang.Messaging.Postgres;
using Qujiang.ServiceDefaults;

namespace Qujiang.Booking.Features;

/// <summary>How much a tenant may have open at once.</summary>
public sealed class Quotas
{
    public async Task<ProblemHttpResult?> ExceededByHoldAsync(
        UnitOfWork work,
        string tenant,
        TenantPolicy policy,
        CancellationToken cancellation
    )
    {
        var open = await CountAsync(
            work,
            "SELECT count(*) FROM booking.booking WHERE tenant = @tenant AND NOT booked AND status = 'RECEIVED'",
            tenant,
            cancellation
        );
        return open >= policy.OpenHolds ? Exceeded($"{policy.OpenHolds} holds are open; release or book one first.") : null;
    }

    public async Task<ProblemHttpResult?> ExceededByBookingAsync(
        UnitOfWork work,
        string tenant,
        TenantPolicy policy,
        CancellationToken cancellation,
        int more = 1
    )
    {
        var open = await CountAsync(
            work,
            "SELECT count(*) FROM booking.booking WHERE tenant = @tenant AND booked AND NOT decided",
            tenant,
            cancellation
        );
        return open + more > policy.UndecidedBookings
            ? Exceeded($"{policy.UndecidedBookings} bookings wait for their decision; try again shortly.")
            : null;
    }

    /// <summary>Counts while no other request of the tenant can add: a quota that many requests pass at the same moment is none.</summary>
    private static async Task<long> CountAsync(UnitOfWork work, string count, string tenant, CancellationToken cancellation)
    {
        // Two statements, so that the second one sees what was committed while the first one waited.
        await using var answers = await work.Connection.QueryMultipleAsync(
            new(
                $"SELECT pg_advisory_xact_lock(hashtextextended('booking quota ' || @tenant, 0))::text; {count}",
                new { tenant },
                work.Transaction,
                cancellationToken: cancellation
            )
        );
        await answers.ReadSingleAsync<string>();
        return await answers.ReadSingleAsync<long>();
    }

    private static ProblemHttpResult Exceeded(string detail) =>
        Problems.Of(StatusCodes.Status429TooManyRequests, "quota-exceeded", "The tenant has too much open.", detail);
}
