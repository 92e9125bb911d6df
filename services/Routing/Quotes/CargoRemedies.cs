using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Quotes;

/// <summary>What a carrier does not take aboard, by the dimension that is in the way, and the smallest change that would do where there is one.</summary>
public static class CargoRemedies
{
    public static (string? Where, string Detail, Remedy? Remedy, string? Dimension) Danger(
        IReadOnlyList<PlannedOption> plans,
        Shipment shipment,
        AirRules rules
    )
    {
        string[] classes = [.. shipment.Dangerous!.Classes().Distinct(StringComparer.Ordinal)];
        var (leg, refused) = plans
            .SelectMany(p => p.Legs)
            .Select(leg => (leg, Refused: RulesOf(leg) is { } taken ? Array.Find(classes, c => !taken.DangerousGoods.Contains(c)) : null))
            .FirstOrDefault(l => l.Refused is not null);
        if (
            refused is null
            && plans
                .SelectMany(p => p.Legs)
                .OfType<RideLeg>()
                .FirstOrDefault(l => Flights.Refusal(l, shipment.Dangerous, rules) is not null)
                is { } flight
        )
        {
            var (goods, limit, passengers) = Flights.Refusal(flight, shipment.Dangerous, rules)!.Value;
            var aircraft = passengers ? "passenger aircraft" : "cargo aircraft";
            return (
                Remedies.NameOf(flight),
                $"UN {goods.UnNumber} ({limit.Name}) is forbidden on {aircraft}, as {Remedies.NameOf(flight)} {(flight.Slot.Rules.Aircraft is null ? "may be" : "is")} ({limit.Source})",
                null,
                passengers ? "passengerAircraft" : "cargoAircraft"
            );
        }
        var found = Refused(leg, $"dangerous goods of class {refused ?? classes[0]}", "dangerousGoods");
        return (found.Where, found.Detail, found.Remedy, refused);
    }

    public static (string? Where, string Detail, Remedy? Remedy) Reefer(IReadOnlyList<PlannedOption> plans) =>
        Refused(plans.SelectMany(p => p.Legs).FirstOrDefault(l => RulesOf(l) is { Reefer: false }), "refrigerated cargo", "reefer");

    public static (string? Where, string Detail, Remedy? Remedy) Apart(IReadOnlyList<PlannedOption> plans, Shipment shipment, bool alone)
    {
        foreach (var leg in plans.SelectMany(p => p.Legs))
        {
            if (shipment.Dangerous!.KeptApart(leg.Mode) is var (a, b, rule))
            {
                var shared = shipment.Kind == CargoKind.Container ? "container" : "piece";
                return (
                    Remedies.NameOf(leg),
                    $"goods of class {a} and class {b} may not share a {shared} by {OptionWriter.NameOf(leg.Mode)} ({rule})",
                    alone
                        ? new Remedy(
                            $"the other goods in {shared}s of their own, asked for by themselves",
                            new JsonObject { ["dangerousGoods"] = new JsonObject { ["packedWith"] = null } }
                        )
                        : null
                );
            }
        }
        return (null, "dangerous goods may not share a container or piece on the way", null);
    }

    public static (string? Where, string Detail, Remedy? Remedy) OutOfGauge(IReadOnlyList<PlannedOption> plans, Shipment shipment)
    {
        foreach (var leg in plans.SelectMany(p => p.Legs))
        {
            if (RulesOf(leg) is { } rules && Beyond(rules, shipment.Over) is { } why)
            {
                return (Remedies.NameOf(leg), $"{Remedies.NameOf(leg)} {why}", null);
            }
        }
        return (null, "the cargo is out of gauge on the way", null);
    }

