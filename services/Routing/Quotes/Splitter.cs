using Qujiang.Network;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Timetables;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>A part of a shipment and the way it goes.</summary>
public sealed record SplitPart(PlannedOption Plan, Shipment Shipment);

/// <summary>
/// Divides a shipment over several departures when no single one has room for all of it: the best way takes as many units as fit, the best of what is
/// left the next, until all are on their way. A way that is full is looked past by searching again from when it can no longer be caught. What one part
/// takes is no longer free for the next, on whatever legs they share.
/// </summary>
public sealed class Splitter(RouteSearch search)
{
    /// <summary>More parts than that is no plan that anybody would follow.</summary>
    public const int MostParts = 8;

    private const int MostSearches = 24;

    /// <param name="rank">Ways are taken by this, the least first; it sees them as found for one unit of each kind.</param>
    /// <returns>The parts, which together are the shipment; empty when it cannot be divided so, or need not be.</returns>
    public IReadOnlyList<SplitPart> Find(RouteSpecification wish, Func<PlannedOption, long> rank)
    {
        var units = Division.Units(wish.Shipment);
        var room = new SharedRoom(wish.Truck);
        var parts = new List<SplitPart>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var ways = new PriorityQueue<(PlannedOption Plan, DateTimeOffset ReadyAt), (long, DateTimeOffset)>();
        var searches = 0;
        Look(wish.ReadyAt);
        for (var first = 0; ways.TryDequeue(out var way, out _) && parts.Count < MostParts; )
        {
            var fits = Fitting(way.Plan, wish.Shipment, first, units - first, room);
            if (fits > 0)
            {
                var part = Division.Take(wish.Shipment, first, fits);
                room.Take(way.Plan, part);
                parts.Add(new SplitPart(way.Plan, part));
                first += fits;
                if (first == units)
                {
                    return parts.Count > 1 ? parts : [];
                }
            }
            if (Past(way.Plan, way.ReadyAt, Division.Take(wish.Shipment, first, 1), room) is { } later)
            {
                Look(later);
            }
        }
        return [];

        void Look(DateTimeOffset readyAt)
        {
            if (searches++ >= MostSearches)
            {
                return;
            }
            foreach (var plan in search.Find(wish with { Shipment = Division.Sample(wish.Shipment), ReadyAt = readyAt }))
            {
                if (known.Add(string.Join('|', plan.Legs.Select(KeyOf))))
                {
                    ways.Enqueue((plan, readyAt), (rank(plan), plan.Legs[^1].Available));
                }
            }
        }
    }

    /// <summary>The most units that fit; they take ever more room, so halving finds it.</summary>
    private static int Fitting(PlannedOption plan, Shipment shipment, int first, int most, SharedRoom room)
    {
        var (fits, tooMany) = (0, most + 1);
        while (tooMany - fits > 1)
        {
            var middle = (fits + tooMany) / 2;
            if (room.Full(plan, Division.Take(shipment, first, middle)) is null)
            {
                fits = middle;
            }
            else
            {
                tooMany = middle;
            }
        }
        return fits;
    }

    /// <summary>When the cargo must be ready to come too late for what is full on this way; null when nothing on it is.</summary>
    private static DateTimeOffset? Past(PlannedOption plan, DateTimeOffset readyAt, Shipment unit, SharedRoom room)
    {
        if (room.Full(plan, unit) is not { } full)
        {
            return null;
        }
        var legs = plan.Legs;
        if (legs[full] is LaneLeg lane)
        {
            return readyAt + (HubTime.InstantOf(lane.Day.AddDays(1), TimeOnly.MinValue) - lane.Departure);
        }
        // What runs by the clock before it is caught up with first: being later by less changes nothing.
        var ride = legs.Index().First(l => l.Item is RideLeg).Index;
        var there = ride == 0 ? readyAt : legs[ride - 1].Available;
        return readyAt + (legs[ride].Cutoff - there) + TimeSpan.FromSeconds(1);
    }

    private static string KeyOf(PlannedLeg leg) =>
        leg switch
        {
            RideLeg ride => $"{ride.Slot.Movement.Id} {ride.FromCall} {ride.ToCall}",
            LaneLeg lane => $"{lane.Lane.LaneId} {lane.Day:O}",
            _ => $"{leg.From} {leg.To}",
        };

    /// <summary>What the parts found so far take, by segment of a movement and by day of a pool.</summary>
    private sealed class SharedRoom(TruckSize truck)
    {
        private readonly Dictionary<(string, int), Capacity> taken = [];

        public void Take(PlannedOption plan, Shipment part)
        {
            foreach (var (key, demand) in Takings(plan, part))
            {
                taken[key] = Sum(taken.GetValueOrDefault(key), demand);
            }
        }

        /// <summary>The first leg without room enough for a part; null when it fits.</summary>
        public int? Full(PlannedOption plan, Shipment part)
        {
            var own = new Dictionary<(string, int), Capacity>();
            for (var i = 0; i < plan.Legs.Count; i++)
            {
                var leg = plan.Legs[i];
                foreach (var (key, demand) in Takings(leg, part))
                {
                    var all = own[key] = Sum(own.GetValueOrDefault(key), demand);
                    var free = leg is RideLeg ride ? ride.Free : ((LaneLeg)leg).Free;
                    if (!free.Takes(Sum(taken.GetValueOrDefault(key), all)))
                    {
                        return i;
                    }
                }
            }
            return null;
        }

        private IEnumerable<((string, int) Key, Capacity Demand)> Takings(PlannedOption plan, Shipment part) =>
            plan.Legs.SelectMany(leg => Takings(leg, part));

        private IEnumerable<((string, int) Key, Capacity Demand)> Takings(PlannedLeg leg, Shipment part)
        {
            switch (leg)
            {
                case RideLeg ride:
                    var aboard = FreeRoom.Demand(part, ride.Slot.Rules, ride.Slot.UldKind);
                    for (var segment = ride.FromCall; segment < ride.ToCall; segment++)
                    {
                        yield return ((ride.Slot.Movement.Id, segment), aboard);
                    }
                    break;
                case LaneLeg lane:
                    var trucks = Cargoes.Of(part, truck).Trucks * TruckLoads.Teu100PerTruck;
                    yield return ((lane.Lane.PoolId, lane.Day.DayNumber), new Capacity(Uld: trucks));
                    break;
                default:
                    break; // no room is counted on the way to a door
            }
        }

        private static Capacity Sum(in Capacity a, in Capacity b) =>
            new(a.Teu100 + b.Teu100, a.Kg + b.Kg, a.Litres + b.Litres, a.ReeferPlugs + b.ReeferPlugs, a.Uld + b.Uld);
    }
}
