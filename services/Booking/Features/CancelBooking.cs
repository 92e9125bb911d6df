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
                switch (kept)
                {
                    case null:
                        return (null, problem);
                    case { State.Outcome: Outcome.Cancelled }:
                        return (kept, null);
                    case { State.Outcome: not Outcome.None }:
                        return (
                            null,
                            Problems.Conflict($"The booking is {BookingRows.Word(kept.State.Status)} and can no longer be cancelled.")
                        );
                }

                var fee = terms.Fee(kept.State.Current.Plan, time.GetUtcNow());
                var input = new Cancel(Change.Who(http), request?.Reason ?? "cancelled by its owner", fee);
                return (await bookings.ApplyAsync(work, kept, input, cancellation), null);
            },
            kept =>
            {
                http.Response.Headers.ETag = Change.ETag(kept);
                return TypedResults.Ok(BookingView.Of(kept));
            }
        );
    }
}
