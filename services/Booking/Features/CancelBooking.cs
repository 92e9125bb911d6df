using Qujiang.Booking.Domain;
using Qujiang.Booking.Store;
using Qujiang.ServiceDefaults;

namespace Qujiang.Booking.Features;

/// <param name="Reason">For the history and the fact.</param>
public sealed record CancelRequest(string? Reason = null);

/// <summary>Gives a booking up: free before the first cut-off, then for the fee that the terms say.</summary>
public static class CancelBooking
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/v1/bookings/{id:guid}/cancel", HandleAsync)
            .RequireScope("bookings:write")
            .WithTags("Bookings")
            .WithSummary("Give a booking up")
            .WithDescription("Free before the cut-off of the first leg, then for a share of the price. Cancelling twice changes nothing.")
            .Produces<BookingView>()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);

    private static Task<IResult> HandleAsync(
        HttpContext http,
        Guid id,
        CancelRequest? request,
        Bookings bookings,
        CancellationTerms terms,
        TimeProvider time,
        Change change
    )
    {
        if (request?.Reason is { Length: > 500 })
        {
            return Task.FromResult<IResult>(Problems.Invalid("/reason", "must be at most 500 characters"));
        }

        return change.RunAsync(
            http,
            id,
            request,
            TimeSpan.Zero,
            async (work, cancellation) =>
            {
                var (kept, problem) = await Change.LockAsync(work, http, id, s => s.Booked, "booking", cancellation);
                return kept switch
                {
                    null => (null, problem),
                    { State.Outcome: Outcome.Cancelled } => (kept, null),
                    { State.Outcome: not Outcome.None } => (
                        null,
                        Problems.Conflict($"The booking is {BookingRows.Word(kept.State.Status)} and can no longer be cancelled.")
                    ),
                    _ => (await bookings.ApplyAsync(work, kept, InputFor(http, kept, request, terms, time), cancellation), null),
                };
            },
            kept =>
            {
                http.Response.Headers.ETag = Change.ETag(kept);
                return TypedResults.Ok(BookingView.Of(kept));
            }
        );
    }

    /// <summary>What it costs now is settled with it.</summary>
    internal static Cancel InputFor(HttpContext http, Kept kept, CancelRequest? request, CancellationTerms terms, TimeProvider time) =>
        new(Change.Who(http), request?.Reason ?? "cancelled by its owner", terms.Fee(kept.State.Current.Plan, time.GetUtcNow()));
}
