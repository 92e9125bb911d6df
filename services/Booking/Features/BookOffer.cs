using Microsoft.Extensions.Options;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Offers;
using Qujiang.Booking.Store;
using Qujiang.ServiceDefaults;

namespace Qujiang.Booking.Features;

/// <summary>Exactly one of the two.</summary>
/// <param name="Offer">The signed offer of a quote's option: room is held and confirmed in one go.</param>
/// <param name="HoldId">A hold made before.</param>
public sealed record BookingRequest(string? Offer = null, Guid? HoldId = null);

/// <summary>Books a hold, or an offer directly.</summary>
public static class BookOffer
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/v1/bookings", HandleAsync)
            .RequireScope("bookings:write")
            .WithTags("Bookings")
            .WithSummary("Book a hold or an offer")
            .WithDescription("Prefer: wait=5 waits for CONFIRMED or REJECTED.")
            .Produces<BookingView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> HandleAsync(
        HttpContext http,
        BookingRequest request,
        OfferReader offers,
        Bookings bookings,
        Quotas quotas,
        Change change,
        OtherOffers others,
        IOptions<BookingOptions> options
    )
    {
        if ((request.Offer is null) == (request.HoldId is null))
        {
            return Problems.Invalid("", "must have exactly one of offer and holdId");
        }

        var tenant = http.Tenant().Value;
        var policy = options.Value.For(tenant);
        var wait = Change.PreferredWait(http);
        if (request.HoldId is { } hold)
        {
            return await change.RunAsync(
                http,
                hold,
                request,
                wait,
                async (work, cancellation) =>
                {
                    var (kept, problem) = await Change.LockAsync(work, http, hold, _ => true, "hold", cancellation);
                    return kept switch
                    {
                        null => (null, problem),
                        // Booked already: the same booking is the answer, however often it is asked for.
                        { State.Booked: true } => (kept, null),
                        { State.Outcome: not Outcome.None } => (
                            null,
                            Problems.Conflict($"The hold is {kept.State.HoldStatus}: there is no room any more.")
                        ),
                        _ => (await bookings.ApplyAsync(work, kept, new Book(Change.Who(http)), cancellation), null),
                    };
                },
                kept => AcceptedAsync(http, kept, others)
            );
        }

        var (offer, refused) = await Holds.TakeOfferAsync(http, offers, request.Offer!);
        if (offer is null)
        {
            return refused!;
        }

        var id = Guid.CreateVersion7();
        return await change.RunAsync(
            http,
            id,
            request,
            wait,
            async (work, cancellation) =>
                await quotas.ExceededByBookingAsync(work, tenant, policy, cancellation) is { } exceeded
                    ? (null, exceeded)
                    : (
                        await bookings.BeginAsync(
                            work,
                            id,
                            tenant,
                            offer.ToPlan(),
                            true,
                            policy.HoldSeconds,
                            Change.Who(http),
                            cancellation
                        ),
                        null
                    ),
            kept => AcceptedAsync(http, kept, others)
        );
    }

    private static async Task<IResult> AcceptedAsync(HttpContext http, Kept kept, OtherOffers others)
    {
        http.Response.Headers.ETag = Change.ETag(kept);
        var view = BookingView.Of(kept).With(await others.ForAsync(http, kept.State));
        return TypedResults.Accepted($"/v1/bookings/{kept.State.Id}", view);
    }
}
