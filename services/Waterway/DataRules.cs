using Qujiang.LegKernel.House;
using Qujiang.LegKernel.Seed;
using Qujiang.ServiceDefaults;

namespace Qujiang.Waterway;

/// <summary>What must hold for data that operators change, so that the physics can go by them.</summary>
internal static class DataRules
{
    public static void Check(string id, ChannelData data, Validator at)
    {
        at.Require(data.Class.Length is > 0 and <= 10, "class", "must be from 1 to 10 characters, such as IV");
        at.Require(data.VesselT is > 0 and <= 100_000, "vesselT", "must be from 1 to 100000 tonnes");
        at.Require(data.DepthM is >= 0 and <= 30, "depthM", "must be from 0 to 30 metres");
        at.Require(data.ClearanceM is >= 0 and <= 100, "clearanceM", "must be from 0 to 100 metres");
        at.Require(data.DownstreamKmh is null or (>= 1 and <= 60), "downstreamKmh", "must be from 1 to 60 km/h");
        at.Require(data.UpstreamKmh is null or (>= 1 and <= 60), "upstreamKmh", "must be from 1 to 60 km/h");
    }

    public static void Check(string id, LockData data, Validator at)
    {
        at.Require(data.Chamber is null or { Length: > 0 and <= 100 }, "chamber", "must be from 1 to 100 characters");
        at.Require(data.Chambers is >= 1 and <= 10, "chambers", "must be from 1 to 10");
        at.Require(data.VesselsPerLockage is > 0 and <= 100, "vesselsPerLockage", "must be above 0 and at most 100");
        at.Require(data.CycleMinutes is >= 1 and <= 1_440, "cycleMinutes", "must be from 1 to 1440");
        at.Require(data.PassageMinutes is >= 1 and <= 1_440, "passageMinutes", "must be from 1 to 1440");
        if (at.Require(data.QueueByHour.Count is 1 or 24, "queueByHour", "must be one number of vessels, or 24 by hour"))
        {
            foreach (var (i, vessels) in data.QueueByHour.Index())
            {
                if (vessels is < 0 or > 2_000)
                {
                    at.At("queueByHour").At(i).Error("must be from 0 to 2000 vessels");
                }
            }
        }

        if (at.IsValid)
        {
            CheckQueue(data, at);
        }

        at.Require(data.Overhauls is null or { Count: <= 100 }, "overhauls", "must be at most 100");
        foreach (var (i, overhaul) in (data.Overhauls ?? []).Index())
        {
            at.At("overhauls").At(i).Require(overhaul.To >= overhaul.From, "to", "must not be before from");
            at.At("overhauls")
                .At(i)
                .Require(overhaul.From.Year is >= 2000 and < 2100 && overhaul.To.Year < 2100, "from", "must lie in the years 2000 to 2099");
        }
    }

    public static void Check(string id, TideData data, Validator at)
    {
        at.Require(data.HighWaterIntervalHours is >= 0 and <= 24.9, "highWaterIntervalHours", "must be from 0 to 24.9");
        at.Require(data.SpringRangeM is > 0 and <= 20, "springRangeM", "must be above 0 and at most 20 metres");
        at.Require(data.NeapRangeM > 0 && data.NeapRangeM <= data.SpringRangeM, "neapRangeM", "must be above 0 and not above springRangeM");
        at.Require(data.AgeDays is >= 0 and <= 7, "ageDays", "must be from 0 to 7");
        // Else a feeder would wait for a window that does not come with every tide.
        at.Require(
            data.NeededM >= -20 && data.NeededM <= 0.45 * data.NeapRangeM,
            "neededM",
            "must be at least -20 and at most 0.45 of neapRangeM: high water at neaps stands at half of it"
        );
    }

    public static void Check(
        UpgradeData data,
        LineRow line,
        IReadOnlyList<DataSheet<VesselData>> vessels,
        Waterways waterways,
        Validator at
    )
    {
        var (other, present) = (First(data.Vessel), First(line.Vehicle)!);
        at.Require(data.VesselT is > 0 and <= 100_000, "vesselT", "must be from 1 to 100000 tonnes");
        if (
            !at.Require(
                other is not null,
                "vessel",
                $"must be one of {string.Join(", ", vessels.Select(v => v.Id).Order(StringComparer.Ordinal))}"
            )
        )
        {
            return;
        }

        at.Require(
            waterways.KindsOn(line.Route).All(kind => other!.Speeds.Any(s => s.Reach == kind)),
            "vessel",
            "does not sail every reach of the line's way"
        );
        at.Require(present.Rules.Accepts.All(other!.Rules.Accepts.Contains), "vessel", $"does not take aboard what {line.Vehicle} takes");

        VesselData? First(string vessel) => vessels.FirstOrDefault(v => v.Id == vessel)?.Rows[0].Data;
    }

    /// <summary>A queue that shrank faster than the lock works would let who comes later pass earlier.</summary>
    private static void CheckQueue(LockData data, Validator at)
    {
        var perHour = data.Chambers * data.VesselsPerLockage * 60 / data.CycleMinutes;
        foreach (var (i, (here, next)) in data.QueueByHour.Zip(data.QueueByHour.Skip(1).Append(data.QueueByHour[0])).Index())
        {
            if (here - next > perHour)
            {
                at.At("queueByHour").At(i).Error($"shrinks by {here - next:0.##} vessels in the hour, and the lock passes {perHour:0.##}");
            }
        }
    }
}
