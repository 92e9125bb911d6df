using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Tests.Timetables;

/// <summary>What a search demands of a vehicle is enough for what the vehicle's own service will ask.</summary>
public sealed class OwnMeasuresTests
{
    private static readonly Gen<UldRules> Ulds = Gen.Select(
            Gen.Int[100, 220],
            Gen.Int[100, 320],
            Gen.Int[80, 200],
            Gen.Int[500, 4_000],
            Gen.Bool
        )
        .Select(
            (width, length, height, kg, loose) =>
                new UldRules(
                    [new("X", width, [new(height, length)], kg, width * length * height / 1_200)],
                    loose ? new LooseHold(new("hold", 150, 100, 80, 150), 500, 2_000) : null
                )
        );

    private static readonly Gen<Piece> Piece = Gen.Select(
            Gen.Int[1, 30],
            Gen.Int[1, 800],
            Gen.Int[20, 200],
            Gen.Int[20, 100],
            Gen.Int[20, 100]
        )
        .Select((count, kg, a, b, height) => new Piece(count, kg, Math.Max(a, b), Math.Min(a, b), height));

    [Fact]
    public void A_flight_on_which_a_search_finds_room_has_the_positions_whatever_other_flights_there_are() =>
        Gen.Select(Ulds.Array[1, 4], Piece.Array[1, 4], Gen.Int[0, 12])
            .Sample(
                (kinds, pieces, positions) =>
                {
                    var measures = new OwnMeasures();
                    var rules = kinds.Select(k => new CargoRules([CargoKind.Pieces], [], false, Ulds: k)).ToArray();
                    var numbers = rules.Select(measures.Note).ToArray();
                    var shipment = new Shipment([], pieces, 0, null, null, null);
                    var demand = measures.Demand(shipment, 200);
                    for (var i = 0; i < rules.Length; i++)
                    {
                        var room = new CapacityVector(Kg: 1_000_000, Litres: 10_000_000, Uld: positions);
                        var kept = FreeRoom.Of([new Segment(0, 1, room, new(), new())], [0, 1], rules[i], numbers[i]).Single();
                        FreeRoom.Shown(kept, rules[i], numbers[i]).Uld.ShouldBe(positions);
                        var needed = OwnMeasures.Positions(shipment, kinds[i]);
                        kept.Takes(FreeRoom.Demand(shipment, rules[i], numbers[i])).ShouldBe(needed <= positions);
                        if (kept.Takes(demand))
                        {
                            needed.ShouldBeLessThanOrEqualTo(positions);
                        }
                        else if (numbers.Max() <= 1)
                        {
                            needed.ShouldBeGreaterThan(positions); // with two kinds none is missed
                        }
                    }
                }
            );

    [Fact]
    public void Positions_stand_in_nobodys_way_who_has_none()
    {
        var measures = new OwnMeasures();
        measures.Note(new CargoRules([CargoKind.Pieces], [], false, Ulds: new([new("X", 100, [new(100, 100)], 500, 800)])));
        measures.Note(new CargoRules([CargoKind.Container], [], false, Wagons: new(200, 20_000, 1, 2_000)));
        var crates = measures.Demand(new Shipment([], [new Piece(4, 400, 90, 90, 90)], 0, null, null, null), 200);
        var boxes = measures.Demand(new Shipment([new Boxes(Equipment.Find("22G1")!, 4, 15_000)], [], 0, null, null, null), 400);

        Room(new CargoRules([CargoKind.Pieces], [], false), new(Kg: 2_000, Litres: 4_000)).Takes(crates).ShouldBeTrue(); // loose in the belly
        Room(new CargoRules([CargoKind.Container], [], false), new(400, 80_000)).Takes(boxes).ShouldBeTrue(); // a barge
        FreeRoom
            .Of(new PoolCapacityChanged(Guid.Empty, default, "road", 0, "P", default, 1, new(400), new(), new(), ""))
            .Takes(boxes)
            .ShouldBeTrue();

        static Routing.Engine.Capacity Room(CargoRules rules, CapacityVector free) =>
            FreeRoom.Of([new Segment(0, 1, free, new(), new())], [0, 1], rules, new OwnMeasures().Note(rules)).Single();
    }

    [Fact]
    public void A_train_on_which_a_search_finds_room_has_the_wagons() =>
        Gen.Select(
                Gen.Select(Gen.Int[30_000, 80_000], Gen.Bool, Gen.Int[3, 40])
                    .Select((kg, well, n) => new WagonRules(200, kg, well ? 2 : 1, 200 * n))
                    .Array[1, 4],
                Gen.Select(Gen.Int[1, 20], Gen.Int[2_000, 28_000], Gen.Bool)
                    .Select((n, kg, longer) => new Boxes(Equipment.Find(longer ? "45G1" : "22G1")!, n, Math.Min(kg, 26_000)))
                    .Array[1, 3],
                Gen.Int[0, 6_000]
            )
            .Sample(
                (kinds, boxes, free) =>
                {
                    var measures = new OwnMeasures();
                    var rules = kinds.Select(k => new CargoRules([CargoKind.Container], [], false, Wagons: k)).ToArray();
                    foreach (var r in rules)
                    {
                        measures.Note(r);
                    }
                    var shipment = new Shipment(boxes, [], 0, null, null, null);
                    var demand = measures.Demand(shipment, 0);
                    BoxLoad[] loads =
                    [
                        .. boxes.SelectMany(b => Enumerable.Repeat(new BoxLoad(b.Equipment.LengthFeet, b.GrossKg), b.Count)),
                    ];
                    foreach (var (kind, rule) in kinds.Zip(rules))
                    {
                        var offered = kind.TrainTeu100 * kind.Tiers;
                        var left = Math.Min(free, offered);
                        var segment = new Segment(0, 1, new(offered, 100_000_000), new(offered - left), new());
                        var kept = FreeRoom.Of([segment], [0, 1], rule, null).Single();
                        if (kept.Takes(demand))
                        {
                            TrainRoom.Misfit(loads, OwnMeasures.ShapeOf(kind), offered, left).ShouldBeNull();
                        }
                        FreeRoom.Shown(kept, rule, null).ShouldBe(new Routing.Engine.Capacity(left, 100_000_000));
                    }
                }
            );
}
