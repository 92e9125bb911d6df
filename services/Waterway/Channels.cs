using System.Globalization;
using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway;

/// <summary>What a reach is from a day on.</summary>
/// <param name="Class">Class of the waterway: IV, III.</param>
/// <param name="VesselT">Vessels it is built for, tonnes.</param>
/// <param name="Usual">Depth, and height of its lowest bridge, at the usual level of the water.</param>
public sealed record Channel(DateOnly From, string Class, int VesselT, WaterLevel Usual, Provenance Provenance);

/// <summary>Another vessel that a line sails once its whole way is built for it.</summary>
public sealed record Upgrade(int VesselT, string Vessel);

/// <summary>The reaches as they were, are and will be built.</summary>
public sealed class Channels(ILookup<string, Channel> byReach, IReadOnlyDictionary<string, Upgrade> upgrades)
{
    /// <summary>Out of this assembly's own data.</summary>
    public static Channels Load()
    {
        var assembly = typeof(Channels).Assembly;
        return new(
            CsvTable
                .Embedded(assembly, "channels.csv")
                .Rows.ToLookup(
                    r => r["corridor_id"],
                    r => new Channel(
                        DateOnly.ParseExact(r["from"], "yyyy-MM-dd", CultureInfo.InvariantCulture),
                        r["class"],
                        r.Int("vessel_t"),
                        new(r.Decimal("depth_m"), r.Decimal("clearance_m")),
                        SeedFiles.ProvenanceOf(r)
                    ),
                    StringComparer.Ordinal
                ),
            CsvTable
                .Embedded(assembly, "upgrades.csv")
                .Rows.ToDictionary(r => r["line_id"], r => new Upgrade(r.Int("vessel_t"), r["vessel"]), StringComparer.Ordinal)
        );
    }

    /// <summary>The other vessel of a line; null when it has none.</summary>
    public string? UpgradeOf(string line) => upgrades.GetValueOrDefault(line)?.Vessel;

    /// <summary>What a reach was, is and will be, by day.</summary>
    public IReadOnlyList<Channel> Of(string reach) => [.. byReach[reach].OrderBy(c => c.From)];

    /// <summary>What a reach is on a day.</summary>
    public Channel On(string reach, DateOnly day) => Of(reach).Last(c => c.From <= day);

    /// <summary>Whether a line's whole way is built for its other vessel on a day.</summary>
    public bool IsUpgraded(string line, IEnumerable<string> way, DateOnly day) =>
        upgrades.TryGetValue(line, out var upgrade) && way.All(r => On(r, day).VesselT >= upgrade.VesselT);
}
