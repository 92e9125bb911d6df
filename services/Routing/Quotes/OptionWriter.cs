using Microsoft.Extensions.Options;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Live;
using Qujiang.Routing.Timetables;
using Qujiang.ServiceDefaults;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>Writes a priced plan as an option, and signs its offer.</summary>
public sealed class OptionWriter(OfferSigner signer, LiveNetwork network, LiveTimetable timetable, IOptions<RoutingOptions> options)
{
    public OptionResponse Write(
        PricedOption option,
        IReadOnlyList<OptionLabel> labels,
        RouteSpecification wish,
        Cargo cargo,
        Guid quoteId,
        TenantId tenant,
        IReadOnlyDictionary<Mode, FeedStatus> statuses,
        DateTimeOffset now,
        OfferedSplit? split = null
    )
    {
        var optionId = Guid.CreateVersion7(now);
        var legs = option.Plan.Legs;
        var validUntil = ValidUntil(legs, now);
        var charges = option
            .Legs.SelectMany((leg, i) => leg.Charges.Select(charge => (Charge: charge, Leg: (int?)(i + 1))))
            .Append((Charge: option.Documentation, Leg: null))
            .ToList();
        var token = signer.Sign(
            new Offer(
                OfferSigner.Issuer,
                optionId,
                now.ToUnixTimeSeconds(),
                validUntil.ToUnixTimeSeconds(),
                quoteId,
                tenant.Value,
                Offered(wish.Shipment),
                wish.Origin.Name,
                wish.Destination.Name,
                wish.ReadyAt,
                legs[^1].Available,
                [.. option.Legs.Select((leg, i) => Offered(leg, i + 1, wish.Shipment, cargo))],
                [
                    .. charges.Select(c => new OfferedCharge(
                        c.Charge.Code,
                        c.Leg,
                        c.Charge.Basis.Code(),
                        c.Charge.Quantity,
                        c.Charge.UnitPrice,
                        c.Charge.AmountFen,
                        c.Charge.TariffId,
                        c.Charge.TariffVersion
                    )),
                ],
                option.AmountFen,
                "CNY",
                option.Co2eGrams,
                charges
                    .Select(c => (c.Charge.TariffId, c.Charge.TariffVersion))
                    .Distinct()
                    .ToDictionary(t => t.TariffId, t => t.TariffVersion),
                wish.DueBy,
                OfferedWish.Of(wish),
                split
            )
        );
        return new OptionResponse(
            optionId,
            token,
            labels,
            Format.Hub(legs[0].Departure),
            Format.Hub(legs[^1].Available),
            legs.Count,
            new PriceResponse(Format.Money(option.AmountFen), "CNY", [.. charges.Select(c => Show(c.Charge, c.Leg))]),
            Format.Kg(option.Co2eGrams),
            [.. option.Legs.Select((leg, i) => Show(leg, i + 1, Notes(option.Plan, i, wish)))],
            Room.Show(legs, wish.Shipment, cargo),
            Format.Hub(validUntil),
            option.Quality,
            option.Quality == Contracts.V1.Quality.E,
            Warnings(legs, statuses)
        );
    }

    public static string NameOf(Mode mode) => mode.ToString().ToUpperInvariant();

    /// <summary>Whole seconds; never beyond a cut-off of a movement or the departure of a truck.</summary>
    private DateTimeOffset ValidUntil(IReadOnlyList<PlannedLeg> legs, DateTimeOffset now)
    {
        var until = now + options.Value.OfferValidity;
        foreach (var leg in legs)
        {
            var limit = leg is RideLeg ? leg.Cutoff : leg.Departure;
            until = limit < until ? limit : until;
        }
        return DateTimeOffset.FromUnixTimeSeconds(until.ToUnixTimeSeconds());
    }

    internal static OfferedShipment Offered(Shipment shipment) =>
        new(
            shipment.Kind,
            [
                .. shipment.Boxes.Select(b => new OfferedBoxes(
                    b.Equipment.Type,
                    b.Count,
                    b.CargoKg,
                    b.Equipment.TareKg,
                    b.Size?.LengthCm,
                    b.Size?.WidthCm,
                    b.Size?.HeightCm
                )),
            ],
            shipment.Pieces,
            shipment.BulkKg,
            shipment.Commodity,
            shipment.Dangerous,
            shipment.ReeferSetPointC,
            shipment.EmptyReturn
        );

    private static OfferedLeg Offered(PricedLeg priced, int sequence, Shipment shipment, Cargo cargo)
    {
        var leg = priced.Leg;
        var ride = leg as RideLeg;
        var lane = leg as LaneLeg;
        return new OfferedLeg(
            sequence,
            leg.Mode,
            leg is DoorLeg ? null : leg.Mode.ToString().ToLowerInvariant(),
            ride?.Slot.Movement.Id,
            ride?.FromCall,
            ride?.ToCall,
            lane?.Lane.LaneId,
            lane?.Day,
            leg.From,
            leg.To,
            leg.Cutoff,
            leg.Departure,
            leg.Arrival,
            leg.Available,
            Room.Demand(leg, shipment, cargo),
            priced.Km,
            priced.Co2eGrams
        );
    }

