using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Offers;
using Qujiang.Booking.Store;
using Qujiang.ServiceDefaults;

namespace Qujiang.Booking.Features;

/// <param name="Offer">The signed offer of a quote's option.</param>
/// <param name="HoldSeconds">How long to hold; the tenant's default unless told.</param>
public sealed record HoldRequest(string Offer, int? HoldSeconds = null);

/// <summary>Room on every leg or on none, until it expires.</summary>
public static class Holds
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/holds", CreateAsync)
            .RequireScope("bookings:write")
            .WithTags("Holds")
            .WithSummary("Set room aside on every leg of an offer, or on none")
            .Produces<HoldView>(StatusCodes.Status201Created)
            .Produces<HoldView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        app.MapGet("/v1/holds/{id:guid}", GetAsync).RequireScope("bookings:read").WithTags("Holds").WithSummary("One hold");
        app.MapDelete("/v1/holds/{id:guid}", ReleaseAsync)
            .RequireScope("bookings:write")
            .WithTags("Holds")
            .WithSummary("Give the room back")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http,
        HoldRequest request,
        OfferReader offers,
        Bookings bookings,
        Quotas quotas,
        Change change,
        OtherOffers others,
        IOptions<BookingOptions> options
    )
    {
        var tenant = http.Tenant().Value;
        var policy = options.Value.For(tenant);
        var seconds = request.HoldSeconds ?? policy.HoldSeconds;
        if (seconds < 1 || seconds > policy.MaxHoldSeconds)
        {
            return Problems.Invalid("/holdSeconds", $"must be from 1 to {policy.MaxHoldSeconds}");
        }

        var (offer, refused) = await TakeOfferAsync(http, offers, request.Offer);
        if (offer is null)
        {
            return refused!;
        }

        var id = Guid.CreateVersion7();
        return await change.RunAsync(
            http,
            id,
            request,
            options.Value.HoldWait,
            async (work, cancellation) =>
                await quotas.ExceededByHoldAsync(work, tenant, policy, cancellation) is { } exceeded
                    ? (null, exceeded)
                    : (await bookings.BeginAsync(work, id, tenant, offer.ToPlan(), false, seconds, Change.Who(http), cancellation), null),
            async kept => Answer(http, kept, await others.ForAsync(http, kept.State))
        );
    }

    private static IResult Answer(HttpContext http, Kept kept, OtherOffer? other)
    {
        var state = kept.State;
        if (state.HoldStatus is HoldStatus.Refused or HoldStatus.Released or HoldStatus.Expired)
        {
            return NoRoom(state, other);
        }

        http.Response.Headers.ETag = Change.ETag(kept);
        var location = $"/v1/holds/{state.Id}";
        return state.HoldStatus == HoldStatus.Holding
            ? TypedResults.Accepted(location, HoldView.Of(kept))
            : TypedResults.Created(location, HoldView.Of(kept));
    }

    private static async Task<IResult> GetAsync(HttpContext http, Guid id, ReadBookings read)
    {
        if (await read.FindAsync(id, http.RequestAborted) is not { } kept || kept.State.Tenant != http.Tenant().Value)
        {
            return Problems.NotFound($"There is no hold {id}.");
        }

        http.Response.Headers.ETag = Change.ETag(kept);
        return TypedResults.Ok(HoldView.Of(kept));
    }

    private static Task<IResult> ReleaseAsync(HttpContext http, Guid id, Bookings bookings, Change change) =>
        change.RunAsync(
            http,
            id,
            null,
            TimeSpan.Zero,
            async (work, cancellation) =>
            {
                var (kept, problem) = await Change.LockAsync(work, http, id, _ => true, "hold", cancellation);
                if (kept is null)
                {
                    return (null, problem);
                }

                return kept.State.Booked
                    ? (null, Problems.Conflict($"The hold was booked: cancel booking {id} instead."))
                    : (await bookings.ApplyAsync(work, kept, new GiveBack(Change.Who(http), "given back"), cancellation), null);
            },
            _ => TypedResults.NoContent()
        );

    /// <summary>The offer, if Routing signed it, for this tenant, and it has not lapsed.</summary>
    internal static async Task<(Offer? Offer, ProblemHttpResult? Problem)> TakeOfferAsync(
        HttpContext http,
        OfferReader offers,
        string token,
        string pointer = "/offer"
    )
    {
        var (offer, refusal) = await offers.ReadAsync(token, http.RequestAborted);
        if (offer is null)
        {
            return (
                null,
                Problems.Of(
                    StatusCodes.Status422UnprocessableEntity,
                    "offer-not-valid",
                    "The offer cannot be taken up.",
                    refusal,
                    [new ProblemError(refusal!, pointer)]
                )
            );
        }

        // Somebody else's offer is answered as if there were none.
        return offer.Tenant == http.Tenant().Value
            ? (offer, null)
            : (
                null,
                Problems.Of(
                    StatusCodes.Status422UnprocessableEntity,
                    "offer-not-valid",
                    "The offer cannot be taken up.",
                    "This is not an offer.",
                    [new ProblemError("This is not an offer.", pointer)]
                )
            );
    }

    private static ProblemHttpResult NoRoom(BookingState state, OtherOffer? other)
    {
        var refusal = state.Refusal;
        return Problems.Of(
            StatusCodes.Status409Conflict,
            "hold-refused",
            "There is no room on every leg; nothing is held.",
            refusal?.Detail ?? state.Reason,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["holdId"] = state.Id,
                ["leg"] = refusal?.Leg,
                ["service"] = refusal?.Service,
                ["constraint"] = refusal?.Constraint,
                ["dimension"] = refusal?.Dimension,
                ["free"] = refusal?.Free,
                ["otherOffer"] = other?.Best,
                ["noOtherOffer"] = other?.None,
            }
        );
    }
}
