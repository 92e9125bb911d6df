using Microsoft.AspNetCore.Http.HttpResults;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Offers;
using Qujiang.Booking.Store;
using Qujiang.Contracts.V1;
using Qujiang.ServiceDefaults;

namespace Qujiang.Booking.Features;

/// <summary>A way out, best first.</summary>
/// <param name="ExtraPrice">Against the present plan; may be negative.</param>
/// <param name="ExtraCo2eKg">Against the present plan; may be negative.</param>
/// <param name="ReHandled">Boxes (or pieces) times the terminals at which they are worked more often than planned.</param>
/// <param name="InTime">The deadline is kept; true when there is none.</param>
public sealed record ProposalView(
    int Number,
    DateTimeOffset Arrival,
    bool InTime,
    MoneyView Price,
    MoneyView ExtraPrice,
    string ExtraCo2eKg,
    int ReHandled,
    DateTimeOffset ValidUntil,
    IReadOnlyList<ProposedLegView> Legs
);

/// <param name="New">It is not part of the present plan.</param>
public sealed record ProposedLegView(
    int Sequence,
    Mode Mode,
    string Carrier,
    string From,
    string To,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    bool New
);

public sealed record ReplanList(
    Guid BookingId,
    BookingStatus State,
    Trouble? Trouble,
    RefusalView? LastRefused,
    IReadOnlyList<ProposalView> Items
);

/// <param name="Offer">A signed offer for another plan of the same shipment.</param>
public sealed record AmendRequest(string Offer, string? Reason = null);

/// <summary>Other plans for a booking: proposed after a disruption, or wished for.</summary>
public static class Replans
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/bookings/{id:guid}/replans", ListAsync)
            .RequireScope("bookings:read")
            .WithTags("Replans")
            .WithSummary("Ways out of the booking's trouble, best first")
            .Produces<ReplanList>();
        app.MapPost("/v1/bookings/{id:guid}/replans/{number:int}/accept", AcceptAsync)
            .RequireScope("bookings:write")
            .WithTags("Replans")
            .WithSummary("Ride a proposed plan")
            .WithDescription("The new room is confirmed before the old is given back; when there is none the old plan stands.")
            .Produces<BookingView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status409Conflict);
        app.MapPost("/v1/bookings/{id:guid}/amend", AmendAsync)
            .RequireScope("bookings:write")
            .WithTags("Bookings")
            .WithSummary("Ride another offer instead: another departure, more or fewer boxes")
            .Produces<BookingView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> ListAsync(HttpContext http, Guid id, ReadBookings read)
    {
        if (await GetBooking.FindOwnAsync(http, id, read) is not { } kept)
        {
            return Problems.NotFound($"There is no booking {id}.");
        }

        http.Response.Headers.ETag = Change.ETag(kept);
        var state = kept.State;
        return TypedResults.Ok(
            new ReplanList(
                id,
                state.Status,
                state.Trouble,
                RefusalView.Of(state.AmendmentRefusal),
                [.. state.Proposals.Select(p => ViewOf(p, state.Current.Plan))]
            )
        );
    }

    private static Task<IResult> AcceptAsync(HttpContext http, Guid id, int number, Bookings bookings, TimeProvider time, Change change) =>
        change.RunAsync(
            http,
            id,
            number,
            Change.PreferredWait(http),
            async (work, cancellation) =>
            {
                var (kept, problem) = await ChangeableAsync(work, http, id, cancellation);
                if (kept is null)
                {
                    return (null, problem);
                }

                var proposal = kept.State.Proposals.FirstOrDefault(p => p.Number == number);
                if (proposal is null)
                {
                    return (null, Problems.NotFound($"Booking {id} has no proposal {number}."));
                }

                if (proposal.ValidUntil <= time.GetUtcNow())
                {
                    return (null, Problems.Conflict($"Proposal {number} lapsed at {proposal.ValidUntil:O}."));
                }

                var amend = new Amend(Change.Who(http), proposal.Plan, number, kept.State.Trouble?.Cause ?? "accepted");
                return (await bookings.ApplyAsync(work, kept, amend, cancellation), null);
            },
            kept => Accepted(http, kept)
        );

    private static async Task<IResult> AmendAsync(
        HttpContext http,
        Guid id,
        AmendRequest request,
        OfferReader offers,
        Bookings bookings,
        TimeProvider time,
        Change change
    )
    {
        if (request.Reason is { Length: > 500 })
        {
            return Problems.Invalid("/reason", "must be at most 500 characters");
        }

        var (offer, refused) = await Holds.TakeOfferAsync(http, offers, request.Offer);
        if (offer is null)
        {
            return refused!;
        }

        return await change.RunAsync(
            http,
            id,
            request,
            Change.PreferredWait(http),
            async (work, cancellation) =>
            {
                var (kept, problem) = await ChangeableAsync(work, http, id, cancellation);
                if (kept is null)
                {
                    return (null, problem);
                }

                if (kept.State.Current.Plan.FirstCutoff <= time.GetUtcNow())
                {
                    return (null, Problems.Conflict("The first cut-off has passed: the cargo is on its way, and only replans apply."));
                }

                var amend = new Amend(Change.Who(http), offer.ToPlan(), 0, request.Reason ?? "amended by its owner");
                return (await bookings.ApplyAsync(work, kept, amend, cancellation), null);
            },
            kept => Accepted(http, kept)
        );
    }

    private static async Task<(Kept? Kept, IResult? Problem)> ChangeableAsync(
        Messaging.Postgres.UnitOfWork work,
        HttpContext http,
        Guid id,
        CancellationToken cancellation
    )
    {
        var (kept, problem) = await Change.LockAsync(work, http, id, s => s.Booked, "booking", cancellation);
        return kept switch
        {
            null => (null, problem),
            { State.Status: BookingStatus.Confirmed } => (kept, null),
            { State.Status: BookingStatus.PendingAmendment } => (null, Problems.Conflict("Another amendment is pending.")),
            _ => (null, Problems.Conflict($"The booking is {BookingRows.Word(kept.State.Status)}.")),
        };
    }

    private static Accepted<BookingView> Accepted(HttpContext http, Kept kept)
    {
        http.Response.Headers.ETag = Change.ETag(kept);
        return TypedResults.Accepted($"/v1/bookings/{kept.State.Id}", BookingView.Of(kept));
    }

    private static ProposalView ViewOf(Proposal proposal, Plan present) =>
        new(
            proposal.Number,
            proposal.Plan.Arrival,
            proposal.InTime,
            MoneyView.Of(proposal.Plan.PriceFen),
            MoneyView.Of(proposal.ExtraFen),
            BookingView.Kilograms(proposal.ExtraCo2eGrams),
            proposal.ReHandled,
            proposal.ValidUntil,
            [
                .. proposal.Plan.Legs.Select(l => new ProposedLegView(
                    l.Sequence,
                    l.Mode,
                    l.Carrier,
                    l.From,
                    l.To,
                    l.Departure,
                    l.Arrival,
                    !present.Legs.Any(p => p.Carrier == l.Carrier && p.From == l.From && p.Departure == l.Departure)
                )),
            ]
        );
}