    private static ChargeResponse Show(Charge charge, int? leg) =>
        new(
            charge.Code,
            leg,
            charge.Basis.Code(),
            Format.Number(charge.Quantity),
            Format.Number(charge.UnitPrice),
            Format.Money(charge.AmountFen),
            $"{charge.TariffId}-{charge.TariffVersion}",
            charge.MinimumApplied ? true : null,
            charge.Provenance.Source,
            Qualities.Of(charge.Provenance)
        );

    private static LegResponse Show(PricedLeg priced, int sequence, IReadOnlyList<string>? notes)
    {
        var leg = priced.Leg;
        var factor = priced.Emissions.FirstOrDefault(e => e.Activity == Activity.Transport);
        return new LegResponse(
            sequence,
            leg.Mode,
            leg.Line,
            (leg as RideLeg)?.Slot.Movement.Id,
            (leg as LaneLeg)?.Lane.LaneId,
            (leg as RideLeg)?.Slot.Movement.Published!.Vehicle,
            leg.From,
            leg.To,
            Format.Hub(leg.Cutoff),
            Format.Hub(leg.Departure),
            Format.Hub(leg.Arrival),
            Format.Hub(leg.Available),
            Format.Number(priced.Km),
            Format.Kg(priced.Co2eGrams),
            factor is null
                ? null
                : new Co2eFactorResponse(
                    Format.Number(factor.GramsPerUnit),
                    factor.Provenance.Source,
                    Qualities.Of(factor.Provenance),
                    factor.DistanceType,
                    factor.DataType
                ),
            [
                .. priced.Emissions.Select(e => new Co2eLineResponse(
                    e.At.Code(),
                    e.Basis.Code(),
                    Format.Number(e.Quantity),
                    Format.Number(e.GramsPerUnit),
                    Format.Kg(e.Grams),
                    e.Provenance.Source,
                    Qualities.Of(e.Provenance),
                    e.Activity.Code(),
                    e.DistanceType,
                    e.DataType,
                    priced.Tariff
                )),
            ],
            Room.Show(leg),
            leg is RideLeg ride ? Calls(ride) : null,
            new ProvenanceResponse(priced.Provenance.Source, priced.Provenance.Quality),
            notes
        );
    }

    private List<string>? Notes(PlannedOption plan, int i, RouteSpecification wish)
    {
        var notes = new List<string>();
        var ready = i > 0 ? plan.Legs[i - 1].Available : plan.HeldBackUntil ?? wish.ReadyAt;
        if (i == 0 && plan.HeldBackUntil is { } until)
        {
            notes.Add(
                $"the cargo stays at {plan.Legs[0].From} until {Format.Hub(until):yyyy-MM-ddTHH:mm:sszzz}: it would pay for standing on the way"
            );
        }
        notes.AddRange(
            plan.Legs[i] switch
            {
                LaneLeg lane => LaneNotes.Of(lane, ready, LaneTimes.Closures(network[lane.Mode].State.OpenDisruptions)),
                DoorLeg door => LaneNotes.Of(door, timetable.RoadToday.Hours.Loading),
                RideLeg { Mode: Mode.Air } flight => FlightNotes.Of(wish.Shipment, flight, timetable.AirRules) ?? [],
                _ => [],
            }
        );
        return notes.Count > 0 ? notes : null;
    }

    private static List<CallResponse> Calls(RideLeg ride)
    {
        var calls = ride.Slot.Movement.Calls;
        return
        [
            .. Enumerable
                .Range(ride.FromCall, ride.ToCall - ride.FromCall + 1)
                .Select(i => new CallResponse(calls[i].Terminal, calls[i].Kind, Hub(calls[i].Arrival), Hub(calls[i].Departure))),
        ];

        static DateTimeOffset? Hub(DateTimeOffset? instant) => instant is { } at ? Format.Hub(at) : null;
    }

    private static List<string> Warnings(IReadOnlyList<PlannedLeg> legs, IReadOnlyDictionary<Mode, FeedStatus> statuses)
    {
        var warnings = legs.Select(l => l.Mode)
            .Distinct()
            .Where(mode => statuses.TryGetValue(mode, out var status) && status.Health != FeedHealth.Live)
            .Select(mode => $"{NameOf(mode)} is stale: free room and times may have changed since")
            .ToList();
        if (legs.Any(leg => leg is DoorLeg))
        {
            warnings.Add("the truck from or to the door is an estimate; it is arranged when the booking is made");
        }
        return warnings;
    }
}
