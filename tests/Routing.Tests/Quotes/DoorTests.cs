using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Live;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;

namespace Qujiang.Routing.Tests.Quotes;

/// <summary>A truck from or to a door takes the road of the lanes near it, with their hours and closures.</summary>
public sealed class DoorTests
{
    private static readonly Door Mill = new(28.93, 118.9, "Paper mill");

    private readonly SmallNetwork network = new();
    private readonly PlanningWorld world = new();
    private readonly ModeState state;

    public DoorTests()
    {
        state = world.Load(network.Road);
        foreach (var lane in state.Lanes.Values.ToList())
        {
            Change(lane.LaneId, l => l with { Km = Math.Max(1, l.Km * 0.9m), TolledKm = l.Km > 60 ? l.Km * 0.8m : 0 }); // roads are not straight x 1.3
        }
    }

    [Fact]
    public void A_truck_follows_the_road_of_a_lane_near_the_door_and_pays_its_toll()
    {
        var leg = Direct(FromDoor("BLG-PRT"));
        leg.Way.Along!.Lane.To.ShouldBe("BLG-PRT");
        leg.Way.Km.ShouldBeGreaterThan(leg.Way.Along.Lane.Km);
        leg.Way.TollKm.ShouldBe(leg.Way.Along.Lane.TolledKm!.Value);
        leg.Way.Source.ShouldContain(leg.Way.Along.Lane.LaneId);
        var back = Direct(ToDoor("BLG-PRT"));
        back.Way.Along!.Lane.From.ShouldBe("BLG-PRT");
        back.Way.Km.ShouldBe(leg.Way.Km);

        // Nobody knows a road: straight on, and all of it taken as tolled.
        foreach (var lane in state.Lanes.Values.Where(l => l.To == "BLG-PRT").ToList())
        {
            Change(lane.LaneId, l => l with { Km = l.Km * 3 });
        }

        Direct(FromDoor("BLG-PRT")).Way.ShouldSatisfyAllConditions(w => w.Along.ShouldBeNull(), w => w.TollKm.ShouldBe(w.Km));
    }

    [Fact]
    public void One_truck_is_never_beaten_by_two() =>
        Gen.Select(
                Gen.Double[28.6, 29.3],
                Gen.Double[118.5, 120.5],
                Gen.Int[0, 3].Select(i => new[] { "BLG-PRT", "JHS-RAIL", "ZPU-PRT", "QZR-EST" }[i]),
                Gen.Bool
            )
            .Sample(
                (lat, lon, terminal, outward) =>
                {
                    var door = new Place([], new Door(lat, lon, "door"), "door");
                    var wish = PlanningWorld.Wish(terminal, terminal, network.Start.AddDays(1).AddHours(8), Mode.Road);
                    var plans = world.Search.Find(outward ? wish with { Origin = door } : wish with { Destination = door });
                    var one = plans.Single(p => p.Legs.Count == 1);
                    plans.ShouldAllBe(p => p == one || p.Outcome.Arrival > one.Outcome.Arrival);
                    plans.ShouldAllBe(p => p == one || p.Outcome.Price > one.Outcome.Price * 0.97);
                },
                iter: 200
            );

