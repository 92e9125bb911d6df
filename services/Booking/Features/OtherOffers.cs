using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Qujiang.Booking.Disruptions;
using Qujiang.Booking.Domain;
using Qujiang.ServiceDefaults;

namespace Qujiang.Booking.Features;

/// <summary>An offer that had room a moment ago.</summary>
/// <param name="Offer">Signed, for the caller: take it up as any other.</param>
public sealed record OtherOfferView(
    string Offer,
    DateTimeOffset ValidUntil,
    DateTimeOffset Departure,
    DateTimeOffset Arrival,
    MoneyView Price,
    string Co2eKg,
    IReadOnlyList<OtherLegView> Legs
);

/// <param name="Carrier">The movement or lane; <c>door</c> for a truck from or to a door.</param>
public sealed record OtherLegView(
    int Sequence,
    Contracts.V1.Mode Mode,
    string Carrier,
    string From,
    string To,
    DateTimeOffset Departure,
    DateTimeOffset Arrival
);

/// <summary>Exactly one of the two.</summary>
/// <param name="None">Why there is no other offer, in words.</param>
public sealed record OtherOffer(OtherOfferView? Best, string? None);

/// <summary>
/// For whom there was no room: the best other offer for the same shipment, places, limits and deadline. Routing is asked with the caller's own token,
/// and not for long: that there is no room is the answer, another way is a courtesy.
/// </summary>
public sealed class OtherOffers(RoutingClient routing, IOptions<BookingOptions> options, TimeProvider time, ILogger<OtherOffers> logger)
    : IDisposable
{
    /// <summary>A rush for the last places must not become a rush of quotes: whoever comes when so many are asking is told to ask for a new quote.</summary>
    private const int AskedAtOnce = 16;

    private readonly SemaphoreSlim _asking = new(AskedAtOnce);

    /// <summary>Null when the booking or hold was not refused.</summary>
    public async Task<OtherOffer?> ForAsync(HttpContext http, BookingState state)
    {
        if (state.Outcome != Outcome.Rejected)
        {
            return null;
        }

        var plan = state.Current.Plan;
        var now = time.GetUtcNow();
        if (plan.DueBy <= now)
        {
            return new OtherOffer(null, "the deadline has passed");
        }

        if (plan.Wish is null && plan.Legs.Any(l => l.From == "door" || l.To == "door"))
        {
            return new OtherOffer(null, "the offer does not say where the door is: ask for a new quote");
        }

        if (
            !http.User.HasScope("quotes:write")
            || !AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization.ToString(), out var caller)
        )
        {
            return new OtherOffer(null, "this token may not ask for quotes (quotes:write)");
        }

        if (!await _asking.WaitAsync(TimeSpan.Zero, http.RequestAborted))
        {
            return new OtherOffer(null, "too many look for another offer at this moment: ask for a new quote");
        }

        using var patience = new CancellationTokenSource(options.Value.OtherOfferWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, http.RequestAborted);
        try
        {
            var ready = plan.ReadyAt > now ? plan.ReadyAt : now;
            var (found, reason) = await routing.QuoteAgainAsync(plan, ready, caller, either.Token);
            var best = found
                .Where(o => !RidesWhatRefused(o.Plan, plan, state.Refusal))
                .OrderBy(o => o.Plan.PriceFen)
                .ThenBy(o => o.Plan.Co2eGrams)
                .ThenBy(o => o.Plan.Arrival)
                .FirstOrDefault();
            return best is not null ? new OtherOffer(ViewOf(best), null)
                : found.Count > 0 ? new OtherOffer(null, "every other way rides what has no room")
                : new OtherOffer(null, reason is { Length: > 0 } ? reason : "there is no other way");
        }
        // Whatever kept Routing from answering, the refusal itself must be told.
        catch (Exception away) when (!http.RequestAborted.IsCancellationRequested)
        {
            logger.LogWarning("No other offer for {Booking}: {Reason}", state.Id, away.Message);
            return new OtherOffer(null, "Routing does not answer: ask for a new quote later");
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    /// <summary>Routing may hear of the last place sold a moment after us: what has just refused is not offered again.</summary>
    internal static bool RidesWhatRefused(Plan other, Plan refused, Refusal? refusal)
    {
        if (refusal is null || refused.Legs.FirstOrDefault(l => l.Sequence == refusal.Leg) is not { } full)
        {
            return false;
        }

        return other.Legs.Any(l =>
            refusal.Constraint == "unavailable" ? l.Service == full.Service
            : full.MovementId is { } movement ? l.MovementId == movement
            : l.LaneId is not null && l.From == full.From && l.Day == full.Day // lanes of one place share its trucks
        );
    }

    private static OtherOfferView ViewOf(QuotedOption option) =>
        new(
            option.Token,
            option.ValidUntil,
            option.Plan.Departure,
            option.Plan.Arrival,
            MoneyView.Of(option.Plan.PriceFen),
            BookingView.Kilograms(option.Plan.Co2eGrams),
            [.. option.Plan.Legs.Select(l => new OtherLegView(l.Sequence, l.Mode, l.Carrier, l.From, l.To, l.Departure, l.Arrival))]
        );
}
