using Qujiang.Booking.Domain;
using Qujiang.Booking.Store;
using Qujiang.ServiceDefaults;

namespace Qujiang.Booking.Features;

/// <param name="Event">LOAD, DEPA, ARRI or DISC.</param>
/// <param name="Classifier">ACT: it happened. EST: it is expected.</param>
/// <param name="Terminal">Where, by terminal code.</param>
/// <param name="At">When.</param>
public sealed record TrackingRequest(
    TrackingEvent Event,
    TimeClassifier Classifier,
    string Terminal,
    DateTimeOffset At,
    string? Remark = null
);

/// <summary>Takes what happens to the cargo. The plan's times follow, and with them its arrival, its connections, and trouble if one is missed.</summary>
public static class TrackBooking
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/v1/bookings/{id:guid}/events", HandleAsync)
            .RequireScope("bookings:write")
            .WithTags("Bookings")
            .WithSummary("Say what happened to the cargo, or is expected to")
            .Produces<BookingView>()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> HandleAsync(
        HttpContext http,
        Guid id,
        TrackingRequest request,
        Bookings bookings,
        TimeProvider time,
        Change change
    )
    {
        var check = new Validator();
        check.Require(request.Remark is not { Length: > 500 }, "remark", "must be at most 500 characters");
        check.Require(
            request.Classifier == TimeClassifier.Estimated || request.At <= time.GetUtcNow().AddMinutes(5),
            "at",
            "must not lie ahead: what is expected is EST"
        );
        if (check.Fails(out var invalid))
        {
            return invalid;
        }

        return await change.RunAsync(
            http,
            id,
            request,
            TimeSpan.Zero,
            async (work, cancellation) =>
            {
                var (kept, problem) = await Change.LockAsync(work, http, id, s => s.Booked, "booking", cancellation);
                if (kept is null)
                {
                    return (null, problem);
                }

                if (kept.State.Phase != Phase.Confirmed)
                {
                    return (null, Problems.Conflict($"The booking is {BookingRows.Word(kept.State.Status)}: nothing is carried."));
                }

                var room = kept.State.Current;
                if (Tracking.Apply(room.Plan, request.Event, request.Terminal, request.At.ToUniversalTime()) is not var (leg, times))
                {
                    return (
                        null,
                        Problems.Unprocessable(
                            $"The plan has no such event at {request.Terminal}.",
                            [new ProblemError("is not where this plan loads or unloads", "/terminal")]
                        )
                    );
                }

                var word = request.Classifier == TimeClassifier.Actual ? "at" : "expected at";
                var cause = $"{leg.Carrier} {request.Event} {request.Terminal} {word} {request.At:O}";
                var retimed = new Retimed(
                    Change.Who(http),
                    room.Number,
                    leg.Sequence,
                    times,
                    request.Remark is null ? cause : $"{cause}: {request.Remark}"
                );
                return (await bookings.ApplyAsync(work, kept, retimed, cancellation), null);
            },
            kept =>
            {
                http.Response.Headers.ETag = Change.ETag(kept);
                return TypedResults.Ok(BookingView.Of(kept));
            }
        );
    }
}
