using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Live;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Quotes;

/// <summary>The nearest change that gives an option.</summary>
/// <param name="Change">As a JSON merge patch of the request.</param>
public sealed record Remedy(string Text, JsonObject Change);

/// <summary>For each constraint: what breaks it in the plans found without it, and the smallest change of the wish that would do.</summary>
public sealed class Remedies(RouteSearch search, LiveNetwork network, TimeProvider time)
{
    private const int LongestShiftHours = 14 * 24;

    public (string? Where, string Detail, Remedy? Remedy, string? Dimension) Capacity(
        IReadOnlyList<PlannedOption> plans,
        RouteSpecification wish,
        bool alone
    )
    {
        var cargo = Cargoes.Of(wish.Shipment, wish.Truck);
        var tight = plans
            .Select(plan =>
                plan.Legs.Select(leg => (Leg: leg, Short: Room.ShortageOn(leg, wish.Shipment, cargo)))
                    .Where(l => l.Short is not null)
                    .ToList()
            )
            .Where(legs => legs.Count > 0)
            .OrderBy(legs => legs.Count)
            .FirstOrDefault();
        if (tight is null)
        {
            return (null, "there is not enough room on the way", null, null);
        }
        var (first, shortage) = (tight[0].Leg, tight[0].Short!);
        var detail =
            $"{shortage.Demanded} {shortage.Name} are needed, {shortage.Free} are free on {NameOf(first)} from {first.From} to {first.To}"
            + (tight.Count > 1 ? $", and {tight.Count - 1} more leg{(tight.Count > 2 ? "s" : "")} of the way lack room" : "")
            + Disruption(first);
        return (NameOf(first), detail, alone ? Smaller(wish) : null, shortage.Dimension);
    }

    /// <summary>The first lane in the way of a plan that is closed, and until when: no change of the wish opens it.</summary>
    public (string? Where, string Detail, Remedy? Remedy) Closure(IReadOnlyList<PlannedOption> plans)
    {
        foreach (var leg in plans.SelectMany(p => p.Legs))
        {
            var lane = leg switch
            {
                LaneLeg on => on.Lane,
                DoorLeg along => along.Way.Along?.Lane,
                _ => null,
            };
            var closure = lane is null
                ? null
                : LaneTimes
                    .Closures(network[leg.Mode].State.OpenDisruptions)
                    .FirstOrDefault(c => LaneTimes.Stops(c, lane, leg.Departure, leg.Arrival));
            if (closure is not null)
            {
                var until = closure.To is { } to ? $"until {Format.Hub(to):yyyy-MM-ddTHH:mm:sszzz}" : "with no end known";
                return (lane!.LaneId, $"{lane.LaneId} is closed {until} ({closure.Kind}: {closure.Description})", null);
            }
        }
        return (null, "a road on the way is closed", null);
    }

    public (string? Where, string Detail, Remedy? Remedy) CutOff(IReadOnlyList<PlannedOption> plans, RouteSpecification wish, bool alone)
    {
        var (missed, by) = Missed(plans, wish);
        var remedy = alone ? Earlier(wish) : null;
        return missed is null
            ? (null, "cut-offs on the way are missed", remedy)
            : (
                NameOf(missed),
                $"the cut-off of {NameOf(missed)} at {missed.From} is {Format.Hub(missed.Cutoff):yyyy-MM-ddTHH:mm:sszzz}, the cargo is there {Format.Span(by)} later",
                remedy
            );
    }

    public (string? Where, string Detail, Remedy? Remedy) Deadline(IReadOnlyList<PlannedOption> plans, RouteSpecification wish)
    {
        var earliest = plans.MinBy(p => p.Legs[^1].Available)!;
        var arrival = earliest.Legs[^1].Available;
        var arrivesAt = Format.Hub(arrival);
        var late = arrival - wish.DueBy!.Value;
        return (
            NameOf(earliest.Legs[^1]),
            $"the earliest arrival is {arrivesAt:yyyy-MM-ddTHH:mm:sszzz}, {Format.Span(late)} after dueBy",
            new Remedy($"dueBy {Format.Span(late)} later", new JsonObject { ["dueBy"] = $"{arrivesAt:yyyy-MM-ddTHH:mm:sszzz}" })
        );
    }

    public (string? Where, string Detail, Remedy? Remedy) Modes(IReadOnlyList<PlannedOption> plans, RouteSpecification wish)
    {
        var plan = plans.MinBy(p => p.Legs.Select(l => l.Mode).Except(wish.Modes).Distinct().Count())!;
        var missing = plan.Legs.Select(l => l.Mode).Except(wish.Modes).Distinct().ToList();
        var names = string.Join(" and ", missing.Select(OptionWriter.NameOf));
        var flying = wish.Modes is [Mode.Air] && wish.Shipment.Kind == CargoKind.Container ? "containers do not fly; " : "";
        return (
            plan.Legs.FirstOrDefault(l => missing.Contains(l.Mode)) is { } leg ? NameOf(leg) : null,
            $"{flying}there is no way by {string.Join(", ", wish.Modes.Select(OptionWriter.NameOf))} alone",
            new Remedy(
                $"allow {names} as well",
                new JsonObject
                {
                    ["limits"] = new JsonObject
                    {
                        ["modes"] = new JsonArray([.. wish.Modes.Concat(missing).Select(m => (JsonNode)OptionWriter.NameOf(m))]),
                    },
                }
            )
        );
    }

