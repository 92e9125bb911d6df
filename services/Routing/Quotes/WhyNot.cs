using System.Text.Json.Nodes;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Quotes;

/// <summary>
/// Explains why a wish has no option: sets one constraint aside at a time, and where that gives a plan, says what in the plan breaks the
/// constraint and the smallest change of the wish that would do. If no constraint is to blame by itself, the smallest set that is.
/// </summary>
public sealed class WhyNot(RouteSearch search, LiveTimetable timetable, Remedies remedies)
{
    public IReadOnlyList<ReasonResponse> Explain(RouteSpecification wish)
    {
        var constraints = Constraints(wish);
        var alone = constraints
            .Select(c => (Constraint: c, Plans: search.Find(c.Without(wish), c.Probe)))
            .Where(c => c.Plans.Count > 0)
            .Select(c => Explain(c.Constraint, c.Plans, wish, together: ""))
            .ToList();
        return alone.Count > 0 ? alone : ExplainTogether(constraints, wish);
    }

    private List<ReasonResponse> ExplainTogether(List<Constraint> constraints, RouteSpecification wish)
    {
        if (Find(constraints, wish).Count == 0)
        {
            return [Unreachable(wish)];
        }
        var needed = constraints;
        foreach (var constraint in constraints)
        {
            var fewer = needed.Where(c => c != constraint).ToList();
            needed = Find(fewer, wish).Count > 0 ? fewer : needed;
        }
        var plans = Find(needed, wish);
        return
        [
            .. needed.Select(c =>
                Explain(c, plans, wish, $"; only together with {string.Join(" and ", needed.Where(o => o != c).Select(o => o.Name))}")
            ),
        ];
    }

    private IReadOnlyList<PlannedOption> Find(List<Constraint> without, RouteSpecification wish)
    {
        var probe = without
            .Select(c => c.Probe)
            .Aggregate(
                default(Probe),
                (a, b) =>
                    new Probe(
                        a.Relax | b.Relax,
                        a.IgnoredTraits | b.IgnoredTraits,
                        a.AllModes || b.AllModes,
                        b.MaxBoardings ?? a.MaxBoardings
                    )
            );
        return search.Find(without.Aggregate(wish, (w, c) => c.Without(w)), probe);
    }

    private List<Constraint> Constraints(RouteSpecification wish)
    {
        var shipment = wish.Shipment;
        var danger = shipment.Dangerous is null ? 0 : Traits.DangerOf(shipment) | Traits.Grounded;
        var reefer = Traits.ReeferOf(shipment);
        var (apart, gauge) = (Traits.ApartOf(shipment), timetable.Traits.OverGauge(shipment));
        var sizes = timetable.Traits.Of(shipment) & ~(Traits.KindOf(shipment) | Traits.CareOf(shipment) | danger | reefer | apart | gauge);
        var constraints = new List<Constraint>
        {
            new("capacity", new Probe(Relaxations.Capacity)),
            new("closure", new Probe(Relaxations.Closures)),
            new("cutoff", new Probe(Relaxations.CutOffs)),
        };
        Add(wish.DueBy is not null, new("deadline", new Probe(Relaxations.Deadline)));
        Add(danger != 0, new("dangerousGoods", new Probe(IgnoredTraits: danger)));
        Add(apart != 0, new("segregation", new Probe(IgnoredTraits: apart)));
        Add(reefer != 0, new("reefer", new Probe(IgnoredTraits: reefer)));
        Add(gauge != 0, new("outOfGauge", new Probe(IgnoredTraits: gauge)));
        Add(sizes != 0, new("weight", new Probe(IgnoredTraits: sizes)));
        Add(wish.Modes.Count < 4, new("modes", new Probe(AllModes: true)));
        Add(wish.MaxBoardings < Query.BoardingsLimit, new("boardings", new Probe(MaxBoardings: Query.BoardingsLimit)));
        Add(wish.Via.Count > 0, new("via", default, WithoutVia: true));
        return constraints;

        void Add(bool applies, Constraint constraint)
        {
            if (applies)
            {
                constraints.Add(constraint);
            }
        }
    }

    private ReasonResponse Explain(Constraint constraint, IReadOnlyList<PlannedOption> plans, RouteSpecification wish, string together)
    {
        var alone = together.Length == 0;
        var (where, detail, remedy, dimension) = constraint.Name switch
        {
            "capacity" => remedies.Capacity(plans, wish, alone),
            "closure" => Plain(remedies.Closure(plans)),
            "cutoff" => Plain(remedies.CutOff(plans, wish, alone)),
            "deadline" => Plain(remedies.Deadline(plans, wish)),
            "dangerousGoods" => CargoRemedies.Danger(plans, wish.Shipment, timetable.AirRules),
            "segregation" => Plain(CargoRemedies.Apart(plans, wish.Shipment, alone)),
            "reefer" => Plain(CargoRemedies.Reefer(plans)),
            "outOfGauge" => Plain(CargoRemedies.OutOfGauge(plans, wish.Shipment)),
            "weight" => Plain(CargoRemedies.Weight(plans, wish.Shipment, alone)),
            "modes" => Plain(remedies.Modes(plans, wish)),
            "boardings" => Plain(remedies.Boardings(plans, wish)),
            _ => (
                null,
                "the stops on the way leave no option",
                new Remedy("without via", new JsonObject { ["limits"] = new JsonObject { ["via"] = null } }),
                null
            ),
        };
        return new ReasonResponse(constraint.Name, where, detail + together, remedy?.Text, remedy?.Change, dimension);
    }

    private static (string? Where, string Detail, Remedy? Remedy, string? Dimension) Plain(
        (string? Where, string Detail, Remedy? Remedy) reason
    ) => (reason.Where, reason.Detail, reason.Remedy, null);

    private static ReasonResponse Unreachable(RouteSpecification wish)
    {
        var cargo = wish.Shipment.Kind switch
        {
            CargoKind.Container => "containers",
            CargoKind.Pieces => "pieces",
            _ => "bulk",
        };
        var byAir = wish.Modes is [Mode.Air] && wish.Shipment.Kind == CargoKind.Container ? "; containers do not fly" : "";
        return new ReasonResponse(
            "unreachable",
            null,
            $"no chain of lines and lanes takes {cargo} from {wish.Origin.Name} to {wish.Destination.Name} within the timetable{byAir}",
            null,
            null
        );
    }

    /// <param name="Probe">What the search sets aside.</param>
    private sealed record Constraint(string Name, Probe Probe, bool WithoutVia = false)
    {
        public RouteSpecification Without(RouteSpecification wish) => WithoutVia ? wish with { Via = [] } : wish;
    }
}
