using Qujiang.Contracts.V1;
using Qujiang.Network;

namespace Qujiang.LegKernel.Seed;

/// <summary>A class of vehicles: the room it offers and what it takes aboard.</summary>
/// <param name="Id">In the operator's words, as published with movements.</param>
/// <param name="Name">For people.</param>
/// <param name="Offered">Room of one vehicle.</param>
/// <param name="Rules">What it takes aboard.</param>
/// <param name="Provenance">Where the figures come from.</param>
public sealed record VehicleClass(string Id, string Name, CapacityVector Offered, CargoRules Rules, Provenance Provenance);

/// <summary>A part of the way between two cargo calls: to a point that is passed, or to the next cargo call.</summary>
/// <param name="To">Terminal code.</param>
/// <param name="Km">Kilometres.</param>
/// <param name="Minutes">Running time.</param>
/// <param name="PassMinutes">Time spent at a point that is passed; 0 at a cargo call.</param>
public readonly record struct Hop(string To, decimal Km, int Minutes, int PassMinutes = 0);

/// <summary>A line as data files have it: without times at its calls, which the mode's physics gives.</summary>
/// <param name="Route">Terminal codes of the cargo calls.</param>
/// <param name="Days">Service days.</param>
/// <param name="Departures">Local times at the first call.</param>
/// <param name="DwellMinutes">Stay at each intermediate cargo call.</param>
/// <param name="ValidFrom">First service day.</param>
/// <param name="ValidTo">Last service day; null while open-ended.</param>
/// <param name="OverbookingPercent">As in <see cref="LinePattern.OverbookingPercent"/>.</param>
public sealed record LineRow(
    string LineId,
    string Name,
    IReadOnlyList<string> Route,
    ServiceDays Days,
    IReadOnlyList<TimeOnly> Departures,
    string Vehicle,
    string TariffId,
    int DwellMinutes,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    Provenance Provenance,
    int OverbookingPercent = 0
)
{
    /// <summary>The pattern: running times from <paramref name="run"/>, handling times and cut-offs by kind of terminal.</summary>
    /// <param name="vehicle">The line's vehicle class.</param>
    /// <param name="run">The way from one cargo call to the next: points passed, then the call.</param>
    public LinePattern ToPattern(VehicleClass vehicle, Func<string, string, IReadOnlyList<Hop>> run)
    {
        var calls = new List<PatternCall>();
        var clock = 0;
        for (var i = 0; i < Route.Count; i++)
        {
            var last = i == Route.Count - 1;
            var departure = clock + (i == 0 || last ? 0 : DwellMinutes);
            var times = HandlingTimes.Of(
                (Terminals.Hub.Find(Route[i]) ?? throw new FormatException($"Line {LineId}: there is no terminal {Route[i]}.")).Kind
            );
            var hops = last ? [] : run(Route[i], Route[i + 1]);
            calls.Add(new(Route[i], CallKind.Cargo, clock, departure, times.CutoffMinutes, times.HandlingMinutes, last ? 0 : hops[0].Km));
            clock = departure;
            for (var h = 0; h < hops.Count; h++)
            {
                clock += hops[h].Minutes;
                if (h + 1 < hops.Count)
                {
                    calls.Add(new(hops[h].To, CallKind.Pass, clock, clock + hops[h].PassMinutes, 0, 0, hops[h + 1].Km));
                    clock += hops[h].PassMinutes;
                }
            }
        }

        return new(
            LineId,
            Name,
            ValidFrom,
            ValidTo,
            Days,
            Departures,
            calls,
            vehicle.Id,
            vehicle.Offered,
            TariffId,
            vehicle.Rules,
            Provenance
        )
        {
            OverbookingPercent = OverbookingPercent,
        };
    }
}
