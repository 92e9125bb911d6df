using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Rail.Physics;
using Qujiang.ServiceDefaults;

namespace Qujiang.Rail;

/// <summary>What must hold for data that operators change, so that the physics can go by them.</summary>
internal static class DataRules
{
    private const int LongestMinutes = 2_880;

    public static void Check(string id, SectionData data, Railway railway, Validator at)
    {
        at.Require(Enum.IsDefined(data.Traffic), "traffic", "must be MIXED, PASSENGER or NONE");
        at.Require(data.Name is null or { Length: > 0 and <= 100 }, "name", "must be from 1 to 100 characters");
        at.Require(data.Tracks is null or (>= 1 and <= 4), "tracks", "must be from 1 to 4");
        at.Require(data.PathsPerDay is null or (>= 0 and <= 500), "pathsPerDay", "must be from 0 to 500");
        at.Require(data.AxleLoadTonnes is null or (>= 1 and <= 50), "axleLoadTonnes", "must be from 1 to 50 tonnes");
        at.Require(data.TrackLengthM is null or (>= 50 and <= 5_000), "trackLengthM", "must be from 50 to 5000 metres");
        at.Require(data.TrailingTonnes is null or (>= 1 and <= 50_000), "trailingTonnes", "must be from 1 to 50000 tonnes");
        if (!railway.ById.TryGetValue(id, out var corridor))
        {
            at.Require(
                data.RunningMinutes is null,
                "runningMinutes",
                "must be absent: no freight is worked there, so its length is not known"
            );
            return;
        }

        var fastest = RunningTime.Fastest(corridor.Km);
        at.Require(
            data.RunningMinutes is null || (data.RunningMinutes >= fastest && data.RunningMinutes <= LongestMinutes),
            "runningMinutes",
            $"must be from {fastest} ({corridor.Km:0.#} km at {RunningTime.TopKmh} km/h) to {LongestMinutes}"
        );
        at.Require(
            !data.DoubleStack || !railway.IsOverOthers(id),
            "doubleStack",
            $"must be false: it is no rail of its own, and {string.Join(", ", railway.Passed(id))} say how high boxes may stand"
        );
    }

    public static void Check(string id, TrainData data, Validator at)
    {
        at.Require(data.Name.Length is > 0 and <= 100, "name", "must be from 1 to 100 characters");
        at.Require(data.WagonLengthM is >= 5 and <= 50, "wagonLengthM", "must be from 5 to 50 metres");
        at.Require(data.WagonTareKg is >= 5_000 and <= 100_000, "wagonTareKg", "must be from 5000 to 100000 kg");
        at.Require(data.Axles is >= 2 and <= 12, "axles", "must be from 2 to 12");
        at.Require(data.Tiers is 1 or 2, "tiers", "must be 1 or 2");
        at.Require(data.LocomotiveM is >= 0 and <= 200, "locomotiveM", "must be from 0 to 200 metres");
        at.Require(data.ReeferPlugs is >= 0 and <= 2_000, "reeferPlugs", "must be from 0 to 2000");
        at.Require(data.MaxGrossKgPerBox is null or (>= 1_000 and <= 100_000), "maxGrossKgPerBox", "must be from 1000 to 100000 kg");
        if (at.Require(data.Wagons is >= 1 and <= 200, "wagons", "must be from 1 to 200"))
        {
            // Every wagon has a slot and carries something: others place boxes on it.
            at.Require(
                data.LoadKg >= data.Wagons * 1_000 && data.LoadKg <= data.Wagons * 200_000,
                "loadKg",
                "must be from 1000 to 200000 kg for each wagon"
            );
            at.Require(
                data.Teu100 >= data.Wagons && data.Teu100 <= data.Wagons * 1_000,
                "teu100",
                "must be from 1 to 1000 for each wagon: hundredths of a TEU of the whole train in one tier"
            );
        }

        at.Require(
            data.Accepts.Count > 0 && data.Accepts.All(k => k is CargoKind.Container or CargoKind.Bulk) && AreDistinct(data.Accepts),
            "accepts",
            "must be CONTAINER, BULK or both: trains have no room that is counted for pieces"
        );
        if (at.Require(AreDistinct(data.DangerousGoods), "dangerousGoods", "must name each class once"))
        {
            foreach (var (i, goods) in data.DangerousGoods.Index())
            {
                if (!DangerousGoods.IsClass(goods))
                {
                    at.At("dangerousGoods").At(i).Error("must be a class or division of dangerous goods, such as 3 or 2.1");
                }
            }
        }
    }

    public static void Check(LineData data, IEnumerable<string> vehicles, Validator at)
    {
        string[] known = [.. vehicles.Order(StringComparer.Ordinal)];
        at.Require(known.Contains(data.Vehicle, StringComparer.Ordinal), "vehicle", $"must be one of {string.Join(", ", known)}");
        at.Require(data.DwellMinutes is >= 0 and <= 720, "dwellMinutes", "must be from 0 to 720");
    }

    private static bool AreDistinct<T>(IReadOnlyList<T> items) => items.Distinct().Count() == items.Count;
}
