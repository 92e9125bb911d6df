using Qujiang.Network;
using Qujiang.Routing.Timetables;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>A leg with its bill.</summary>
/// <param name="Quality">Of the worst figure behind it.</param>
/// <param name="Tariff">With its version.</param>
public sealed record PricedLeg(
    PlannedLeg Leg,
    string Tariff,
    decimal Km,
    IReadOnlyList<Charge> Charges,
    IReadOnlyList<EmissionLine> Emissions,
    Contracts.V1.Provenance Provenance,
    Contracts.V1.Quality Quality
)
{
    public long Co2eGrams => Emissions.Sum(e => e.Grams);
}

/// <summary>A plan with its bill: the amount is the sum of its charges, each rounded to the fen.</summary>
public sealed record PricedOption(PlannedOption Plan, IReadOnlyList<PricedLeg> Legs, Charge Documentation)
{
    public long AmountFen => Legs.Sum(l => l.Charges.Sum(c => c.AmountFen)) + Documentation.AmountFen;

    public long Co2eGrams => Legs.Sum(l => l.Co2eGrams);

    public Contracts.V1.Quality Quality =>
        Legs.Max(l => l.Quality) is var worst && worst > Qualities.Of(Documentation.Provenance)
            ? worst
            : Qualities.Of(Documentation.Provenance);
}

public static class Qualities
{
    public static Contracts.V1.Quality Of(Tariffs.Provenance provenance) => (Contracts.V1.Quality)(int)provenance.Quality;
}

/// <summary>Works out what a plan costs and emits, charge by charge, with the evaluator that the leg services use too.</summary>
public sealed class Pricing(LiveTimetable timetable, HouseData house)
{
    /// <returns>Null when a tariff has gone since the plan was found.</returns>
    public PricedOption? Price(PlannedOption plan, Cargo cargo)
    {
        var legs = new List<PricedLeg>(plan.Legs.Count);
        for (var i = 0; i < plan.Legs.Count; i++)
        {
            if (Price(plan.Legs[i], Waiting.HoursBefore(plan, i), cargo) is not { } priced)
            {
                return null;
            }
            legs.Add(priced);
        }
        return new PricedOption(plan, legs, Documentation());
    }

    /// <summary>The tariff of a leg; null when it has gone.</summary>
    public Tariff? TariffOf(PlannedLeg leg) =>
        leg switch
        {
            RideLeg ride => timetable.Tariffs.Find(timetable.LinePricings[ride.Slot.CostClass.Value].Tariff),
            LaneLeg lane => timetable.Tariffs.At(lane.Lane.TariffId, lane.Departure),
            DoorLeg door => door.Tariff,
            _ => null,
        };

    /// <summary>Kind of the terminal where a leg boards.</summary>
    public static string BoardKindOf(PlannedLeg leg) => leg is DoorLeg door ? door.FromKind : KindOf(leg.From);

    private PricedLeg? Price(PlannedLeg leg, decimal waitHours, Cargo cargo)
    {
        if (TariffOf(leg) is not { } tariff)
        {
            return null;
        }
        switch (leg)
        {
            case RideLeg ride:
                var stretches = timetable.LinePricings[ride.Slot.CostClass.Value].Segments.Skip(ride.Board).Take(ride.Alight - ride.Board);
                var segments = stretches.Select(s => new LegSegment(s.Km, s.Passes, s.Hours)).ToArray();
                return Bill(KindOf(leg.To), segments, ride.Slot.Movement.Published!.Provenance);
            case LaneLeg { Lane: var lane }:
                return Bill(
                    KindOf(leg.To),
                    [new LegSegment(lane.Km, 0, Hours.OfMinutes(lane.DurationMinutes), lane.TolledKm ?? 0)],
                    lane.Provenance
                );
            case DoorLeg door:
                var trip = new LegSegment(door.Way.Km, 0, Hours.Of(leg.Arrival - leg.Departure), door.Way.TollKm);
                return Bill(door.ToKind, [trip], new(door.Way.Source, Contracts.V1.Quality.E));
            default:
                return null;
        }

        PricedLeg Bill(string alightKind, LegSegment[] along, Contracts.V1.Provenance provenance)
        {
            var facts = new LegFacts(BoardKindOf(leg), alightKind, along, waitHours);
            IReadOnlyList<Charge> charges = Evaluator.Price(tariff, cargo, facts);
            if (leg is DoorLeg)
            {
                charges = [.. charges.Select(c => c.Code == "LINEHAUL" ? c with { Code = "DRAYAGE" } : c)];
            }
            var emissions = Evaluator.Emissions(tariff, cargo, facts);
            var worst = charges
                .Select(c => Qualities.Of(c.Provenance))
                .Concat(emissions.Select(e => Qualities.Of(e.Provenance)))
                .Append(provenance.Quality)
                .Max();
            return new PricedLeg(leg, $"{tariff.Id}-{tariff.Version}", along.Sum(s => s.Km), charges, emissions, provenance, worst);
        }
    }

    private Charge Documentation() =>
        new(
            "DOCUMENTATION",
            Basis.Shipment,
            1,
            house.DocumentationFee,
            Evaluator.Round(house.DocumentationFee * 100),
            house.DocumentationFee * 100,
            MinimumApplied: false,
            HouseData.TariffId,
            HouseData.TariffVersion,
            house.DocumentationProvenance
        );

    private static string KindOf(string terminal) => Terminals.Hub.Find(terminal)!.Kind.Code();
}
