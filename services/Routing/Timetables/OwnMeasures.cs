using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Quotes;

namespace Qujiang.Routing.Timetables;

/// <summary>
/// Room that vehicles count by their own measure: positions for unit load devices, wagons. Keeps what kinds there are in the timetable, so that a search demands enough for
/// each. The first kind of positions has a dimension of its own; all others share one, where the most of any is demanded: a shipment may then miss a flight with
/// room, but is never put on one without.
/// </summary>
public sealed class OwnMeasures
{
    private readonly Lock gate = new();

    // Replaced as a whole, so that a quote reads them without the lock.
    private volatile UldRules[] ulds = [];
    private volatile WagonRules[] wagons = [];

    /// <summary>Takes note of a carrier, and gives the number of what its positions take; null: it has none, or boxes could take its room in the same dimension.</summary>
    public int? Note(CargoRules rules)
    {
        lock (gate)
        {
            if (WagonsOf(rules) is { } shape && !wagons.Contains(shape))
            {
                wagons = [.. wagons, shape];
            }
            if (rules.Ulds is not { } kind || !IsSound(kind) || !FreeRoom.IsForPieces(rules))
            {
                return null;
            }
            var known = Array.FindIndex(ulds, k => IsSame(k, kind));
            if (known >= 0)
            {
                return known;
            }
            ulds = [.. ulds, kind];
            return ulds.Length - 1;
        }
    }

    /// <summary>The wagons of a train; null where it tells none, or none that make sense.</summary>
    public static WagonRules? WagonsOf(CargoRules rules) => rules.Wagons is { Teu100: > 0, Kg: > 0, Tiers: 1 or 2 } wagons ? wagons : null;

    private static bool IsSound(UldRules rules) =>
        rules.Devices is { Count: > 0 } devices
        && devices.All(d =>
            d is { WidthCm: > 0, Kg: > 0, Litres: > 0 and <= 1_000_000, Contour: { Count: > 0 } contour } && contour.All(s => s is not null)
        )
        && rules.Loose is null or { Piece: not null };

    /// <summary>What a search demands for a shipment.</summary>
    /// <param name="poolTeu100">What it takes out of a pool of trucks.</param>
    public Capacity Demand(Shipment shipment, int poolTeu100)
    {
        var aboard = shipment.Demand;
        return shipment.Kind switch
        {
            CargoKind.Container => new(
                aboard.Teu100,
                aboard.Kg,
                wagons.Select(w => Places(shipment, w)).DefaultIfEmpty(0).Max(),
                aboard.ReeferPlugs,
                poolTeu100
            ),
            CargoKind.Pieces => new(
                ulds.Take(1).Select(u => Positions(shipment, u)).SingleOrDefault(),
                aboard.Kg,
                aboard.Litres,
                ulds.Skip(1).Select(u => Positions(shipment, u)).DefaultIfEmpty(0).Max(),
                poolTeu100
            ),
            _ => new(aboard.Teu100, aboard.Kg, aboard.Litres, aboard.ReeferPlugs, poolTeu100),
        };
    }

    /// <summary>Positions that pieces take; 0 for other cargo, and where there are none.</summary>
    public static int Positions(Shipment shipment, UldRules? rules) =>
        rules is null || shipment.Kind != CargoKind.Pieces || !IsSound(rules)
            ? 0
            : UldLoad.Positions(
                [.. shipment.Pieces.Select(p => new PieceLot(Traits.SizeOf(p), p.Count))],
                [
                    .. rules.Devices.Select(d => new UldShape(
                        d.WidthCm,
                        [.. d.Contour.Select(s => new ContourEdge(s.HeightCm, s.LengthCm))],
                        d.Kg,
                        d.Litres
                    )),
                ],
                rules.Loose is { } hold ? new LooseShape(Traits.SizeOf(hold.Piece), hold.Kg, hold.Litres) : null
            );

    /// <summary>Places on wagons that boxes take; 0 for other cargo, and where there are no wagons.</summary>
    public static int Places(Shipment shipment, WagonRules? rules) =>
        rules is null || shipment.Kind != CargoKind.Container
            ? 0
            : TrainRoom.PlacesFor(
                [.. shipment.Boxes.SelectMany(b => Enumerable.Repeat(new BoxLoad(b.Equipment.LengthFeet, b.GrossKg), b.Count))],
                ShapeOf(rules)
            );

    public static WagonShape ShapeOf(WagonRules rules) => new(rules.Teu100, rules.Kg, rules.Tiers, rules.TrainTeu100);

    private static bool IsSame(UldRules a, UldRules b) =>
        a.Loose == b.Loose
        && a.Devices.Count == b.Devices.Count
        && a.Devices.Zip(b.Devices)
            .All(d => d.First with { Contour = [] } == d.Second with { Contour = [] } && d.First.Contour.SequenceEqual(d.Second.Contour));
}
