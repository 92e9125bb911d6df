using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Quotes;

namespace Qujiang.Routing.Timetables;

/// <summary>
/// Free room as the engine keeps it. A search knows one demand, but a shipment takes room by what it rides: boxes, mass and volume on a movement, trucks from a pool, unit
/// load devices on an aircraft, wagons of a train. So each of these is counted in a dimension that its cargo does not need otherwise, in which who does not count it has no
/// end: trucks in <see cref="Capacity.Uld"/>; wagons, by which only boxes are judged, in litres; positions of aircraft, by which only pieces are, in TEU or plugs.
/// </summary>
public static class FreeRoom
{
    private const int NoEnd = int.MaxValue;

    /// <summary>The least room between each two calls where cargo is worked.</summary>
    public static Capacity[] Of(IReadOnlyList<Segment> segments, int[] worked, CargoRules rules, int? uldKind)
    {
        var rooms = new Capacity[worked.Length - 1];
        for (var i = 0; i < rooms.Length; i++)
        {
            var room = Of(segments[worked[i]], rules, uldKind);
            for (var s = worked[i] + 1; s < worked[i + 1]; s++)
            {
                room = Capacity.Min(room, Of(segments[s], rules, uldKind));
            }
            rooms[i] = room;
        }
        return rooms;
    }

    public static Capacity Of(PoolCapacityChanged pool) =>
        new(NoEnd, NoEnd, NoEnd, NoEnd, pool.Offered.Teu100 - pool.Held.Teu100 - pool.Confirmed.Teu100);

    /// <summary>Room on a movement as the engine keeps it, in the dimensions that people know; positions are 0 where they are not counted.</summary>
    public static Capacity Shown(in Capacity kept, CargoRules rules, int? uldKind) =>
        new(
            IsForPieces(rules) ? 0 : kept.Teu100,
            kept.Kg,
            rules.Accepts.Contains(CargoKind.Pieces) ? kept.Litres : 0,
            IsForPieces(rules) ? 0 : kept.ReeferPlugs,
            uldKind switch
            {
                null => 0,
                0 => kept.Teu100,
                _ => kept.ReeferPlugs,
            }
        );

    /// <summary>What a shipment takes of a movement, in the engine's dimensions.</summary>
    public static Capacity Demand(Shipment shipment, CargoRules rules, int? uldKind)
    {
        var aboard = shipment.Demand;
        return shipment.Kind switch
        {
            CargoKind.Container => new(
                aboard.Teu100,
                aboard.Kg,
                OwnMeasures.Places(shipment, OwnMeasures.WagonsOf(rules)),
                aboard.ReeferPlugs
            ),
            CargoKind.Pieces when uldKind is { } kind && OwnMeasures.Positions(shipment, rules.Ulds) is var positions => kind == 0
                ? new(positions, aboard.Kg, aboard.Litres)
                : new(0, aboard.Kg, aboard.Litres, positions),
            _ => new(aboard.Teu100, aboard.Kg, aboard.Litres, aboard.ReeferPlugs),
        };
    }

    private static Capacity Of(Segment s, CargoRules rules, int? uldKind)
    {
        var (teu100, plugs, uld) = (
            s.Offered.Teu100 - s.Held.Teu100 - s.Confirmed.Teu100,
            s.Offered.ReeferPlugs - s.Held.ReeferPlugs - s.Confirmed.ReeferPlugs,
            s.Offered.Uld - s.Held.Uld - s.Confirmed.Uld
        );
        var pieces = IsForPieces(rules);
        return new(
            uldKind == 0 ? uld
                : pieces ? NoEnd
                : teu100,
            s.Offered.Kg - s.Held.Kg - s.Confirmed.Kg,
            rules.Accepts.Contains(CargoKind.Pieces) ? s.Offered.Litres - s.Held.Litres - s.Confirmed.Litres
                : OwnMeasures.WagonsOf(rules) is { } wagons ? TrainRoom.FreePlaces(OwnMeasures.ShapeOf(wagons), teu100)
                : NoEnd,
            uldKind > 0 ? uld
                : pieces ? NoEnd
                : plugs,
            NoEnd
        );
    }

    /// <summary>Whether it carries pieces and no boxes: then nothing asks it for TEU or plugs.</summary>
    public static bool IsForPieces(CargoRules rules) =>
        rules.Accepts.Contains(CargoKind.Pieces) && !rules.Accepts.Contains(CargoKind.Container);
}
