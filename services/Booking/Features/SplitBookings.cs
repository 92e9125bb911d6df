using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Qujiang.Booking.Domain;
using Qujiang.Booking.Offers;
using Qujiang.Booking.Store;
using Qujiang.ServiceDefaults;

namespace Qujiang.Booking.Features;

/// <param name="Offers">The signed offers of all parts of one split of a quote.</param>
public sealed record SplitRequest(IReadOnlyList<string?> Offers);

/// <summary>A shipment on several departures.</summary>
/// <param name="State">
/// RECEIVED until every part is confirmed; REJECTED when one could not be, and then nothing is kept; after that what the parts that are not cancelled have
/// in common.
/// </param>
/// <param name="Departure">Of the first part.</param>
/// <param name="Arrival">Of the last part.</param>
/// <param name="Price">The sum of the parts.</param>
/// <param name="CancellationFee">The sum of the fees of cancelled parts; null when none is.</param>
/// <param name="Settled">Nothing is open with any leg service any more.</param>
/// <param name="Parts">Each is a booking of its own: read, cancelled, amended, tracked and re-planned at <c>/v1/bookings/{bookingId}</c>.</param>
public sealed record SplitView(
    Guid SplitId,
    BookingStatus State,
    DateTimeOffset CreatedAt,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    MoneyView Price,
    string Co2eKg,
    MoneyView? CancellationFee,
    bool Settled,
    IReadOnlyList<BookingView> Parts
)
{
    public static SplitView Of(IReadOnlyList<Kept> parts)
    {
        var plans = parts.Select(p => p.State.Current.Plan).ToArray();
        var cancelled = parts.Where(p => p.State.Outcome == Outcome.Cancelled).ToArray();
        return new SplitView(
            parts[0].State.Split!.SplitId,
            StateOf(parts),
            parts.Min(p => p.State.CreatedAt),
            plans.Min(p => p.Departure),
            plans.Max(p => p.Arrival),
            MoneyView.Of(plans.Sum(p => p.PriceFen)),
            BookingView.Kilograms(plans.Sum(p => p.Co2eGrams)),
            cancelled.Length == 0 ? null : MoneyView.Of(cancelled.Sum(p => p.State.FeeFen)),
            parts.All(p => p.State.Settled),
            [.. parts.Select(BookingView.Of)]
        );
    }

    private static BookingStatus StateOf(IReadOnlyList<Kept> parts)
    {
        var states = parts.Select(p => p.State.Status).ToHashSet();
        if (states.Contains(BookingStatus.Rejected))
        {
            return BookingStatus.Rejected;
        }

        states.Remove(BookingStatus.Cancelled);
        return states.Count == 0 ? BookingStatus.Cancelled
            : states.Contains(BookingStatus.Received) ? BookingStatus.Received
            : states.Contains(BookingStatus.PendingAmendment) ? BookingStatus.PendingAmendment
            : states.Contains(BookingStatus.Confirmed) ? BookingStatus.Confirmed
            : BookingStatus.Completed;
    }
}

