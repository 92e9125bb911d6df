using System.Text.Json.Serialization;

namespace Qujiang.Waterway.Physics;

/// <summary>How a reach is sailed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReachKind>))]
public enum ReachKind
{
    /// <summary>A river with a current: slower upstream.</summary>
    [JsonStringEnumMemberName("RIVER")]
    River,

    /// <summary>Tidal water and the canals behind it.</summary>
    [JsonStringEnumMemberName("TIDAL")]
    Tidal,

    /// <summary>The Hangyong canal.</summary>
    [JsonStringEnumMemberName("CANAL")]
    Canal,
}

/// <summary>Speed of a laden vessel over ground, km/h.</summary>
public readonly record struct ReachSpeed(decimal DownstreamKmh, decimal UpstreamKmh);

/// <summary>A lock on a reach, <paramref name="Km"/> kilometres below its upper end.</summary>
public readonly record struct LockAt(string Lock, decimal Km);

/// <summary>The waterway between two neighbouring ports.</summary>
/// <param name="Km">Length.</param>
/// <param name="Locks">Locks with a name, from the upper end down.</param>
/// <param name="UnnamedLocks">Locks the data has no names for; each costs <see cref="BargeRun.UnnamedLockMinutes"/>.</param>
public sealed record Reach(decimal Km, ReachKind Kind, IReadOnlyList<LockAt> Locks, int UnnamedLocks);

/// <summary>A stretch of a run that ends at a lock or, the last one, at the port.</summary>
/// <param name="Lock">Null at the port.</param>
public readonly record struct Stretch(string? Lock, decimal Km, int SailingMinutes, int LockMinutes);

/// <summary>Running times on inland waterways. Pure.</summary>
public static class BargeRun
{
    /// <summary>1.0 h per lock (facts.csv, quality E).</summary>
    public const int UnnamedLockMinutes = 60;

    /// <summary>Whole minutes to sail a distance, rounded up, at least one.</summary>
    public static int SailingMinutes(decimal km, decimal kmh) => Math.Max(1, (int)Math.Ceiling(km * 60 / kmh));

    /// <summary>The stretches of a run over a reach; their lengths add up to the reach.</summary>
    public static IReadOnlyList<Stretch> Over(Reach reach, bool downstream, ReachSpeed speed, Func<string, int> lockMinutes)
    {
        var kmh = downstream ? speed.DownstreamKmh : speed.UpstreamKmh;
        var stretches = new List<Stretch>(reach.Locks.Count + 1);
        var sailed = 0m;
        foreach (var at in downstream ? reach.Locks : reach.Locks.Reverse())
        {
            var position = downstream ? at.Km : reach.Km - at.Km;
            stretches.Add(new(at.Lock, position - sailed, SailingMinutes(position - sailed, kmh), lockMinutes(at.Lock)));
            sailed = position;
        }

        var rest = reach.Km - sailed;
        stretches.Add(new(null, rest, SailingMinutes(rest, kmh) + (reach.UnnamedLocks * UnnamedLockMinutes), 0));
        return stretches;
    }
}
