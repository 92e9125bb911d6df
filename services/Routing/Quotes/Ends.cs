using Qujiang.Network;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Quotes;

/// <summary>
/// Where a search starts and ends: terminals as they are, doors as every terminal that a truck reaches from them, and a truck all the way where
/// that is near enough.
/// </summary>
public sealed class Ends
{
    private readonly LiveTimetable timetable;
    private readonly Drayage? drayage;
    private readonly DoorEnd? startDoor;
    private readonly DoorEnd? endDoor;
    private readonly Terminal[] origins;
    private readonly Terminal[] destinations;
    private readonly DoorTrip?[] first;
    private readonly (DoorTrip Trip, DoorEnd From, DoorEnd To)? direct;

    /// <param name="drayage">Null when no truck takes the cargo, or none may.</param>
    public Ends(RouteSpecification wish, Drayage? drayage, LiveTimetable timetable, double radiusKm)
    {
        this.timetable = timetable;
        this.drayage = drayage;
        startDoor = wish.Origin.Door is { } from ? DoorEnd.At(from) : null;
        endDoor = wish.Destination.Door is { } to ? DoorEnd.At(to) : null;
        destinations = Near(wish.Destination);
        // Places named by UN/LOCODE may share terminals; to be there already is no way.
        var starts = Near(wish.Origin).Where(t => startDoor is not null || endDoor is not null || !destinations.Contains(t));
        var ready = timetable.Clock.Up(wish.ReadyAt);
        (Terminal Terminal, DoorTrip? Trip)[] reached =
        [
            .. starts
                .Select(t => (Terminal: t, Trip: startDoor is null ? null : drayage!.Trip(startDoor, DoorEnd.At(t), ready)))
                .Where(r => startDoor is null || r.Trip is not null),
        ];
        origins = [.. reached.Select(r => r.Terminal)];
        first = [.. reached.Select(r => r.Trip)];
        Origins =
        [
            .. reached.Select(r =>
                r.Trip is { } trip
                    ? new Seed(timetable.IndexOf(r.Terminal), trip.Available, trip.Cost, 1)
                    : new Seed(timetable.IndexOf(r.Terminal), ready)
            ),
        ];
        Destinations =
        [
            .. destinations.Select(t =>
                endDoor is not null && drayage!.Least(DoorEnd.At(t), endDoor) is var (seconds, cost)
                    ? new Seed(timetable.IndexOf(t), seconds, cost, 1)
                    : new Seed(timetable.IndexOf(t), 0)
            ),
        ];
        if (AllTheWay(wish, ready) is { } found)
        {
            direct = found;
            Direct = new DirectSeed(found.Trip.Available, found.Trip.Cost);
        }

        Terminal[] Near(Place place) =>
            place.Door is not { } door ? [.. place.Terminals]
            : drayage is null ? []
            : [.. Terminals.Hub.Near(door.Latitude, door.Longitude, radiusKm).Select(n => n.Terminal).Where(drayage.Serves)];
    }

    public Seed[] Origins { get; }

    /// <summary>With the least time and price of the truck to the door, whenever it is: what it then takes, <see cref="LastLeg"/> says.</summary>
    public Seed[] Destinations { get; }

    public DirectSeed? Direct { get; }

    /// <summary>The truck from the door to where a plan starts; null when it starts at a terminal.</summary>
    public DoorLeg? FirstLeg(int origin) => first[origin] is { } trip ? drayage!.Leg(trip, startDoor!, DoorEnd.At(origins[origin])) : null;

    /// <summary>Whether plans end with a truck to a door.</summary>
    public bool EndsAtDoor => endDoor is not null;

    /// <summary>
    /// The truck to the door, and the plan's outcome with it. The search knows only the least that truck takes; at the hour at which the cargo comes to the terminal a city may
    /// be shut or a road closed. Null when no way to the door ever opens.
    /// </summary>
    public (DoorLeg Leg, Outcome Outcome)? LastLeg(int destination, Outcome outcome)
    {
        var least = Destinations[destination];
        var from = DoorEnd.At(destinations[destination]);
        return drayage!.Trip(from, endDoor!, outcome.Arrival - least.Time) is { } trip
            ? (
                drayage.Leg(trip, from, endDoor!),
                outcome with
                {
                    Arrival = trip.Available,
                    Price = outcome.Price + trip.Cost.Price - least.Cost.Price,
                    Co2 = outcome.Co2 + trip.Cost.Co2 - least.Cost.Co2,
                }
            )
            : null;
    }

    public DoorLeg DirectLeg() => drayage!.Leg(direct!.Value.Trip, direct.Value.From, direct.Value.To);

    /// <summary>A truck all the way: between the doors, or between the door and the nearest of the other end's terminals.</summary>
    private (DoorTrip Trip, DoorEnd From, DoorEnd To)? AllTheWay(RouteSpecification wish, int ready)
    {
        if (drayage is null || (startDoor ?? endDoor) is not { } door)
        {
            return null;
        }
        var from = startDoor ?? Nearest(wish.Origin.Terminals);
        var to = endDoor ?? Nearest(wish.Destination.Terminals);
        return
            drayage.IsDirect(Geo.GreatCircleKm(from.Latitude, from.Longitude, to.Latitude, to.Longitude))
            && drayage.Trip(from, to, ready) is { } trip
            ? (trip, from, to)
            : null;

        DoorEnd Nearest(IReadOnlyList<Terminal> terminals) =>
            DoorEnd.At(terminals.MinBy(t => Geo.GreatCircleKm(door.Latitude, door.Longitude, t.Latitude, t.Longitude))!);
    }
}