/// <summary>Books all parts of a split or none. From then on each part is a booking like any other.</summary>
public static class SplitBookings
{
    private const int MostParts = 8;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/split-bookings", CreateAsync)
            .RequireScope("bookings:write")
            .WithTags("Split bookings")
            .WithSummary("Book all parts of a split, or none")
            .WithDescription("No part is confirmed before every part has its room. Prefer: wait=5 waits for CONFIRMED or REJECTED.")
            .Produces<SplitView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        app.MapGet("/v1/split-bookings/{id:guid}", GetAsync)
            .RequireScope("bookings:read")
            .WithTags("Split bookings")
            .WithSummary("A split shipment with all its parts")
            .Produces<SplitView>();
        app.MapPost("/v1/split-bookings/{id:guid}/cancel", CancelAsync)
            .RequireScope("bookings:write")
            .WithTags("Split bookings")
            .WithSummary("Give up every part that is not over")
            .Produces<SplitView>()
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http,
        SplitRequest request,
        OfferReader offers,
        Splits splits,
        Quotas quotas,
        Change change,
        Outcomes outcomes,
        IOptions<BookingOptions> options
    )
    {
        if (request.Offers.Count is < 2 or > MostParts)
        {
            return Problems.Invalid("/offers", $"must be the offers of all parts of a split: 2 to {MostParts}");
        }

        var parts = new List<Offer>();
        foreach (var (i, token) in request.Offers.Index())
        {
            var (offer, refused) = await Holds.TakeOfferAsync(http, offers, token ?? "", $"/offers/{i}");
            if (offer is null)
            {
                return refused!;
            }

            parts.Add(offer);
        }

        parts.Sort((a, b) => (a.Split?.Part ?? 0).CompareTo(b.Split?.Part ?? 0));
        if (parts.Index().Any(p => p.Item.Split != new OfferedSplit(parts[0].Split?.SplitId ?? default, p.Index + 1, parts.Count)))
        {
            const string Detail = "must be all parts of one split, each once";
            return Problems.Unprocessable($"offers: {Detail}", [new ProblemError(Detail, "/offers")]);
        }

        var tenant = http.Tenant().Value;
        var policy = options.Value.For(tenant);
        var wait = Change.PreferredWait(http);
        var split = Guid.CreateVersion7();
        (Guid Booking, Plan Plan)[] bookings = [.. parts.Select(p => (Guid.CreateVersion7(), p.ToPlan()))];
        IReadOnlyList<Kept>? begun = null;
        return await change.RunAsync(
            http,
            bookings[0].Booking,
            request,
            wait,
            async (work, cancellation) =>
            {
                if (await quotas.ExceededByBookingAsync(work, tenant, policy, cancellation, parts.Count) is { } exceeded)
                {
                    return (null, exceeded);
                }

                begun = await splits.BeginAsync(work, split, tenant, bookings, policy.HoldSeconds, Change.Who(http), cancellation);
                return (begun[0], null);
            },
            async first =>
            {
                var id = first.State.Split!.SplitId;
                // Without waiting the answer is given before the commit, from what is about to be committed.
                var all =
                    wait == TimeSpan.Zero && begun is not null ? begun : await WaitAsync(splits, outcomes, id, wait, http.RequestAborted);
                return TypedResults.Accepted($"/v1/split-bookings/{id}", SplitView.Of(all));
            }
        );
    }

    private static async Task<IResult> GetAsync(HttpContext http, Guid id, Splits splits, Outcomes outcomes)
    {
        var parts = await splits.FindAsync(id, http.RequestAborted);
        if (!IsOwn(http, parts))
        {
            return NotFound(id);
        }

        return TypedResults.Ok(SplitView.Of(await WaitAsync(splits, outcomes, id, Change.PreferredWait(http), http.RequestAborted)));
    }

    private static async Task<IResult> CancelAsync(
        HttpContext http,
        Guid id,
        CancelRequest? request,
        Splits splits,
        Bookings bookings,
        CancellationTerms terms,
        TimeProvider time,
        Change change
    )
    {
        if (request?.Reason is { Length: > 500 })
        {
            return Problems.Invalid("/reason", "must be at most 500 characters");
        }

        var known = await splits.FindAsync(id, http.RequestAborted);
        if (!IsOwn(http, known))
        {
            return NotFound(id);
        }

        IReadOnlyList<Kept>? after = null;
        return await change.RunAsync(
            http,
            known[0].State.Id,
            request,
            TimeSpan.Zero,
            async (work, cancellation) =>
            {
                var parts = await Splits.LockAsync(work, id, cancellation);
                if (parts.All(p => p.State.Outcome is not (Outcome.None or Outcome.Cancelled)))
                {
                    return (
                        null,
                        Problems.Conflict($"The split is {BookingRows.Word(SplitView.Of(parts).State)} and can no longer be cancelled.")
                    );
                }

                var done = new List<Kept>();
                foreach (var part in parts)
                {
                    done.Add(
                        part.State.Outcome == Outcome.None
                            ? await bookings.ApplyAsync(work, part, CancelBooking.InputFor(http, part, request, terms, time), cancellation)
                            : part
                    );
                }

                after = [.. done.OrderBy(p => p.State.Split!.Part)];
                return (after[0], null);
            },
            async _ => TypedResults.Ok(SplitView.Of(after ?? await splits.FindAsync(id, http.RequestAborted)))
        );
    }

    /// <summary>The parts when all are decided, or when patience is over.</summary>
    private static async Task<IReadOnlyList<Kept>> WaitAsync(
        Splits splits,
        Outcomes outcomes,
        Guid id,
        TimeSpan patience,
        CancellationToken cancellation
    )
    {
        var parts = await splits.FindAsync(id, cancellation);
        if (patience == TimeSpan.Zero || parts.All(p => p.State.Decided))
        {
            return parts;
        }

        await Task.WhenAll(parts.Select(p => outcomes.WaitAsync(p.State.Id, patience, cancellation)));
        return await splits.FindAsync(id, cancellation);
    }

    private static bool IsOwn(HttpContext http, IReadOnlyList<Kept> parts) =>
        parts.Count > 0 && parts[0].State.Tenant == http.Tenant().Value;

    private static ProblemHttpResult NotFound(Guid id) => Problems.NotFound($"There is no split booking {id}.");
}
