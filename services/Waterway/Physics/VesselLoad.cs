namespace Qujiang.Waterway.Physics;

/// <summary>A point of a vessel's draft table.</summary>
/// <param name="DraftM">Draft in metres.</param>
/// <param name="PayloadKg">Cargo (boxes included) that brings the vessel down to it.</param>
public readonly record struct DraftPoint(decimal DraftM, int PayloadKg);

/// <summary>What decides how much a vessel carries.</summary>
/// <param name="Drafts">From the light draft (payload 0) to the full load, both columns ascending.</param>
/// <param name="FloorAboveKeelM">Height of the lowest tier's floor above the keel.</param>
/// <param name="Tiers">Most tiers of containers; 0: carries none.</param>
/// <param name="TeuPerTier">Slots of one tier.</param>
public sealed record VesselShape(IReadOnlyList<DraftPoint> Drafts, decimal FloorAboveKeelM, int Tiers, int TeuPerTier);

/// <summary>What a reach allows on a day. Null: no limit.</summary>
/// <param name="DepthM">Depth of the channel at its shallowest, metres.</param>
/// <param name="ClearanceM">Height of its lowest bridge above the water, metres.</param>
public readonly record struct WaterLevel(decimal? DepthM, decimal? ClearanceM)
{
    /// <summary>The same reach with the water so many metres higher, or below 0 lower: as much deeper, and as much less under its bridges.</summary>
    public WaterLevel Raised(decimal byM) => new(DepthM + byM, ClearanceM - byM);
}

/// <summary>What a vessel can carry at a level.</summary>
public readonly record struct Load(int Kg, int Teu100);

/// <summary>From water to payload: depth gives the draft, the draft the tonnes, bridges the tiers. Pure.</summary>
public static class VesselLoad
{
    /// <summary>Water kept under the keel, metres: 0.2-0.5 m by class of channel (recalled), 0.3 taken (E).</summary>
    public const decimal UnderKeelM = 0.3m;

    /// <summary>Air kept under a bridge, metres (E).</summary>
    public const decimal UnderBridgeM = 0.3m;

    /// <summary>Height of a tier: a high-cube box of 9 ft 6 in, metres.</summary>
    public const decimal TierM = 2.896m;

    /// <summary>What the vessel carries; nothing where it does not even float, or passes no bridge.</summary>
    public static Load Carry(VesselShape vessel, WaterLevel level)
    {
        var lightDraft = vessel.Drafts[0].DraftM;
        var kg = level.DepthM is { } depth ? Payload(vessel.Drafts, depth - UnderKeelM) : vessel.Drafts[^1].PayloadKg;
        var tiers = vessel.Tiers;
        if (level.ClearanceM is { } clearance)
        {
            // At its light draft a vessel stands highest: what passes then passes always.
            var room = clearance - UnderBridgeM - (vessel.FloorAboveKeelM - lightDraft);
            tiers = (int)Math.Clamp(Math.Floor(room / TierM), 0, vessel.Tiers);
        }

        return new(kg, kg == 0 ? 0 : tiers * vessel.TeuPerTier * 100);
    }

    /// <summary>Payload in kilograms at a draft: linear between the points of the table, nothing below the first, no more than the last.</summary>
    public static int Payload(IReadOnlyList<DraftPoint> drafts, decimal draftM)
    {
        if (draftM <= drafts[0].DraftM)
        {
            return 0;
        }

        for (var i = 1; i < drafts.Count; i++)
        {
            var (below, above) = (drafts[i - 1], drafts[i]);
            if (draftM < above.DraftM)
            {
                var share = (draftM - below.DraftM) / (above.DraftM - below.DraftM);
                return (int)Math.Floor(below.PayloadKg + (share * (above.PayloadKg - below.PayloadKg)));
            }
        }

        return drafts[^1].PayloadKg;
    }
}
