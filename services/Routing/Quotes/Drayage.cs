using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Timetables;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>One run of a truck from or to a door, in the timetable's seconds.</summary>
/// <param name="Ready">When the cargo is there to be loaded.</param>
/// <param name="Available">When it has been unloaded.</param>
/// <param name="Held">A closure keeps it from leaving sooner.</param>
public sealed record DoorTrip(DoorWay Way, int Ready, int Leaves, int Arrives, int Available, bool Held, Cost Cost);

/// <summary>
/// Trucks from and to doors, at the road service's own tariff. Trucks of pools are for lanes; a door trip is arranged when the booking is made, so no room is shown for
/// it. One for each search.
/// </summary>
/// <param name="road">What holds for trucks on the day of asking.</param>
/// <param name="traits">What the shipment is, but for what the search sets aside.</param>
/// <param name="openAlways">Closures are set aside.</param>
public sealed class Drayage(
    LiveTimetable timetable,
    HouseData house,
    RoadDay road,
    Tariff tariff,
    Cargo cargo,
    ulong traits,
    bool openAlways
)
{
    private readonly DoorWays ways = new(timetable, house, road.Hours);
    private readonly PricedTariff priced = tariff.For(cargo);
    private readonly bool dangerous = (traits & Traits.AnyDanger) != 0;
    private readonly IReadOnlyList<DisruptionRaised> closures = openAlways ? [] : timetable.ClosuresOf(Mode.Road);
    private readonly Dictionary<string, LanePublished> into = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LanePublished> outOf = new(StringComparer.Ordinal);

    /// <summary>For a shipment; null when no truck takes it or nothing is known of the road.</summary>
    public static Drayage? For(LiveTimetable timetable, HouseData house, Cargo cargo, DateTimeOffset readyAt, ulong traits, bool openAlways)
    {
        var lane = timetable.OfferedDrives.FirstOrDefault(d => (d.Forbidden & traits) == 0)?.Lane;
        if (lane is null || timetable.Tariffs.At(lane.TariffId, readyAt) is not { } tariff)
        {
            return null;
        }

        var made = new Drayage(timetable, house, timetable.RoadToday, tariff, cargo, traits, openAlways);
        foreach (var slot in timetable.OfferedDrives)
        {
            made.into.TryAdd(slot.Lane.To, slot.Lane);
            made.outOf.TryAdd(slot.Lane.From, slot.Lane);
        }

        return made;
    }

    /// <summary>Whether trucks serve a terminal.</summary>
    public bool Serves(Terminal terminal) => into.ContainsKey(terminal.Code.Value) || outOf.ContainsKey(terminal.Code.Value);

    /// <summary>Whether a truck goes all the way.</summary>
    public bool IsDirect(double greatCircleKm) => greatCircleKm * Geo.RoadCircuity <= (double)road.Hours.MaxLaneKm;

    /// <summary>
    /// The run of cargo that is ready at a moment, by the shortest way that is open then, or else by the one that brings it soonest. Null when none ever opens.
    /// </summary>
    public DoorTrip? Trip(DoorEnd from, DoorEnd to, int ready)
    {
        DoorTrip? soonest = null;
        foreach (var way in ways.Between(from, to, traits))
        {
            if (Run(way, from, to, ready) is not { } trip)
            {
                continue;
            }

            if (!trip.Held)
            {
                return trip;
            }

            soonest = soonest is null || trip.Available < soonest.Available ? trip : soonest;
        }

        return soonest;
    }

    /// <summary>The least that a run takes, whenever it is; and what it costs by the shortest way.</summary>
    public (int Seconds, Cost Cost) Least(DoorEnd from, DoorEnd to)
    {
        var all = ways.Between(from, to, traits);
        var seconds = all.Min(w => Loading + w.Before + (w.Along?.RoadOf(dangerous).Minimum ?? 0) + w.After + Handling(to));
        return (seconds, all.Select(w => CostOf(w, from, to)).MinBy(c => c.Price));
    }

    public DoorLeg Leg(DoorTrip trip, DoorEnd from, DoorEnd to) =>
        new(
            trip.Way,
            from.Kind,
            to.Kind,
            tariff,
            from.Name,
            to.Name,
            timetable.Clock.At(trip.Ready),
            timetable.Clock.At(trip.Leaves),
            timetable.Clock.At(trip.Arrives),
            timetable.Clock.At(trip.Available)
        );

    private int Loading => road.Hours.LoadingMinutes * 60;

    private DoorTrip? Run(DoorWay way, DoorEnd from, DoorEnd to, int ready)
    {
        var held = false;
        for (var loaded = ready + Loading; ; held = true)
        {
            if (Drive(way, from, to, loaded) is not var (leaves, arrives, stopped))
            {
                return null;
            }

            var shut =
                ClosedUntil(from, leaves) is { } opens ? opens - (long)leaves
                : ClosedUntil(to, arrives) is { } opensThere ? opensThere - (long)arrives
                : 0;
            if (shut == 0)
            {
                return new DoorTrip(way, ready, leaves, arrives, arrives + Handling(to), held || stopped, CostOf(way, from, to));
            }

            if (loaded + shut >= int.MaxValue / 2)
            {
                return null;
            }

            loaded = Math.Max(loaded, leaves) + (int)shut;
        }
    }

    /// <summary>When the truck leaves and arrives that is loaded then, and whether its road is shut before; null when it never opens.</summary>
    private (int Leaves, int Arrives, bool Held)? Drive(DoorWay way, DoorEnd from, DoorEnd to, int loaded)
    {
        if (way.Along is not { } slot)
        {
            var night = dangerous && way.TollKm > 0 ? road.Ban.Seconds : null;
            return new DoorDay(way.Before, Out(from), In(to), night).Run(loaded) is var (sets, comes) ? (sets, comes, false) : null;
        }

        var along = slot.RoadOf(dangerous);
        var joins = loaded + way.Before;
        var open = along.LeavesOpen(joins);
        return (openAlways ? open : along.Leaves(joins)) is { } leaves
            ? (leaves - way.Before, leaves + along.At(leaves) + way.After, leaves > open)
            : null;
    }

    private TerminalAccess? In(DoorEnd end) => end.Terminal is { } t ? into.GetValueOrDefault(t.Code.Value)?.ToAccess : null;

    private TerminalAccess? Out(DoorEnd end) => end.Terminal is { } t ? outOf.GetValueOrDefault(t.Code.Value)?.FromAccess : null;

    private int Handling(DoorEnd end) =>
        end.Terminal is { } terminal && into.TryGetValue(terminal.Code.Value, out var lane)
            ? lane.HandlingMinutes * 60
            : road.Hours.HandlingMinutes * 60;

    /// <summary>Null when the terminal is open then, or it is a door; the largest number when its end is not known.</summary>
    private int? ClosedUntil(DoorEnd end, int moment)
    {
        if (end.Terminal is null || closures.Count == 0)
        {
            return null;
        }

        var at = timetable.Clock.At(moment);
        var closed = closures.FirstOrDefault(c => c.Terminals.Contains(end.Name) && at >= c.From && (c.To is null || at < c.To));
        return closed is null ? null
            : closed.To is { } to ? timetable.Clock.Up(to)
            : int.MaxValue;
    }

    private Cost CostOf(DoorWay way, DoorEnd from, DoorEnd to) =>
        ShipmentCosts.Rounded(priced.Leg(from.Kind, to.Kind, way.Km, 0, 0, way.TollKm));
}
