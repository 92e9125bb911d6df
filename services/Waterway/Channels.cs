using Qujiang.LegKernel.House;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway;

/// <summary>The reaches as they were, are and will be built.</summary>
/// <param name="byReach">By corridor.</param>
/// <param name="upgrades">By line.</param>
public sealed class Channels(
    IReadOnlyDictionary<string, DataSheet<ChannelData>> byReach,
    IReadOnlyDictionary<string, DataSheet<UpgradeData>> upgrades
)
{
    /// <summary>The other vessel of a line, as the data have it on a day; null when it has none.</summary>
    public string? UpgradeOf(string line, DateOnly day) => upgrades.GetValueOrDefault(line)?.On(day)?.Data.Vessel;

    /// <summary>What a reach was, is and will be, by day.</summary>
    public IReadOnlyList<DataRow<ChannelData>> Of(string reach) => byReach[reach].Rows;

    /// <summary>What a reach is on a day; before its first row what that says.</summary>
    public DataRow<ChannelData> On(string reach, DateOnly day) => byReach[reach].OnOrFirst(day);

    /// <summary>Depth and lowest bridge of a reach at the usual level of the water.</summary>
    public WaterLevel UsualOn(string reach, DateOnly day)
    {
        var channel = On(reach, day).Data;
        return new(channel.DepthM, channel.ClearanceM);
    }

    /// <summary>Whether a line's whole way is built for its other vessel on a day.</summary>
    public bool IsUpgraded(string line, IEnumerable<string> way, DateOnly day) =>
        upgrades.GetValueOrDefault(line)?.On(day) is { } upgrade && way.All(r => On(r, day).Data.VesselT >= upgrade.Data.VesselT);
}
