using Qujiang.Tariffs;

namespace Qujiang.Routing.Quotes;

/// <summary>
/// The plans for a wish with what waiting adds, and such as leave later to stand for less: where a plan that starts with a truck then stands at a terminal for money, the cargo
/// may as well be kept where it is until the truck just reaches the next departure. That is searched again as a wish that is ready then, so room, hours and closures
/// are those of the later day; its plans are plans of the earlier wish too.
/// </summary>
public sealed class HoldBack(RouteSearch search, Waiting waiting)
{
    /// <summary>Searches again at most so often, for the plans that pay most for standing.</summary>
    private const int Most = 3;

    public IReadOnlyList<PlannedOption> Find(RouteSpecification wish, Cargo cargo)
    {
        var found = search.Find(wish);
        var plans = waiting.AddTo(found, cargo);
        if (ReferenceEquals(plans, found) || wish.Via.Count > 0)
        {
            return plans;
        }
        var later = found
            .Where(p => p.Legs is [LaneLeg or DoorLeg, _, ..])
            .Select(p => (ReadyAt: LatestReady(p), Pays: waiting.Of(p, cargo, leg: 1).Fen))
            .Where(p => p.Pays > 0 && p.ReadyAt > wish.ReadyAt)
            .GroupBy(p => p.ReadyAt)
            .OrderByDescending(g => g.Max(p => p.Pays))
            .Select(g => g.Key)
            .Take(Most)
            .SelectMany(readyAt =>
                waiting.AddTo(search.Find(wish with { ReadyAt = readyAt }), cargo).Select(p => p with { HeldBackUntil = readyAt })
            )
            .ToList();
        return later.Count == 0 ? plans : Waiting.Best([.. plans, .. later]);
    }

    /// <summary>When the cargo must be ready for the truck to reach the second leg's cut-off, if it takes as long then.</summary>
    private static DateTimeOffset LatestReady(PlannedOption plan) => plan.Legs[1].Cutoff - (plan.Legs[0].Available - plan.Legs[0].Cutoff);
}
