using Qujiang.Contracts.V1;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;

namespace Qujiang.Routing.Tests.Quotes;

/// <summary>Cargo that would stand at the railway station for days is kept at home until the train is near.</summary>
public sealed class HoldBackTests
{
    private readonly SmallNetwork network = new();
    private readonly PlanningWorld world = new();

    [Fact]
    public void Where_standing_costs_money_an_option_leaves_later_and_arrives_as_early_for_less()
    {
        world.Load(network.Road);
        var rail = world.Load(network.Rail);
        foreach (var movement in rail.Movements.Values.Where(m => m.Id != SmallNetwork.Train(6)).Select(m => m.Id).ToList())
        {
            world.Follow(
                network.Rail,
                rail,
                new MovementCancelled(Guid.NewGuid(), default, "rail", 0, movement, 2, "only one train a week")
            );
        }

        var wish = PlanningWorld.Wish("QZP-PLP", "BLR-RAIL", network.Start.AddDays(1).AddHours(8), Mode.Road, Mode.Rail);
        var cargo = Cargoes.Of(wish.Shipment, wish.Truck);
        var waiting = new Waiting(world.Pricing);
        var before = ByTrain(waiting.AddTo(world.Search.Find(wish), cargo));
        var after = ByTrain(new HoldBack(world.Search, waiting).Find(wish, cargo));

        (world.Pricing.Price(before, cargo)!.Legs[1].Charges.Single(c => c.Code == "STORAGE").AmountFen).ShouldBePositive();
        after.HeldBackUntil.ShouldNotBeNull();
        after.Legs[1].Departure.ShouldBe(before.Legs[1].Departure);
        after.Legs[0].Available.ShouldBeInRange(after.Legs[1].Cutoff.AddHours(-1), after.Legs[1].Cutoff);
        after.Outcome.Price.ShouldBeLessThan(before.Outcome.Price);
        world.Pricing.Price(after, cargo)!.Legs.ShouldAllBe(l => l.Charges.All(c => c.Code != "STORAGE"));

        static PlannedOption ByTrain(IReadOnlyList<PlannedOption> plans) =>
            plans.Where(p => p.Legs is [LaneLeg, RideLeg]).MinBy(p => p.Outcome.Price)!;
    }

    [Fact]
    public void Where_nothing_is_paid_for_standing_the_plans_are_those_of_the_search()
    {
        world.Load(network.Road);
        world.Load(network.Rail);
        var wish = PlanningWorld.Wish("QZP-PLP", "BLR-RAIL", network.Start.AddDays(1).AddHours(8), Mode.Road);
        var plans = new HoldBack(world.Search, new Waiting(world.Pricing)).Find(wish, Cargoes.Of(wish.Shipment, wish.Truck));
        plans.Select(p => p.Outcome).ShouldBe(world.Search.Find(wish).Select(p => p.Outcome));
        plans.ShouldAllBe(p => p.HeldBackUntil == null);
    }
}
