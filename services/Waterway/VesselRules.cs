using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.ServiceDefaults;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway;

/// <summary>What must hold for a class of vessels.</summary>
/// <param name="waterways">Where its lines go.</param>
/// <param name="lines">All lines of the timetable.</param>
/// <param name="upgrades">The other vessel of a line, by line.</param>
internal sealed class VesselRules(Waterways waterways, IReadOnlyCollection<LineRow> lines, ILookup<string, string> upgrades)
{
    private const int MostKg = 100_000_000;
    private const int MostTeu100 = 2_000_000;

    public void Check(string id, VesselData data, Validator at)
    {
        at.Require(data.Name.Length is > 0 and <= 200, "name", "must be from 1 to 200 characters");
        at.Require(data.Teu100 is >= 0 and <= MostTeu100, "teu100", $"must be from 0 to {MostTeu100}");
        at.Require(data.Kg is > 0 and <= MostKg, "kg", $"must be from 1 to {MostKg}");
        at.Require(data.ReeferPlugs is >= 0 and <= 10_000, "reeferPlugs", "must be from 0 to 10000");
        Check(data.Rules, at.At("rules"));
        CheckSpeeds(id, data.Speeds, at);
        if (data.Shape is { } shape)
        {
            CheckShape(shape, data, at.At("shape"));
        }
        else
        {
            at.Require(data.Speeds.Count == 0, "shape", "must be given for a vessel that sails inland: depth and bridges limit it");
        }
    }

    private static void Check(CargoRules rules, Validator at)
    {
        at.Require(rules.Accepts.Count > 0 && rules.Accepts.All(Enum.IsDefined), "accepts", "must name at least one kind of cargo");
        at.Require(
            rules.DangerousGoods.All(DangerousGoods.IsClass),
            "dangerousGoods",
            $"must be of {string.Join(", ", DangerousGoods.Classes)}"
        );
        at.Require(rules.MaxGrossKgPerBox is null or > 0, "maxGrossKgPerBox", "must be above 0");
        foreach (
            var (member, cm) in new[]
            {
                ("maxOverLengthCm", rules.MaxOverLengthCm),
                ("maxOverWidthCm", rules.MaxOverWidthCm),
                ("maxOverHeightCm", rules.MaxOverHeightCm),
            }
        )
        {
            at.Require(cm is null or (>= 0 and <= 10_000), member, "must be from 0 to 10000 cm");
        }

        at.Require(
            rules is { Wagons: null, Ulds: null, Aircraft: null, PieceGauges: null },
            "accepts",
            "goes with no wagons, unit load devices, aircraft or spaces for pieces: this is a vessel"
        );
    }

    /// <summary>A line whose vessel does not sail a reach of its way would have no running times there.</summary>
    private void CheckSpeeds(string id, IReadOnlyList<VesselSpeed> speeds, Validator at)
    {
        foreach (var (i, speed) in speeds.Index())
        {
            var one = at.At("speeds").At(i);
            one.Require(Enum.IsDefined(speed.Reach) && speeds.Count(s => s.Reach == speed.Reach) == 1, "reach", "must be named once");
            one.Require(speed.DownstreamKmh is >= 1 and <= 60, "downstreamKmh", "must be from 1 to 60 km/h");
            one.Require(speed.UpstreamKmh is >= 1 and <= 60, "upstreamKmh", "must be from 1 to 60 km/h");
        }

        foreach (var line in lines.Where(l => l.Vehicle == id || upgrades[l.LineId].Contains(id, StringComparer.Ordinal)))
        {
            var missing = waterways.KindsOn(line.Route).Except(speeds.Select(s => s.Reach)).ToList();
            at.Require(missing.Count == 0, "speeds", $"lack {string.Join(", ", missing)}, which line {line.LineId} sails with this vessel");
        }
    }

    private static void CheckShape(VesselShape shape, VesselData data, Validator at)
    {
        at.Require(shape.FloorAboveKeelM is >= 0 and <= 20, "floorAboveKeelM", "must be from 0 to 20 metres");
        at.Require(shape.Tiers is >= 0 and <= 20, "tiers", "must be from 0 to 20");
        at.Require(shape.TeuPerTier is >= 0 and <= 2_000, "teuPerTier", "must be from 0 to 2000");
        var drafts = shape.Drafts;
        if (!at.Require(drafts.Count is >= 2 and <= 100, "drafts", "must be 2 to 100 points, from the light draft to the full load"))
        {
            return;
        }

        foreach (var (i, point) in drafts.Index())
        {
            var one = at.At("drafts").At(i);
            one.Require(
                point.DraftM is > 0 and <= 20 && (i == 0 || point.DraftM > drafts[i - 1].DraftM),
                "draftM",
                "must ascend, above 0 to 20 metres"
            );
            one.Require(
                i == 0 ? point.PayloadKg == 0 : point.PayloadKg > drafts[i - 1].PayloadKg && point.PayloadKg <= MostKg,
                "payloadKg",
                "must ascend from 0 at the light draft"
            );
        }

        at.Require(drafts[^1].PayloadKg == data.Kg, "drafts", $"must end at the full load of {data.Kg} kg");
        at.Require(
            shape.Tiers * shape.TeuPerTier * 100 == data.Teu100,
            "tiers",
            $"times teuPerTier must be the {data.Teu100 / 100m} TEU it has slots for"
        );
    }
}