    public (string? Where, string Detail, Remedy? Remedy) Boardings(IReadOnlyList<PlannedOption> plans, RouteSpecification wish)
    {
        var least = plans.Min(p => p.Outcome.Boardings);
        return (
            null,
            $"the way takes {least} vehicles or more, {wish.MaxBoardings} {(wish.MaxBoardings == 1 ? "is" : "are")} allowed",
            new Remedy($"maxBoardings {least}", new JsonObject { ["limits"] = new JsonObject { ["maxBoardings"] = least } })
        );
    }

    /// <summary>An open disruption that touches the leg: room that is gone is gone for a reason.</summary>
    private string Disruption(PlannedLeg leg)
    {
        var calls = leg is RideLeg ride
            ? ride.Slot.Movement.Calls.Skip(ride.FromCall).Take(ride.ToCall - ride.FromCall + 1).Select(c => c.Terminal).ToList()
            : [leg.From, leg.To];
        var disruption = network[leg.Mode]
            .State.OpenDisruptions.FirstOrDefault(d =>
                d.From < leg.Arrival
                && (d.To is null || d.To > leg.Departure)
                && (d.Lines.Contains(leg.Line) || d.Terminals.Any(calls.Contains))
            );
        return disruption is null ? "" : $" ({disruption.Kind}: {disruption.Description})";
    }

    public static string NameOf(PlannedLeg leg) => leg is RideLeg ride ? ride.Slot.Movement.Id : leg.Line;

    /// <summary>The least time by which the cargo would have to be ready sooner: what can be had later can be had sooner, so halving finds it.</summary>
    private Remedy? Earlier(RouteSpecification wish)
    {
        if (!Works(LongestShiftHours))
        {
            return null;
        }
        var (low, high) = (0, LongestShiftHours); // not enough, enough
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Works(middle) ? (low, middle) : (middle, high);
        }
        var readyAt = wish.ReadyAt.AddHours(-high);
        var past = readyAt < time.GetUtcNow() ? ", which is past" : "";
        return new Remedy(
            $"ready {Format.Span(TimeSpan.FromHours(high))} earlier{past}",
            new JsonObject { ["readyAt"] = $"{Format.Hub(readyAt):yyyy-MM-ddTHH:mm:sszzz}" }
        );

        bool Works(int hours) => search.Find(wish with { ReadyAt = wish.ReadyAt.AddHours(-hours) }).Count > 0;
    }

    /// <summary>The most of the cargo that has an option.</summary>
    private Remedy? Smaller(RouteSpecification wish)
    {
        var shipment = wish.Shipment;
        var units =
            shipment.Kind == CargoKind.Bulk ? (shipment.BulkKg + 999) / 1000
            : shipment.Kind == CargoKind.Container ? shipment.Boxes.Sum(b => b.Count)
            : shipment.Pieces.Sum(p => p.Count);
        var (low, high) = (0, units); // works, does not
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) =
                search.Find(wish with { Shipment = ShipmentChanges.Cut(shipment, middle) }).Count > 0 ? (middle, high) : (low, middle);
        }
        if (low == 0)
        {
            return null;
        }
        var less = ShipmentChanges.Cut(shipment, low);
        return shipment.Kind switch
        {
            CargoKind.Bulk => new Remedy($"{low} t at most", new JsonObject { ["bulk"] = new JsonObject { ["kg"] = less.BulkKg } }),
            CargoKind.Container => new Remedy(
                $"{units - low} box{(units - low == 1 ? "" : "es")} fewer: there is an option for {low}",
                ShipmentChanges.Equipment(less, b => b)
            ),
            _ => new Remedy(
                $"{units - low} piece{(units - low == 1 ? "" : "s")} fewer: there is an option for {low}",
                ShipmentChanges.Pieces(less)
            ),
        };
    }

    /// <summary>The first leg of a plan that the cargo reaches after its cut-off, of the plan that misses by least.</summary>
    private static (PlannedLeg? Leg, TimeSpan By) Missed(IReadOnlyList<PlannedOption> plans, RouteSpecification wish)
    {
        (PlannedLeg? Leg, TimeSpan By) least = (null, TimeSpan.MaxValue);
        foreach (var plan in plans)
        {
            var there = wish.ReadyAt;
            foreach (var leg in plan.Legs)
            {
                if (leg.Cutoff < there)
                {
                    least = there - leg.Cutoff < least.By ? (leg, there - leg.Cutoff) : least;
                    break;
                }
                there = leg.Available;
            }
        }
        return least;
    }
}
