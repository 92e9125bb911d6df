using Qujiang.Network;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Quotes;

/// <summary>Where a truck from or to a door starts or ends.</summary>
/// <param name="Terminal">Null at a door.</param>
public sealed record DoorEnd(double Latitude, double Longitude, Terminal? Terminal)
{
    public static DoorEnd At(Door door) => new(door.Latitude, door.Longitude, null);

    public static DoorEnd At(Terminal terminal) => new(terminal.Latitude, terminal.Longitude, terminal);

    /// <summary>Terminal code, or <c>door</c>.</summary>
    public string Name => Terminal?.Code.Value ?? PlannedLeg.AtDoor;

    /// <summary>The kind it has for tariffs.</summary>
    public string Kind => (Terminal?.Kind ?? TerminalKind.Shipper).Code();
}

/// <summary>A way for one truck: straight across country, or from the door to a terminal near it and on by the road of a lane.</summary>
/// <param name="Km">All of it.</param>
/// <param name="TollKm">Of these the ones that take a toll.</param>
/// <param name="Along">The lane whose road it follows, with its hours, closures and detours; null: straight.</param>
/// <param name="Before">Seconds at the wheel from the door to that road; all of it, rests included, where it is straight.</param>
/// <param name="After">Seconds from the road to the door at the end, and the rests that the driver of the lane alone would not need.</param>
public sealed record DoorWay(decimal Km, decimal TollKm, DriveSlot? Along, int Before, int After)
{
    /// <summary>How its distance is known.</summary>
    public string Source =>
        Along is null
            ? "great circle x 1.3, at the speeds of the road service"
            : $"{Km - Along.Lane.Km:0.#} km of great circle x 1.3, then the road of {Along.Lane.LaneId}: {Along.Lane.Provenance.Source}";
}

/// <summary>
/// Joins doors to the roads of lanes. A truck from a door follows the road that trucks from the terminals near it take, so it is neither slower nor dearer than two trucks
/// with a change between them, and what closes that road stops it as well.
/// </summary>
public sealed class DoorWays(LiveTimetable timetable, HouseData house, DriverHours hours)
{
    /// <summary>The ways between two ends, the shortest first; the straight one only where no road known is shorter.</summary>
    /// <param name="traits">What the shipment is: lanes that refuse it are not followed.</param>
    public IReadOnlyList<DoorWay> Between(DoorEnd from, DoorEnd to, ulong traits)
    {
        var straight = Straight(from, to);
        var ways = new List<DoorWay>();
        foreach (var (start, before) in Joins(from))
        {
            foreach (var (end, after) in Joins(to))
            {
                if (start == end || before + after >= (double)straight.Km)
                {
                    continue;
                }

                foreach (var slot in timetable.LaneBook.Between(start, end))
                {
                    if ((slot.Forbidden & traits) == 0)
                    {
                        ways.Add(Along(slot, before, after));
                    }
                }
            }
        }

        ways.Sort((a, b) => a.Km.CompareTo(b.Km));
        return ways.Count > 0 && ways[0].Km <= straight.Km ? ways : [straight];
    }

    private DoorWay Straight(DoorEnd from, DoorEnd to)
    {
        var km = Kilometres(Math.Max(1, Geo.GreatCircleKm(from.Latitude, from.Longitude, to.Latitude, to.Longitude) * Geo.RoadCircuity));
        return new(km, hours.IsLocal((double)km) ? 0 : km, null, (int)hours.Drive((double)km).TotalSeconds, 0);
    }

    private DoorWay Along(DriveSlot slot, double before, double after)
    {
        var lane = slot.Lane;
        var driving = hours.DrivingWithin(lane.DurationMinutes);
        var (first, last) = (hours.Driving(before), hours.Driving(after));
        var rests = hours.Rests(first + driving + last) - hours.Rests(driving);
        return new(lane.Km + Kilometres(before + after), lane.TolledKm ?? 0, slot, first * 60, (last + rests) * 60);
    }

    /// <summary>Where an end comes to the roads of lanes, and how many km it is to there.</summary>
    private IEnumerable<(string Terminal, double Km)> Joins(DoorEnd end) =>
        end.Terminal is { } terminal
            ? [(terminal.Code.Value, 0)]
            : Terminals
                .Hub.Near(end.Latitude, end.Longitude, house.DrayageJoinKm / Geo.RoadCircuity)
                .Select(n => (n.Terminal.Code.Value, n.Km * Geo.RoadCircuity));

    private static decimal Kilometres(double km) => Math.Round((decimal)km, 1);
}
