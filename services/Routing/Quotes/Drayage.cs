using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Timetables;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>A truck between a door and a terminal, or between two doors.</summary>
public sealed record DoorTrip(double Km, TimeSpan Driving, Cost Cost);

/// <summary>
/// Trucks from and to doors: great circle times circuity at the road service's own tariff. Trucks of pools are for lanes; a door trip is arranged
/// when the booking is made, so no room is shown for it.
/// </summary>
public sealed class Drayage(LiveTimetable timetable, HouseData house)
{
    /// <summary>The kind a door has for tariffs.</summary>
    public static string DoorKind { get; } = TerminalKind.Shipper.Code();

    /// <summary>The tariff that door trips of a shipment follow; null when no truck takes it or nothing is known of the road.</summary>
    public Tariff? TariffFor(Shipment shipment, DateTimeOffset readyAt)
    {
        var traits = timetable.Traits.Of(shipment);
        var lane = timetable.OfferedLanes.FirstOrDefault(l => (timetable.Traits.Refused(l.Rules, Mode.Road) & traits) == 0);
        return lane is null ? null : timetable.Tariffs.At(lane.TariffId, readyAt);
    }

    /// <summary>Terminals that trucks serve.</summary>
    public HashSet<string> RoadServed() => [.. timetable.OfferedLanes.SelectMany(l => new[] { l.From, l.To })];

    public DoorTrip Trip(PricedTariff tariff, string fromKind, string toKind, double greatCircleKm)
    {
        var km = Math.Max(1, greatCircleKm * Geo.RoadCircuity);
        var driving = house.Drive(km);
        var part = tariff.Leg(fromKind, toKind, Kilometres(km), 0, Hours.Of(driving), TollKm(Kilometres(km)));
        return new DoorTrip(km, driving, ShipmentCosts.Rounded(part));
    }

    /// <summary>Whether a truck goes all the way.</summary>
    public bool IsDirect(double greatCircleKm) => greatCircleKm * Geo.RoadCircuity <= house.DirectLimitKm;

    public static decimal Kilometres(double km) => Math.Round((decimal)km, 1);

    /// <summary>How much of a trip takes a toll: all of it where it is long enough for a motorway, as on the road service's lanes.</summary>
    public decimal TollKm(decimal km) => house.IsLocal((double)km) ? 0 : km;

    /// <summary>Loading, driving and handling.</summary>
    public TimeSpan Duration(DoorTrip trip) => house.DrayageLoading + trip.Driving + house.DrayageHandling;

    public DoorLeg Leg(DoorTrip trip, Tariff tariff, string from, string to, string fromKind, string toKind, DateTimeOffset ready)
    {
        var departure = ready + house.DrayageLoading;
        var arrival = departure + trip.Driving;
        return new DoorLeg(
            Kilometres(trip.Km),
            TollKm(Kilometres(trip.Km)),
            fromKind,
            toKind,
            tariff,
            from,
            to,
            ready,
            departure,
            arrival,
            arrival + house.DrayageHandling
        );
    }
}
