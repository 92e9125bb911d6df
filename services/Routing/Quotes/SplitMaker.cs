using Qujiang.Contracts.V1;
using Qujiang.Routing.Live;
using Qujiang.ServiceDefaults;

namespace Qujiang.Routing.Quotes;

/// <summary>Offers a shipment split over several departures, each part priced and signed by itself: the soonest such split and the cheapest.</summary>
public sealed class SplitMaker(Splitter splitter, Pricing pricing, OptionWriter writer)
{
    /// <param name="whole">The options for the whole shipment: a split beside them must be sooner or cheaper.</param>
    public IReadOnlyList<SplitResponse> Make(
        RouteSpecification wish,
        IReadOnlyList<PricedOption> whole,
        Guid quoteId,
        TenantId tenant,
        IReadOnlyDictionary<Mode, FeedStatus> statuses,
        DateTimeOffset now
    )
    {
        if (wish.AllowSplit == false || (wish.AllowSplit is null && whole.Count > 0) || Division.Units(wish.Shipment) < 2)
        {
            return [];
        }
        var soonest = Priced(splitter.Find(wish, plan => plan.Legs[^1].Available.UtcTicks), wish);
        var cheapest = Priced(splitter.Find(wish, plan => plan.Outcome.Price), wish);
        var found = new List<(IReadOnlyList<OptionLabel> Labels, IReadOnlyList<PricedPart> Parts)>();
        if (soonest is not null && cheapest is not null && Arrival(cheapest) <= Arrival(soonest) && Amount(cheapest) <= Amount(soonest))
        {
            found.Add(([OptionLabel.Cheapest, OptionLabel.Fastest], cheapest));
        }
        else if (
            soonest is not null
            && cheapest is not null
            && Arrival(soonest) <= Arrival(cheapest)
            && Amount(soonest) <= Amount(cheapest)
        )
        {
            found.Add(([OptionLabel.Cheapest, OptionLabel.Fastest], soonest));
        }
        else
        {
            Add(OptionLabel.Cheapest, cheapest);
            Add(OptionLabel.Fastest, soonest);
        }
        return
        [
            .. found
                .Where(s => whole.All(o => Amount(s.Parts) < o.AmountFen) || whole.All(o => Arrival(s.Parts) < o.Plan.Legs[^1].Available))
                .Select(s => Write(s.Labels, s.Parts, wish, quoteId, tenant, statuses, now)),
        ];

        void Add(OptionLabel label, IReadOnlyList<PricedPart>? parts)
        {
            if (parts is not null)
            {
                found.Add(([label], parts));
            }
        }
    }

    private List<PricedPart>? Priced(IReadOnlyList<SplitPart> parts, RouteSpecification wish)
    {
        var priced = new List<PricedPart>(parts.Count);
        foreach (var part in parts)
        {
            if (pricing.Price(part.Plan, Cargoes.Of(part.Shipment, wish.Truck)) is not { } option)
            {
                return null; // a tariff has gone since the way was found
            }
            priced.Add(new PricedPart(part.Shipment, option));
        }
        return priced.Count > 0 ? priced : null;
    }

    private SplitResponse Write(
        IReadOnlyList<OptionLabel> labels,
        IReadOnlyList<PricedPart> parts,
        RouteSpecification wish,
        Guid quoteId,
        TenantId tenant,
        IReadOnlyDictionary<Mode, FeedStatus> statuses,
        DateTimeOffset now
    )
    {
        var id = Guid.CreateVersion7(now);
        SplitPartResponse[] shown =
        [
            .. parts.Select(
                (part, i) =>
                    new SplitPartResponse(
                        i + 1,
                        OptionWriter.Offered(part.Shipment),
                        writer.Write(
                            part.Option,
                            [],
                            wish with
                            {
                                Shipment = part.Shipment,
                            },
                            Cargoes.Of(part.Shipment, wish.Truck),
                            quoteId,
                            tenant,
                            statuses,
                            now,
                            new OfferedSplit(id, i + 1, parts.Count)
                        )
                    )
            ),
        ];
        return new SplitResponse(
            id,
            labels,
            shown.Min(p => p.Option.Departure),
            shown.Max(p => p.Option.Arrival),
            Format.Money(Amount(parts)),
            "CNY",
            Format.Kg(parts.Sum(p => p.Option.Co2eGrams)),
            shown.Min(p => p.Option.ValidUntil),
            shown
        );
    }

    private static long Amount(IEnumerable<PricedPart> parts) => parts.Sum(p => p.Option.AmountFen);

    private static DateTimeOffset Arrival(IEnumerable<PricedPart> parts) => parts.Max(p => p.Option.Plan.Legs[^1].Available);

    private sealed record PricedPart(Shipment Shipment, PricedOption Option);
}
