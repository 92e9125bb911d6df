using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using Qujiang.Contracts.V1;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Timetables;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>What a search sets aside, to find out why there is no option.</summary>
/// <param name="Relax">Rules of the timetable.</param>
/// <param name="IgnoredTraits">Traits of the shipment that are not looked at.</param>
/// <param name="AllModes">Modes that the request left out are used as well.</param>
/// <param name="MaxBoardings">Another limit than the request's.</param>
public readonly record struct Probe(
    Relaxations Relax = Relaxations.None,
    ulong IgnoredTraits = 0,
    bool AllModes = false,
    int? MaxBoardings = null
);

/// <summary>Finds every undominated plan for a route specification.</summary>
public sealed class RouteSearch(
    LiveTimetable timetable,
    CostTables costs,
    HouseData house,
    IOptions<RoutingOptions> options,
    RoutingMetrics metrics
)
{
    private readonly ConcurrentBag<Search> idle = [];

    public IReadOnlyList<PlannedOption> Find(RouteSpecification wish, Probe probe = default) =>
        wish.Shipment.Dangerous is { } goods && (probe.IgnoredTraits & Traits.Grounded) == 0
            ? Flights.Find(wish, goods, timetable.AirRules, (w, grounded) => Find(w, probe, grounded))
            : Find(wish, probe, grounded: 0);

    /// <param name="grounded">Kinds of aircraft on which the shipment may not fly, as traits.</param>
    private IReadOnlyList<PlannedOption> Find(RouteSpecification wish, Probe probe, ulong grounded)
    {
        using var trace = RoutingMetrics.Traces.StartActivity("search");
        var started = Stopwatch.GetTimestamp();
        var cargo = Cargoes.Of(wish.Shipment, wish.Truck);
        var traits = (timetable.Traits.Of(wish.Shipment) | grounded) & ~probe.IgnoredTraits;
        var byTruck = (probe.AllModes || wish.Modes.Contains(Mode.Road)) && (wish.Origin.Door ?? wish.Destination.Door) is not null;
        var openAlways = probe.Relax.HasFlag(Relaxations.Closures);
        var drayage = byTruck ? Drayage.For(timetable, house, cargo, wish.ReadyAt, traits, openAlways) : null;
        var ends = new Ends(wish, drayage, timetable, options.Value.DrayageRadiusKm);
        if (ends.Origins.Length == 0 && ends.Direct is null)
        {
            return [];
        }
        var query = new Query
        {
            Costs = costs.For(wish.Shipment, cargo, wish.ReadyAt),
            Origins = ends.Origins,
            Destinations = ends.Destinations,
            Direct = ends.Direct,
            Demand = timetable.Measures.Demand(wish.Shipment, cargo.Trucks * TruckLoads.Teu100PerTruck),
            Traits = traits,
            MaxBoardings = probe.MaxBoardings ?? wish.MaxBoardings,
            LatestArrival = wish.DueBy is { } due ? timetable.Clock.Down(due) : int.MaxValue,
            AllowedModes = probe.AllModes ? uint.MaxValue : wish.Modes.Aggregate(0u, (mask, mode) => mask | (1u << (int)mode)),
            Vias = wish.Via.Select(v => new ViaStop(timetable.IndexOf(v.Terminal), (int)v.MinimumStay.TotalSeconds)).ToArray(),
            Relax = probe.Relax,
        };
        if (!idle.TryTake(out var search))
        {
            search = new Search(timetable.Timetable);
        }
        try
        {
            var count = search.Run(query);
            metrics.Searched(Stopwatch.GetElapsedTime(started), count);
            trace?.SetTag("qujiang.options", count);
            var found = new List<PlannedOption>(count);
            for (var i = 0; i < count; i++)
            {
                if (Plan(search, search.GetItinerary(i), ends) is { } plan)
                {
                    found.Add(plan);
                }
            }
            return ends.EndsAtDoor ? Waiting.Best([.. found.Where(p => p.Outcome.Arrival <= query.LatestArrival || IsLate(probe))]) : found;
        }
        finally
        {
            idle.Add(search);
        }
    }

    private static bool IsLate(Probe probe) => probe.Relax.HasFlag(Relaxations.Deadline);

    /// <summary>The itinerary in the language of quotes; null when a carrier changed while it was searched.</summary>
    private PlannedOption? Plan(Search search, Itinerary itinerary, Ends ends)
    {
        var legs = new List<PlannedLeg>(itinerary.Legs.Count + 2);
        if (itinerary.Origin < 0)
        {
            legs.Add(ends.DirectLeg());
            return new PlannedOption(itinerary.Outcome, legs);
        }
        if (ends.FirstLeg(itinerary.Origin) is { } first)
        {
            legs.Add(first);
        }
        foreach (var leg in itinerary.Legs)
        {
            if (Planned(search, leg) is not { } planned)
            {
                return null;
            }
            legs.Add(planned);
        }
        var outcome = itinerary.Outcome;
        if (ends.EndsAtDoor)
        {
            if (ends.LastLeg(itinerary.Destination, outcome) is not var (last, then))
            {
                return null;
            }
            legs.Add(last);
            outcome = then;
        }
        return legs.Count == 0 ? null : new PlannedOption(outcome, legs);
    }

    private PlannedLeg? Planned(Search search, in Leg leg)
    {
        var (from, to) = (timetable.TerminalsByIndex[leg.From.Value].Code.Value, timetable.TerminalsByIndex[leg.To.Value].Code.Value);
        var clock = timetable.Clock;
        var (cutoff, departure, arrival, available) = (
            clock.At(leg.CutOff),
            clock.At(leg.Departure),
            clock.At(leg.Arrival),
            clock.At(leg.Available)
        );
        if (leg.Kind == LegKind.Drive)
        {
            return timetable.Drive(leg.Lane) is { } lane && lane.From == from && lane.To == to
                ? new LaneLeg(lane, clock.DayOf(leg.PoolDay), search.FreeRoom(leg), cutoff, departure, arrival, available)
                : null;
        }
        return
            timetable.Ride(leg.Movement) is { } slot
            && leg.AlightCall < slot.Calls.Length
            && slot.Calls[leg.BoardCall].Departure == leg.Departure
            && slot.Calls[leg.AlightCall].Arrival == leg.Arrival
            ? new RideLeg(slot, leg.BoardCall, leg.AlightCall, search.FreeRoom(leg), from, to, cutoff, departure, arrival, available)
            : null;
    }
}
