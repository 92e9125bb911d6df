using System.Globalization;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.Waterway.Physics;

namespace Qujiang.Waterway;

/// <summary>The hub's waterways: how a vessel gets from one port to the next, locks included.</summary>
public sealed class Waterways
{
    private readonly CorridorMap corridors;
    private readonly Dictionary<string, Reach> reaches;
    private readonly HashSet<(string From, string To)> sea;

    public Waterways(CorridorMap corridors, CsvTable reaches)
    {
        this.corridors = corridors;
        var km = corridors.All.ToDictionary(c => c.Id, c => c.Km, StringComparer.Ordinal);
        this.reaches = reaches.Rows.ToDictionary(
            r => r["corridor_id"],
            r => new Reach(km[r["corridor_id"]], Kind(r), [.. r.List("locks").Select(ParseLock)], r.Int("unnamed_locks")),
            StringComparer.Ordinal
        );
        sea = [.. corridors.All.Where(c => !this.reaches.ContainsKey(c.Id)).SelectMany(c => new[] { (c.From, c.To), (c.To, c.From) })];
    }

    /// <summary>Out of this assembly's own data.</summary>
    public static Waterways Load()
    {
        var assembly = typeof(Waterways).Assembly;
        return new(SeedFiles.Corridors(assembly), CsvTable.Embedded(assembly, "reaches.csv"));
    }

    /// <summary>The inland reaches with their two ports, from the upper one down.</summary>
    public IEnumerable<(Corridor Corridor, Reach Reach)> Reaches =>
        corridors.All.Where(c => reaches.ContainsKey(c.Id)).Select(c => (c, reaches[c.Id]));

    /// <summary>The two ports at the ends of a reach; null when there is no reach of that id (a sea passage has none).</summary>
    public (string From, string To)? Ends(string corridorId) =>
        reaches.ContainsKey(corridorId) ? corridors.All.Where(c => c.Id == corridorId).Select(c => (c.From, c.To)).Single() : null;

    /// <summary>Whether there is a way from one port directly to another that a vessel can take.</summary>
    /// <param name="speedOf">How fast it sails on a kind of reach; null where it does not.</param>
    public bool Leads(string from, string to, Func<ReachKind, ReachSpeed?> speedOf) =>
        corridors.Find(from, to) is { } corridor && (!reaches.TryGetValue(corridor.Id, out var reach) || speedOf(reach.Kind) is not null);

    /// <summary>The kinds of reach on a route, each once.</summary>
    public IEnumerable<ReachKind> KindsOn(IReadOnlyList<string> route) => Way(route).Select(r => reaches[r].Kind).Distinct();

    /// <summary>Whether the way from one call to the next leads over the sea.</summary>
    public bool IsSea(string from, string to) => sea.Contains((from, to));

    /// <summary>Whether ways over the sea begin there.</summary>
    public bool IsSeaport(string terminal) => sea.Any(s => s.From == terminal);

    /// <summary>The inland reach between two neighbouring ports; null where there is none.</summary>
    public string? ReachOf(string from, string to) =>
        corridors.Find(from, to) is { } corridor && reaches.ContainsKey(corridor.Id) ? corridor.Id : null;

    /// <summary>The inland reaches of a route, by id.</summary>
    public IEnumerable<string> Way(IReadOnlyList<string> route) =>
        route.Zip(route.Skip(1), (a, b) => corridors.Between(a, b).Corridor.Id).Where(reaches.ContainsKey);

    /// <summary>The way of a vessel between two neighbouring ports. A sea passage has no reach: its hours are those of the corridor.</summary>
    /// <param name="speedOf">How fast it sails on each kind of reach on its way.</param>
    /// <param name="lockMinutes">Time at a lock.</param>
    /// <param name="channelOf">What a reach is like.</param>
    public IReadOnlyList<Hop> Run(
        string from,
        string to,
        Func<ReachKind, ReachSpeed?> speedOf,
        Func<string, int> lockMinutes,
        Func<string, ChannelData> channelOf
    )
    {
        var (corridor, downstream) = corridors.Between(from, to);
        if (!reaches.TryGetValue(corridor.Id, out var reach))
        {
            return [new Hop(to, corridor.Km, (int)Math.Round(corridor.TypicalHours * 60))];
        }

        var usual = speedOf(reach.Kind) ?? throw new ArgumentException($"The vessel does not sail {corridor.Id}.", nameof(speedOf));
        var channel = channelOf(corridor.Id);
        var speed = new ReachSpeed(channel.DownstreamKmh ?? usual.DownstreamKmh, channel.UpstreamKmh ?? usual.UpstreamKmh);
        return
        [
            .. BargeRun
                .Over(reach, downstream, speed, lockMinutes)
                .Select(s => new Hop(s.Lock ?? to, s.Km, s.SailingMinutes, s.LockMinutes)),
        ];
    }

    private static ReachKind Kind(CsvRow row) => Enum.Parse<ReachKind>(row["reach"], ignoreCase: true);

    private static LockAt ParseLock(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return new(text[..at], decimal.Parse(text[(at + 1)..], CultureInfo.InvariantCulture));
    }
}
