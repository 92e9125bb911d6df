using Qujiang.Contracts.V1;
using Qujiang.Routing.Engine;
using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>How much room is left on a leg for a shipment, and what it demands there.</summary>
public static class Room
{
    /// <summary>What to hold on a leg: trucks out of the pool on a lane, boxes, mass and volume on a movement.</summary>
    public static CapacityVector Demand(PlannedLeg leg, Shipment shipment, Cargo cargo) =>
        leg switch
        {
            RideLeg => shipment.Demand,
            LaneLeg => new CapacityVector(Teu100: cargo.Trucks * TruckLoads.Teu100PerTruck),
            _ => new CapacityVector(),
        };

    /// <summary>Free room in proportion to the demand, in the dimension where it is least; null where no room is counted.</summary>
    public static double? Slack(PlannedLeg leg, CapacityVector demand) =>
        leg switch
        {
            RideLeg ride => Least(
                (ride.Free.Teu100, demand.Teu100),
                (ride.Free.Kg, demand.Kg),
                (ride.Free.Litres, demand.Litres),
                (ride.Free.ReeferPlugs, demand.ReeferPlugs)
            ),
            LaneLeg lane => Least((lane.Free.Uld, demand.Teu100)),
            _ => null,
        };

    /// <summary>Whether a leg has less room than is demanded, and of what.</summary>
    public static (string Dimension, string Free, string Demanded)? Shortage(PlannedLeg leg, CapacityVector demand) =>
        leg switch
        {
            RideLeg { Free: var free } when free.Teu100 < demand.Teu100 => ("TEU", Format.Teu(free.Teu100), Format.Teu(demand.Teu100)),
            RideLeg { Free: var free } when demand.Kg > 0 && free.Kg < demand.Kg => ("kg", $"{Math.Max(0, free.Kg)}", $"{demand.Kg}"),
            RideLeg { Free: var free } when demand.Litres > 0 && free.Litres < demand.Litres => (
                "litres",
                $"{Math.Max(0, free.Litres)}",
                $"{demand.Litres}"
            ),
            RideLeg { Free: var free } when demand.ReeferPlugs > 0 && free.ReeferPlugs < demand.ReeferPlugs => (
                "reefer plugs",
                $"{Math.Max(0, free.ReeferPlugs)}",
                $"{demand.ReeferPlugs}"
            ),
            LaneLeg { Free: var free } when free.Uld < demand.Teu100 => (
                "trucks",
                $"{Math.Max(0, free.Uld) / TruckLoads.Teu100PerTruck}",
                $"{demand.Teu100 / TruckLoads.Teu100PerTruck}"
            ),
            _ => null,
        };

    public static FreeResponse? Show(PlannedLeg leg) =>
        leg switch
        {
            RideLeg { Free: var free } ride => new FreeResponse(
                free.Teu100 > 0 ? Format.Teu(free.Teu100) : null,
                Math.Max(0, free.Kg),
                free.Litres > 0 ? free.Litres : null,
                free.ReeferPlugs > 0 ? free.ReeferPlugs : null,
                null,
                ride.Slot.Movement.Segments.Skip(ride.FromCall).Take(ride.ToCall - ride.FromCall).Max(s => s.OverbookingPercent)
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
                RideLeg ride => ride.Free.Teu100,
                LaneLeg lane => lane.Free.Uld,
                _ => int.MaxValue,
            };

        static int KgOf(PlannedLeg leg) =>
            leg switch
            {
                RideLeg ride => Math.Max(0, ride.Free.Kg),
                LaneLeg lane => Trucks(lane.Free) * TruckLoads.PayloadKg,
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
