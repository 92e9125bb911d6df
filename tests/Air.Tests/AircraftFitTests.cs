using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Shouldly;
using Xunit;

namespace Qujiang.Air.Tests;

/// <summary>What a flight is asked before room on it is held.</summary>
public sealed class AircraftFitTests
{
    private static readonly AirState State = AirData.Load().State;

    [Theory]
    [InlineData("a320-belly", 4, 60, 80, 60, 50, 0)] // loose
    [InlineData("a320-belly", 4, 160, 80, 60, 50, 1)] // too heavy for hands: built up
    [InlineData("a320-belly", 18, 60, 80, 60, 50, 2)] // 4.3 m3 are too much for the bulk hold; 12 go on a container
    [InlineData("b737f", 3, 1_000, 300, 200, 150, 3)]
    [InlineData("b737f", 4, 1_000, 150, 100, 110, 1)]
    public void Pieces_take_positions(string aircraft, int count, int kg, int length, int width, int height, int positions)
    {
        Aircraft.Positions([new(count, kg, length, width, height)], State.Vehicles[aircraft].Rules.Ulds!).ShouldBe(positions);
        HoldPieces[] pieces = [new(count, kg, length, width, height)];
        Ask(aircraft, new(pieces), positions).ShouldBeNull();
        if (positions > 0)
        {
            Ask(aircraft, new(pieces), positions - 1).ShouldBe(new Misfit("capacity", 0, "uld"));
        }
    }

    [Fact]
    public void An_aircraft_loaded_by_hand_alone_has_no_positions_to_take()
    {
        var loose = State.Vehicles["a320-belly"].Rules with { Ulds = null };
        Aircraft.Fits(Request("of another carrier", loose, new([new(100, 100, 80, 60, 50)]), 0), State).ShouldBeNull();
    }

    [Theory]
    [InlineData("a320-belly", "3480", "passengerAircraft")] // lithium batteries: cargo aircraft only
    [InlineData("a320-belly", "3481", null)] // in their equipment
    [InlineData("b737f", "3480", null)]
    [InlineData("b737f", "1017", "cargoAircraft")] // chlorine
    [InlineData("a320-belly", "1017", "passengerAircraft")]
    [InlineData("a320-belly", "9999", null)] // not in the data: its class decides, which the ledger asks
    public void Dangerous_goods_fly_by_their_UN_number(string aircraft, string un, string? dimension) =>
        Ask(aircraft, new(DangerousGoods: [new(un, "9")]), 0)
            .ShouldBe(dimension is null ? null : new Misfit("dangerousGoods", Dimension: dimension));

    [Fact]
    public void Where_nobody_says_what_flies_the_stricter_rule_holds()
    {
        var rules = new CargoRules([CargoKind.Pieces], ["9"], false);
        HoldCargo batteries = new(DangerousGoods: [new("3480", "9")]);
        Aircraft.Fits(Request("?", rules, batteries, 0), State).ShouldBe(new Misfit("dangerousGoods", Dimension: "passengerAircraft"));
        Aircraft.Fits(Request("b737f", rules, batteries, 0), State).ShouldBeNull(); // its class does
    }

    private static Misfit? Ask(string aircraft, HoldCargo cargo, int positions) =>
        AirModule.Create().Fits!(Request(aircraft, State.Vehicles[aircraft].Rules, cargo, positions));

    private static FitRequest Request(string vehicle, CargoRules rules, HoldCargo cargo, int positions)
    {
        var start = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        var movement = new Movement(
            "M-1",
            "L-1",
            new(2026, 12, 1),
            1,
            MovementStatus.Scheduled,
            vehicle,
            "AR-BELLY-M",
            [new(0, "HGH", CallKind.Cargo, null, start, null, 0), new(1, "EHU", CallKind.Cargo, start.AddHours(2), null, null, 0)],
            [new Segment(0, 600, new(Kg: 14_000, Litres: 110_000, Uld: 9), new(), new())],
            rules,
            new("test", Quality.E),
            1,
            start
        );
        return new FitRequest(movement, 0, 1, new(Kg: 100, Litres: 100, Uld: positions), Cargo: cargo);
    }
}
