using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Live;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Tests.Quotes;

/// <summary>What an operator publishes of bans and hours holds for trucks from doors, and of trucks for their number, in search and bill alike.</summary>
public sealed class RoadRulesStoryTests
{
    private static readonly Door Mill = new(28.93, 118.9, "Paper mill");
    private static readonly DateOnly Always = new(2020, 1, 1);

    private readonly SmallNetwork network = new();
    private readonly PlanningWorld world = new();
    private readonly ModeState state;

    public RoadRulesStoryTests()
    {
        state = world.Load(network.Road);
        // Nobody knows a road: trucks from doors go straight on.
        foreach (var lane in state.Lanes.Values.ToList())
        {
            Tell(lane with { Km = lane.Km * 3, Revision = lane.Revision + 1 });
        }
    }

    [Fact]
    public void A_ban_from_22_to_6_stops_dangerous_goods_two_hours_sooner()
    {
        var (usual, plain) = (Trip(20, "3"), Trip(20, null));
        Hour(usual.Departure).ShouldBe(21);
        (usual.Arrival - plain.Arrival).ShouldBe(TimeSpan.FromHours(6)); // it stands from 0 to 6
        Tell(Facts.Ban(7, Always, "22:00", "06:00"));
        var banned = Trip(20, "3");
        banned.Departure.ShouldBe(usual.Departure);
        (banned.Arrival - plain.Arrival).ShouldBe(TimeSpan.FromHours(8));
        Trip(20, null).ShouldBeEquivalentTo(plain);
        Hour(Trip(22, "3").Departure).ShouldBe(6); // loaded at 23, before midnight

        Tell(Facts.Ban(6, Always, "01:00", "02:00")); // an older one that comes late
        Trip(20, "3").Arrival.ShouldBe(banned.Arrival);
        Tell(Facts.Ban(8, SmallNetwork.Today.AddDays(2), "01:00", "02:00")); // not yet: by its file until then, also for a later departure
        Trip(20, "3").Arrival.ShouldBe(usual.Arrival);
        Tell(Facts.Ban(9, Always, null, null));
        Trip(20, "3").Arrival.ShouldBe(plain.Arrival);

        world.Reload(network.Road, state); // a snapshot that has none of it
        Trip(20, "3").Way.ShouldNotBeNull();
    }

    [Fact]
    public void Hours_of_drivers_hold_for_trucks_from_doors()
    {
        var usual = Trip(8, null);
        var hours = HouseData.Load().DriverHours;
        Tell(Facts.Hours(3, Always, hours with { LoadingMinutes = 180, HandlingMinutes = 30, MotorwayKmh = 40 }));
        var slow = Trip(8, null);
        (slow.Departure - usual.Departure).ShouldBe(TimeSpan.FromHours(2));
        (slow.Arrival - slow.Departure).ShouldBeGreaterThan((usual.Arrival - usual.Departure) * 1.5);
        Tell(Facts.Hours(2, Always, hours));
        Trip(8, null).ShouldBeEquivalentTo(slow);

        // Eight hours at the wheel end with a night; with two drivers they do not.
        Tell(Facts.Hours(4, Always, hours with { MotorwayKmh = 30, SecondDriver = true }));
        var two = Trip(8, null);
        Tell(Facts.Hours(5, Always, hours with { MotorwayKmh = 30 }));
        (Trip(8, null).Arrival - two.Arrival).ShouldBeGreaterThan(TimeSpan.FromHours(7));
        Tell(Facts.Hours(6, Always, hours with { MaxLaneKm = 100 }));
        world.Search.Find(Wish(8, null)).ShouldAllBe(p => p.Legs.Count > 1);
    }

    [Fact]
    public void Whatever_a_truck_carries_search_bill_and_demand_count_the_same_trucks() =>
        Gen.Select(Gen.Int[24_000, 40_000], Gen.Int[5_000, 40_000], Gen.Int[10_000, 90_000], Gen.Int[0, 2], Gen.Bool)
            .Sample(
                (boxesKg, payloadKg, litres, kind, fromDoor) =>
                {
                    var truck = new TruckSize(boxesKg, payloadKg, litres);
                    Shipment cargo = kind switch
                    {
                        0 => new([new Boxes(Equipment.Find("22G1")!, 5, 11_000)], [], 0, null, null, null),
                        1 => new([], [new Routing.Quotes.Piece(30, 1_500, 120, 100, 100)], 0, null, null, null),
                        _ => new([], [], 100_000, "PULP", null, null),
                    };
                    var wish = PlanningWorld.Wish("QZR-EST", "BLG-PRT", network.Start.AddDays(1), Mode.Road) with
                    {
                        Shipment = cargo,
                        Truck = truck,
                    };
                    var plans = world.Search.Find(fromDoor ? wish with { Origin = new Place([], Mill, Mill.Name) } : wish);
                    plans.ShouldNotBeEmpty();
                    foreach (var plan in plans)
                    {
                        var counted = Cargoes.Of(cargo, truck);
                        var bill = world.Pricing.Price(plan, counted)!;
                        Math.Abs(bill.AmountFen - bill.Documentation.AmountFen - plan.Outcome.Price)
                            .ShouldBeLessThanOrEqualTo(plan.Legs.Count * 3);
                        foreach (var leg in bill.Legs)
                        {
                            var haul = leg.Charges.Single(c => c.Code is "LINEHAUL" or "DRAYAGE");
                            var trucks = haul.Quantity / leg.Km;
                            (kind == 1 ? Math.Ceiling(trucks) : trucks).ShouldBe(counted.Trucks);
                            Room.Demand(leg.Leg, cargo, counted).Teu100.ShouldBe(leg.Leg is LaneLeg ? counted.Trucks * 200 : 0);
                        }
                    }
                },
                iter: 60
            );

    private static int Hour(DateTimeOffset instant) => HubTime.ToHub(instant).Hour;

    private DoorLeg Trip(int hour, string? dgClass) =>
        world.Search.Find(Wish(hour, dgClass)).Single(p => p.Legs.Count == 1).Legs[0].ShouldBeOfType<DoorLeg>();

    private RouteSpecification Wish(int hour, string? dgClass)
    {
        var wish = PlanningWorld.Wish("BLG-PRT", "BLG-PRT", network.Start.AddDays(2).AddHours(hour), Mode.Road);
        return wish with
        {
            Origin = new Place([], Mill, Mill.Name),
            Shipment = wish.Shipment with { Dangerous = dgClass is null ? null : new Dangerous("1203", dgClass, "II") },
        };
    }

    private void Tell(IFact fact) => world.Follow(network.Road, state, fact);
}
