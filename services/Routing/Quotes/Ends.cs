using Qujiang.Network;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Timetables;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>
/// Where a search starts and ends: terminals as they are, doors as every terminal that a truck reaches from them, and a truck all the way where
/// that is near enough.
/// </summary>
public sealed class Ends
{
    private readonly Drayage drayage;
    private readonly RouteSpecification wish;
    private readonly Tariff? tariff;
    private readonly DoorTrip?[] first;
    private readonly DoorTrip?[] last;
    private readonly Terminal[] origins;
    private readonly Terminal[] destinations;
    private readonly DoorTrip? direct;
    private readonly Terminal? directTerminal;

    public Ends(RouteSpecification wish, Drayage drayage, LiveTimetable timetable, double radiusKm, Cargo cargo, bool byRoad)
    {
        this.wish = wish;
        this.drayage = drayage;
        tariff = byRoad && (wish.Origin.Door ?? wish.Destination.Door) is not null ? drayage.TariffFor(wish.Shipment, wish.ReadyAt) : null;
        var priced = tariff?.For(cargo);
        var served = priced is null ? [] : drayage.RoadServed();

        (origins, first) = Reach(wish.Origin, outward: true);
        (destinations, last) = Reach(wish.Destination, outward: false);
        if (wish.Origin.Door is null && wish.Destination.Door is null)
        {
            // Places named by UN/LOCODE may share terminals; to be there already is no way.
            origins = [.. origins.Where(t => !destinations.Contains(t))];
            first = new DoorTrip?[origins.Length];
        }
        var clock = timetable.Clock;
        var ready = clock.Up(wish.ReadyAt);
        Origins =
        [
            .. origins.Select(
                (t, i) =>
                    first[i] is { } trip
                        ? new Seed(timetable.IndexOf(t), ready + (int)drayage.Duration(trip).TotalSeconds, trip.Cost, 1)
                        : new Seed(timetable.IndexOf(t), ready)
            ),
        ];
        Destinations =
        [
            .. destinations.Select(
                (t, i) =>
                    last[i] is { } trip
                        ? new Seed(timetable.IndexOf(t), (int)drayage.Duration(trip).TotalSeconds, trip.Cost, 1)
                        : new Seed(timetable.IndexOf(t), 0)
            ),
        ];
        if (priced is not null && NearestDirect(priced) is var (found, terminal))
        {
            (direct, directTerminal) = (found, terminal);
            Direct = new DirectSeed(ready + (int)drayage.Duration(found).TotalSeconds, found.Cost);
        }

        (Terminal[], DoorTrip?[]) Reach(Place place, bool outward)
        {
            if (place.Door is not { } door)
            {
                return ([.. place.Terminals], new DoorTrip?[place.Terminals.Count]);
            }
            if (priced is null)
            {
                return ([], []);
            }
            var near = Terminals
                .Hub.Near(door.Latitude, door.Longitude, radiusKm)
                .Where(n => served.Contains(n.Terminal.Code.Value))
                .ToArray();
            return (
                [.. near.Select(n => n.Terminal)],
                [
                    .. near.Select(n =>
                        outward
                            ? drayage.Trip(priced, Drayage.DoorKind, n.Terminal.Kind.Code(), n.Km)
                            : drayage.Trip(priced, n.Terminal.Kind.Code(), Drayage.DoorKind, n.Km)
                    ),
                ]
            );
        }
    }

    public Seed[] Origins { get; }

    public Seed[] Destinations { get; }

    public DirectSeed? Direct { get; }

    /// <summary>The truck from the door to where a plan starts; null when it starts at a terminal.</summary>
    public DoorLeg? FirstLeg(int origin) =>
        first[origin] is { } trip
            ? drayage.Leg(
                trip,
                tariff!,
                PlannedLeg.AtDoor,
                origins[origin].Code.Value,
                Drayage.DoorKind,
                origins[origin].Kind.Code(),
                wish.ReadyAt
            )
            : null;

    /// <summary>The truck to the door that has delivered by the plan's arrival; null when the plan ends at a terminal.</summary>
    public DoorLeg? LastLeg(int destination, DateTimeOffset delivered) =>
        last[destination] is { } trip
            ? drayage.Leg(
                trip,
                tariff!,
                destinations[destination].Code.Value,
                PlannedLeg.AtDoor,
                destinations[destination].Kind.Code(),
                Drayage.DoorKind,
                delivered - drayage.Duration(trip)
            )
            : null;

    public DoorLeg DirectLeg()
    {
        var (from, fromKind) = wish.Origin.Door is null
            ? (directTerminal!.Code.Value, directTerminal.Kind.Code())
            : (PlannedLeg.AtDoor, Drayage.DoorKind);
        var (to, toKind) = wish.Destination.Door is null
            ? (directTerminal!.Code.Value, directTerminal.Kind.Code())
            : (PlannedLeg.AtDoor, Drayage.DoorKind);
        return drayage.Leg(direct!, tariff!, from, to, fromKind, toKind, wish.ReadyAt);
    }

    /// <summary>A truck all the way: between the doors, or between the door and the nearest of the other end's terminals.</summary>
    private (DoorTrip Trip, Terminal? Terminal)? NearestDirect(PricedTariff priced)
    {
        if (wish.Origin.Door is { } start && wish.Destination.Door is { } end)
        {
            var km = Geo.GreatCircleKm(start.Latitude, start.Longitude, end.Latitude, end.Longitude);
            return drayage.IsDirect(km) ? (drayage.Trip(priced, Drayage.DoorKind, Drayage.DoorKind, km), null) : null;
        }
        var door = (wish.Origin.Door ?? wish.Destination.Door)!;
        var terminals = wish.Origin.Door is null ? wish.Origin.Terminals : wish.Destination.Terminals;
        var nearest = terminals.MinBy(t => Geo.GreatCircleKm(door.Latitude, door.Longitude, t.Latitude, t.Longitude))!;
        var distance = Geo.GreatCircleKm(door.Latitude, door.Longitude, nearest.Latitude, nearest.Longitude);
        if (!drayage.IsDirect(distance))
        {
            return null;
        }
        var kind = nearest.Kind.Code();
        var trip = wish.Origin.Door is null
            ? drayage.Trip(priced, kind, Drayage.DoorKind, distance)
            : drayage.Trip(priced, Drayage.DoorKind, kind, distance);
        return (trip, nearest);
    }
}
