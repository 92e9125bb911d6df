using CsCheck;
using Qujiang.LegKernel;
using Shouldly;
using Xunit;

namespace Qujiang.Road.Tests;

/// <summary>The ways around closed roads.</summary>
public sealed class DetourTests
{
    private static readonly RoadLanes Lanes = RoadData.Load().State.Lanes;
    private static readonly Dictionary<string, LaneSpec> Usual = Lanes.All.ToDictionary(l => l.LaneId);
    private static readonly DateTimeOffset From = new(2026, 12, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_detour_avoids_every_closed_road_and_is_never_shorter()
    {
        var roads = Lanes.Graph.Edges;
        var found = 0;
        Gen.Int[0, roads.Count - 1]
            .Array[1, 4]
            .Sample(
                numbers =>
                {
                    var closed = numbers.Select(i => roads[i].Id).ToHashSet();
                    var road = roads[numbers[0]].Id;
                    var open = new RoadGraph(roads.Where(r => !closed.Contains(r.Id)));
                    foreach (var detour in Lanes.Detours(road, closed, From, From.AddDays(2)))
                    {
                        var lane = Usual[detour.LaneId[..^RoadLanes.SuffixOf(road).Length]];
                        (detour.From, detour.To, detour.PoolId, detour.TariffId).ShouldBe((lane.From, lane.To, lane.PoolId, lane.TariffId));
                        detour.Km.ShouldBeGreaterThanOrEqualTo(lane.Km);
                        detour.Km.ShouldBe(open.From(lane.From, 900).Single(p => p.To == lane.To).Km);
                        detour.OfferedFrom.ShouldBe(From.AddMinutes(-lane.DurationMinutes));
                        Interlocked.Increment(ref found);
                    }
                },
                iter: 8
            );
        found.ShouldBeGreaterThan(8);
    }

    [Fact]
    public void Where_the_only_road_is_closed_there_is_no_detour()
    {
        var only = Lanes
            .Graph.Edges.GroupBy(e => e.From)
            .Concat(Lanes.Graph.Edges.GroupBy(e => e.To))
            .GroupBy(g => g.Key, g => g.ToList())
            .Select(g => (Terminal: g.Key, Roads: g.SelectMany(r => r).ToList()))
            .First(t => t.Roads.Count == 1);
        var detours = Lanes.Detours(only.Roads[0].Id, new HashSet<string> { only.Roads[0].Id }, From, null);
        detours.ShouldNotContain(d => d.From == only.Terminal || d.To == only.Terminal);
        Lanes.Over(only.Roads[0].Id).ShouldContain(l => l.StartsWith($"RD-{only.Terminal}-", StringComparison.Ordinal));
    }
}
