using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Timetables;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>Of what a leg has less room than is demanded.</summary>
/// <param name="Dimension">As a refused hold names it: <c>teu100</c>, <c>kg</c>, <c>litres</c>, <c>reeferPlugs</c>, <c>uld</c>, <c>wagons</c>, <c>wagonKg</c>; <c>trucks</c>.</param>
/// <param name="Name">For a person.</param>
public sealed record Shortage(string Dimension, string Name, string Free, string Demanded);

/// <summary>How much room is left on a leg for a shipment, and what it demands there.</summary>
public static class Room
{
    /// <summary>What to hold on a leg: trucks out of the pool on a lane, boxes, mass and volume on a movement.</summary>
    public static CapacityVector Demand(PlannedLeg leg, Shipment shipment, Cargo cargo) =>
        leg switch
        {
            RideLeg ride => shipment.Demand with { Uld = OwnMeasures.Positions(shipment, ride.Slot.Rules.Ulds) },
            LaneLeg => new CapacityVector(Teu100: cargo.Trucks * TruckLoads.Teu100PerTruck),
            _ => new CapacityVector(),
        };

    /// <summary>Free room in proportion to the demand, in the dimension where it is least; null where no room is counted.</summary>
    public static double? Slack(PlannedLeg leg, CapacityVector demand) =>
        leg switch
        {
            RideLeg { FreeAboard: var free } => Least(
                (free.Teu100, demand.Teu100),
                (free.Kg, demand.Kg),
                (free.Litres, demand.Litres),
                (free.ReeferPlugs, demand.ReeferPlugs),
                (free.Uld, demand.Uld)
            ),
            LaneLeg lane => Least((lane.Free.Uld, demand.Teu100)),
            _ => null,
        };

    /// <summary>Whether a leg has less room than a shipment demands, and of what.</summary>
    public static Shortage? ShortageOn(PlannedLeg leg, Shipment shipment, Cargo cargo)
    {
        var demand = Demand(leg, shipment, cargo);
        return leg switch
        {
            RideLeg { FreeAboard: var free } ride => free.Teu100 < demand.Teu100
                ? new("teu100", "TEU", Format.Teu(free.Teu100), Format.Teu(demand.Teu100))
                : Short("kg", "kg", free.Kg, demand.Kg)
                    ?? Short("litres", "litres", free.Litres, demand.Litres)
                    ?? Short("reeferPlugs", "reefer plugs", free.ReeferPlugs, demand.ReeferPlugs)
                    ?? Short("uld", "ULD positions", free.Uld, demand.Uld)
                    ?? OnWagons(ride, shipment),
            LaneLeg { Free: var free } => Short(
                "trucks",
                "trucks",
                Math.Max(0, free.Uld) / TruckLoads.Teu100PerTruck,
                demand.Teu100 / TruckLoads.Teu100PerTruck
            ),
            _ => null,
        };
    }

    private static Shortage? Short(string dimension, string name, int free, int demanded) =>
        free < demanded ? new(dimension, name, $"{Math.Max(0, free)}", $"{demanded}") : null;

    /// <summary>Slots and tonnes would do, but heavy 20 ft boxes do not share a wagon.</summary>
    private static Shortage? OnWagons(RideLeg ride, Shipment shipment) =>
        OwnMeasures.WagonsOf(ride.Slot.Rules) is not { } wagons || OwnMeasures.Places(shipment, wagons) is not (> 0 and var places) ? null
        : places == int.MaxValue ? Short("wagonKg", "kg on one wagon", wagons.Kg, shipment.HeaviestBoxKg)
        : Short(
            "wagons",
            "wagons for boxes of such weight",
            TrainRoom.FreePlaces(OwnMeasures.ShapeOf(wagons), ride.FreeAboard.Teu100),
            places
        );

    public static FreeResponse? Show(PlannedLeg leg) =>
        leg switch
        {
            RideLeg { FreeAboard: var free } ride => new FreeResponse(
                free.Teu100 > 0 ? Format.Teu(free.Teu100) : null,
                Math.Max(0, free.Kg),
                free.Litres > 0 ? free.Litres : null,
                free.ReeferPlugs > 0 ? free.ReeferPlugs : null,
                null,
                ride.Slot.Movement.Segments.Skip(ride.FromCall).Take(ride.ToCall - ride.FromCall).Max(s => s.OverbookingPercent),
                free.Uld > 0 ? free.Uld : null
            ),
            LaneLeg { Free: var free } => new FreeResponse(Format.Teu(free.Uld), null, null, null, Trucks(free)),
            _ => null,
        };

    public static CapacityResponse Show(IReadOnlyList<PlannedLeg> legs, Shipment shipment, Cargo cargo)
    {
        var scarcest = legs.Select((leg, i) => (Slack: Slack(leg, Demand(leg, shipment, cargo)), Sequence: i + 1))
            .Where(s => s.Slack is not null)
            .OrderBy(s => s.Slack)
            .ThenBy(s => s.Sequence)
            .Select(s => (int?)s.Sequence)
            .FirstOrDefault();
        if (scarcest is null)
        {
            return new CapacityResponse(null, null, null);
        }
        return shipment.Kind == CargoKind.Container
            ? new CapacityResponse(Format.Teu(legs.Min(TeuOf)), null, scarcest)
            : new CapacityResponse(null, legs.Min(KgOf), scarcest);

        static int TeuOf(PlannedLeg leg) =>
            leg switch
            {
                RideLeg ride => ride.FreeAboard.Teu100,
                LaneLeg lane => lane.Free.Uld,
                _ => int.MaxValue,
            };

        int KgOf(PlannedLeg leg) =>
            leg switch
            {
                RideLeg ride => Math.Max(0, ride.FreeAboard.Kg),
                LaneLeg lane => Trucks(lane.Free) * cargo.Truck.PayloadKg,
                _ => int.MaxValue,
            };
    }

    private static int Trucks(Capacity free) => Math.Max(0, free.Uld) / TruckLoads.Teu100PerTruck;

    private static double? Least(params ReadOnlySpan<(int Free, int Demanded)> dimensions)
    {
        double? least = null;
        foreach (var (free, demanded) in dimensions)
        {
            if (demanded > 0 && (least is null || (double)free / demanded < least))
            {
                least = (double)free / demanded;
            }
        }
        return least;
    }
}
