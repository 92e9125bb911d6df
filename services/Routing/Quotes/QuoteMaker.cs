using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Live;
using Qujiang.Routing.Timetables;
using Qujiang.ServiceDefaults;

namespace Qujiang.Routing.Quotes;

/// <summary>Where the time of a quote went.</summary>
/// <param name="Search">Costs, bounds and search, until every undominated plan is known.</param>
/// <param name="Price">Picking the options that are shown and billing them charge by charge.</param>
/// <param name="Sign">Writing the options and signing an offer for each; where there is none, finding out why.</param>
public readonly record struct QuoteTimes(TimeSpan Search, TimeSpan Price, TimeSpan Sign)
{
    /// <summary>As a Server-Timing header (W3C): milliseconds by name.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"search;dur={Search.TotalMilliseconds:0.000}, price;dur={Price.TotalMilliseconds:0.000}, sign;dur={Sign.TotalMilliseconds:0.000}"
        );
}

/// <summary>Search, pick, price, sign: from a specification to the answer.</summary>
public sealed class QuoteMaker(
    LiveTimetable timetable,
    Pricing pricing,
    HoldBack holdBack,
    WhyNot whyNot,
    OptionWriter writer,
    SplitMaker splits,
    LiveNetwork network,
    IOptions<RoutingOptions> options,
    RoutingMetrics metrics,
    TimeProvider time
)
{
    public QuoteResponse Make(RouteSpecification wish, TenantId tenant, out QuoteTimes times)
    {
        using var trace = RoutingMetrics.Traces.StartActivity("quote");
        var started = Stopwatch.GetTimestamp();
        var now = time.GetUtcNow();
        var quoteId = Guid.CreateVersion7(now);
        var statuses = network.Feeds.ToDictionary(feed => feed.Mode, feed => feed.Status());
        wish = wish with { Truck = timetable.RoadToday.Truck };
        var cargo = Cargoes.Of(wish.Shipment, wish.Truck);

        var plans = holdBack.Find(wish, cargo);
        var searched = Stopwatch.GetTimestamp();
        var picked = OptionPicker.Pick([.. plans.Select(p => Look(p, wish))], wish.MaxOptions);
        var priced = picked.Select(p => pricing.Price(plans[p.Index], cargo)).OfType<PricedOption>().ToList();
        var labelled = Labelled(priced, wish).ToList();
        var billed = Stopwatch.GetTimestamp();
        var shown = labelled.Select(p => writer.Write(p.Option, p.Labels, wish, cargo, quoteId, tenant, statuses, now)).ToList();
        var reasons = shown.Count == 0 ? whyNot.Explain(wish) : [];
        var divided = splits.Make(wish, priced, quoteId, tenant, statuses, now);

        var signed = Stopwatch.GetTimestamp();
        times = new(
            Stopwatch.GetElapsedTime(started, searched),
            Stopwatch.GetElapsedTime(searched, billed),
            Stopwatch.GetElapsedTime(billed, signed)
        );
        metrics.Quoted(Stopwatch.GetElapsedTime(started), shown.Count);
        trace?.SetTag("qujiang.quote", quoteId).SetTag("qujiang.options", shown.Count);
        return new QuoteResponse(
            quoteId,
            Format.Hub(now),
            statuses.Where(s => s.Value.AsOf is not null).ToDictionary(s => s.Key, s => Format.Hub(s.Value.AsOf!.Value)),
            shown.Count > 0 ? shown.Min(o => o.ValidUntil) : Format.Hub(now + options.Value.OfferValidity),
            shown,
            reasons,
            Warnings(statuses, wish),
            divided
        );
    }

    /// <summary>A mode that could have carried the cargo and is not known to be complete is said for the whole quote.</summary>
    private static List<string> Warnings(Dictionary<Mode, FeedStatus> statuses, RouteSpecification wish) =>
        [
            .. statuses
                .Where(s => wish.Modes.Contains(s.Key) && s.Value.Health != FeedHealth.Live)
                .Select(s =>
                    s.Value.AsOf is { } asOf
                        ? $"{OptionWriter.NameOf(s.Key)} is stale: its timetable is that of {Format.Hub(asOf):yyyy-MM-ddTHH:mm:sszzz}"
                        : $"{OptionWriter.NameOf(s.Key)} is not loaded: options by it are missing"
                ),
        ];

    /// <summary>
    /// The search adds up shares that are rounded one by one, so it may be a few fen off the bill: the labels are given again by the bill.
    /// </summary>
    private static IEnumerable<(PricedOption Option, IReadOnlyList<OptionLabel> Labels)> Labelled(
        List<PricedOption> options,
        RouteSpecification wish
    )
    {
        var bills = options.Select(o => Look(o.Plan, wish) with { PriceFen = o.AmountFen, Co2eGrams = o.Co2eGrams }).ToList();
        return OptionPicker.Label(bills).Select(p => (options[p.Index], p.Labels));
    }

    private static Candidate Look(PlannedOption plan, RouteSpecification wish)
    {
        var chain = new List<Mode>();
        foreach (var leg in plan.Legs)
        {
            if (chain.Count == 0 || chain[^1] != leg.Mode)
            {
                chain.Add(leg.Mode);
            }
        }
        var last = plan.Legs[^1].Available;
        return new Candidate(
            (int)(last - wish.ReadyAt).TotalSeconds,
            plan.Outcome.Price,
            plan.Outcome.Co2,
            plan.Outcome.Boardings,
            string.Join('>', chain),
            string.Join('>', plan.Legs.Select(l => l.Line)),
            HubTime.DayOf(plan.Legs[0].Departure)
        );
    }
}
