using Qujiang.Contracts.V1;
using Qujiang.Routing.Live;

namespace Qujiang.Routing.Timetables;

/// <summary>By which modes each terminal is served, worked out anew every half minute at most.</summary>
public sealed class ServedModes(LiveNetwork network, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private volatile Worked worked = new(DateTimeOffset.MinValue, new Dictionary<string, Mode[]>(StringComparer.Ordinal));

    public IReadOnlyList<Mode> At(string terminal)
    {
        var now = time.GetUtcNow();
        if (now - worked.At > Fresh)
        {
            worked = new Worked(now, Work());
        }
        return worked.Modes.GetValueOrDefault(terminal, []);
    }

    private Dictionary<string, Mode[]> Work()
    {
        var served = new HashSet<(string, Mode)>();
        foreach (var feed in network.Feeds)
        {
            foreach (var movement in feed.State.Movements.Values.Where(m => m.Runs))
            {
                served.UnionWith(movement.Calls.Where(c => c.Kind == CallKind.Cargo).Select(c => (c.Terminal, feed.Mode)));
            }
            foreach (var lane in feed.State.Lanes.Values.Where(l => !l.Withdrawn))
            {
                served.Add((lane.From, feed.Mode));
                served.Add((lane.To, feed.Mode));
            }
        }
        return served
            .GroupBy(s => s.Item1, s => s.Item2, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Order().ToArray(), StringComparer.Ordinal);
    }

    private sealed record Worked(DateTimeOffset At, Dictionary<string, Mode[]> Modes);
}