    [Fact]
    public void A_closed_road_stops_trucks_from_doors_until_it_opens_and_a_detour_leads_around_it()
    {
        var usual = Direct(FromDoor("BLG-PRT"));
        var lanes = state.Lanes.Values.Where(l => l.To == "BLG-PRT").Select(l => l.LaneId).ToList();
        var (from, to) = (network.Start.AddDays(1), network.Start.AddDays(3));
        Follow(Facts.Closure("D-1", 1, [], lanes, from, to));
        var waits = Direct(FromDoor("BLG-PRT"));
        waits.Departure.ShouldBeGreaterThanOrEqualTo(to.AddHours(-1)); // the first km are before the closed road
        (waits.Arrival - waits.Departure).ShouldBeInRange(
            usual.Arrival - usual.Departure,
            usual.Arrival - usual.Departure + TimeSpan.FromHours(1)
        );
        LaneNotes.Of(waits, TimeSpan.FromHours(1)).Single().ShouldStartWith("waits 1 d");

        var along = usual.Way.Along!.Lane;
        Follow(
            along with
            {
                LaneId = along.LaneId + ".D1",
                Km = along.Km + 60,
                DurationMinutes = along.DurationMinutes + 60,
                OfferedFrom = from.AddDays(-1),
                OfferedTo = to,
            }
        );
        var around = Direct(FromDoor("BLG-PRT"));
        around.Way.Along!.Lane.LaneId.ShouldBe(along.LaneId + ".D1");
        around.Way.Km.ShouldBe(usual.Way.Km + 60);
        around.Departure.ShouldBe(usual.Departure);

        Follow(new DisruptionCleared(Guid.NewGuid(), default, "road", 0, "D-1", 2, "over"));
        Direct(FromDoor("BLG-PRT")).Way.Along!.Lane.LaneId.ShouldBe(along.LaneId);
    }

    [Fact]
    public void A_closed_terminal_takes_no_truck_and_a_road_that_never_opens_none_at_all()
    {
        var usual = Direct(FromDoor("BLG-PRT"));
        Follow(Facts.Closure("D-1", 1, ["BLG-PRT"], [], usual.Arrival.AddHours(-1), usual.Arrival.AddHours(4)));
        Direct(FromDoor("BLG-PRT")).Arrival.ShouldBe(usual.Arrival.AddHours(4));
        Follow(Facts.Closure("D-1", 2, ["BLG-PRT"], [], usual.Arrival.AddHours(-1), null));
        world.Search.Find(FromDoor("BLG-PRT")).ShouldBeEmpty();
        world.Search.Find(FromDoor("BLG-PRT"), new Probe(Engine.Relaxations.Closures)).ShouldNotBeEmpty();
    }

    [Fact]
    public void The_truck_to_the_door_keeps_to_the_hours_of_the_road_when_the_cargo_comes()
    {
        // All that leaves Beilun may only do so in the evening.
        foreach (var lane in state.Lanes.Values.Where(l => l.From == "BLG-PRT").ToList())
        {
            Change(
                lane.LaneId,
                l => l with { Times = [new(0, l.DurationMinutes + 1_200), new(1_200, l.DurationMinutes), new(1_440, l.DurationMinutes)] }
            );
        }

        var plans = world.Search.Find(ToDoor("BLG-PRT"));
        plans.ShouldNotBeEmpty();
        foreach (var leg in plans.Select(p => p.Legs[^1]).OfType<DoorLeg>().Where(l => l.From == "BLG-PRT"))
        {
            HubTime.ToHub(leg.Departure).Hour.ShouldBeGreaterThanOrEqualTo(20);
        }

        plans.ShouldAllBe(p => p.Legs.Zip(p.Legs.Skip(1)).All(pair => pair.Second.Cutoff >= pair.First.Available));
        plans.ShouldAllBe(p => p.Legs[p.Legs.Count - 1].Available == world.At(p.Outcome.Arrival));
    }

    private static Place At(Door door) => new([], door, door.Name);

    private RouteSpecification FromDoor(string to) =>
        PlanningWorld.Wish(to, to, network.Start.AddDays(1).AddHours(8), Mode.Road) with
        {
            Origin = At(Mill),
        };

    private RouteSpecification ToDoor(string from) =>
        PlanningWorld.Wish(from, from, network.Start.AddDays(1).AddHours(8), Mode.Road) with
        {
            Destination = At(Mill),
        };

    private DoorLeg Direct(RouteSpecification wish) =>
        world.Search.Find(wish).Single(p => p.Legs.Count == 1).Legs[0].ShouldBeOfType<DoorLeg>();

    private void Change(string laneId, Func<LanePublished, LanePublished> change)
    {
        var lane = state.Lanes[laneId];
        Follow(change(lane) with { Revision = lane.Revision + 1 });
    }

    private void Follow(IFact fact) => world.Follow(network.Road, state, fact);
}
