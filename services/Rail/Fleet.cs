using Qujiang.Contracts.V1;
using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;
using Qujiang.Rail.Physics;

namespace Qujiang.Rail;

/// <summary>The classes of trains as they were, are and will be made up.</summary>
/// <param name="byVehicle">By id.</param>
public sealed class Fleet(IReadOnlyDictionary<string, DataSheet<TrainData>> byVehicle)
{
    /// <summary>Ids of all classes.</summary>
    public IEnumerable<string> All => byVehicle.Keys;

    /// <summary>How trains of a class are made up on a day, before its first row as that says; null where the class is not of the data.</summary>
    public TrainShape? Shape(string vehicle, DateOnly day) =>
        Row(vehicle, day)?.Data is { } t
            ? new(t.Wagons, t.WagonLengthM, t.WagonTareKg, t.Axles, t.Tiers, t.LocomotiveM, t.LoadKg, t.Teu100, t.ReeferPlugs)
            : null;

    /// <summary>The room and the rules of a class on a day; null where it is not of the data.</summary>
    public VehicleClass? Class(string vehicle, DateOnly day) =>
        Row(vehicle, day) is { Data: var t } row
            ? new(
                vehicle,
                t.Name,
                new(t.Teu100, t.LoadKg, ReeferPlugs: t.ReeferPlugs),
                new(t.Accepts, t.DangerousGoods, t.ReeferPlugs > 0, t.MaxGrossKgPerBox, Wagons: WagonsOf(vehicle, day)),
                row.Provenance
            )
            : null;

    /// <summary>Every class on a day, by id.</summary>
    public IReadOnlyDictionary<string, VehicleClass> Classes(DateOnly day) =>
        All.ToDictionary(v => v, v => Class(v, day)!, StringComparer.Ordinal);

    /// <summary>The wagons of a class as they are published where nothing on the way limits them; null where it is not of the data.</summary>
    public WagonRules? WagonsOf(string vehicle, DateOnly day) =>
        Shape(vehicle, day) is { } train ? new(train.Teu100 / train.Wagons, train.Kg / train.Wagons, train.Tiers, train.Teu100) : null;

    private DataRow<TrainData>? Row(string vehicle, DateOnly day) =>
        byVehicle.TryGetValue(vehicle, out var sheet) ? sheet.OnOrFirst(day) : null;
}