    public static (string? Where, string Detail, Remedy? Remedy) Weight(IReadOnlyList<PlannedOption> plans, Shipment shipment, bool alone)
    {
        foreach (var leg in plans.SelectMany(p => p.Legs))
        {
            if (RulesOf(leg) is not { } rules)
            {
                continue;
            }
            if (rules.MaxGrossKgPerBox is { } most && shipment.HeaviestBoxKg > most)
            {
                var heaviest = shipment.Boxes.MaxBy(b => b.GrossKg)!;
                var fits = most - heaviest.Equipment.TareKg;
                return (
                    Remedies.NameOf(leg),
                    $"{Remedies.NameOf(leg)} takes boxes of {most} kg at most; a {heaviest.Equipment.Type} with {heaviest.CargoKg} kg of cargo weighs {heaviest.GrossKg} kg",
                    alone
                        ? new Remedy(
                            $"at most {fits} kg of cargo in a {heaviest.Equipment.Type}",
                            ShipmentChanges.Equipment(shipment, b => b with { CargoKg = Math.Min(b.CargoKg, most - b.Equipment.TareKg) })
                        )
                        : null
                );
            }
            foreach (var piece in shipment.Pieces)
            {
                if (TooLarge(rules, piece) is { } why)
                {
                    return (Remedies.NameOf(leg), $"{Remedies.NameOf(leg)} {why}", null);
                }
            }
        }
        return (null, "the cargo is too heavy or too large on the way", null);
    }

    private static (string? Where, string Detail, Remedy? Remedy) Refused(PlannedLeg? leg, string cargo, string member) =>
        (
            leg is null ? null : Remedies.NameOf(leg),
            leg is null ? $"{cargo} is not taken on the way" : $"{Remedies.NameOf(leg)} does not take {cargo}",
            new Remedy("as cargo that needs no such care", new JsonObject { [member] = null })
        );

    private static string? Beyond(CargoRules rules, Gauge over) =>
        (rules.MaxOverLengthCm ?? 0) < over.LengthCm ? Takes(rules.MaxOverLengthCm, over.LengthCm, "length")
        : (rules.MaxOverWidthCm ?? 0) < over.WidthCm ? Takes(rules.MaxOverWidthCm, over.WidthCm, "width")
        : (rules.MaxOverHeightCm ?? 0) < over.HeightCm ? Takes(rules.MaxOverHeightCm, over.HeightCm, "height")
        : null;

    private static string Takes(int? most, int over, string dimension) =>
        (
            most is null or 0
                ? $"takes no cargo beyond the {dimension} of its container"
                : $"takes cargo {most} cm beyond the {dimension} of its container at most"
        ) + $"; this one is {over} cm beyond it";

    private static string? TooLarge(CargoRules rules, Piece piece) =>
        rules.MaxPieceKg < piece.Kg ? $"takes pieces of {rules.MaxPieceKg} kg at most; one weighs {piece.Kg} kg"
        : rules.MaxPieceLengthCm < piece.LengthCm
            ? $"takes pieces of {rules.MaxPieceLengthCm} cm length at most; one is {piece.LengthCm} cm long"
        : rules.MaxPieceWidthCm < piece.WidthCm
            ? $"takes pieces of {rules.MaxPieceWidthCm} cm width at most; one is {piece.WidthCm} cm wide"
        : rules.MaxPieceHeightCm < piece.HeightCm
            ? $"takes pieces of {rules.MaxPieceHeightCm} cm height at most; one is {piece.HeightCm} cm high"
        : rules.PieceGauges is { Count: > 0 } gauges
        && PieceFit.Misfit(Traits.SizeOf(piece), [.. gauges.Select(Traits.SizeOf)]) is { } misfit
            ? $"has no space for a piece of {piece.LengthCm} x {piece.WidthCm} x {piece.HeightCm} cm and {piece.Kg} kg: nearest is {gauges[misfit.Space].Name}, "
                + $"whose {misfit.Dimension} is {misfit.Limit} {(misfit.Dimension == "weight" ? "kg" : "cm")} at most"
        : null;

    private static CargoRules? RulesOf(PlannedLeg leg) =>
        leg switch
        {
            RideLeg ride => ride.Slot.Movement.Published!.Rules,
            LaneLeg lane => lane.Lane.Rules,
            DoorLeg door => door.Way.Along?.Lane.Rules,
            _ => null,
        };
}
