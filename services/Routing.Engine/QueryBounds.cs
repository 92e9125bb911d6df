using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>The lower bounds of one query: from each terminal, by way of the vias still ahead, to the nearest destination in each criterion.</summary>
internal sealed class QueryBounds
{
    private readonly LowerBounds work = new();
    private readonly List<BoundTable> own = [];
    private readonly List<BoundTable> byStage = [];

    /// <summary>The bounds with so many vias behind.</summary>
    public BoundTable At(int viasPassed) => byStage[viasPassed];

    public void Begin(Query query, Stages stages, TimetableVersion version, PriceList prices)
    {
        var cutOffs = !query.Relax.HasFlag(Relaxations.CutOffs);
        byStage.Clear();
        for (var i = 0; i <= stages.ViaCount; i++)
        {
            byStage.Add(null!);
        }

        var destinations = query.Destinations.Span;
        byStage[stages.ViaCount] = destinations is [{ Time: 0, Boardings: 0, Cost: { Price: 0, Co2: 0 } } only]
            ? query.Costs.Bounds(version, prices, only.Terminal.Value, cutOffs)
            : ToDestinations(stages.ViaCount, destinations, version, prices, cutOffs);
        byStage[stages.ViaCount].Prefetch();
        for (var passed = stages.ViaCount - 1; passed >= 0; passed--)
        {
            byStage[passed] = ToVia(passed, stages.Via(passed), version, prices, cutOffs);
        }
    }

    private BoundTable ToDestinations(int stage, ReadOnlySpan<Seed> seeds, TimetableVersion version, PriceList prices, bool cutOffs)
    {
        work.Begin(version);
        foreach (ref readonly var seed in seeds)
        {
            var left = Vector128.Create(seed.Time, seed.Cost.Price, seed.Cost.Co2, seed.Boardings);
            work.Seed(0, Math.Min(seed.Boardings, LowerBounds.Top), seed.Terminal.Value, left);
        }

        return Spread(stage, version, prices, cutOffs);
    }

    private BoundTable ToVia(int stage, ViaStop via, TimetableVersion version, PriceList prices, bool cutOffs)
    {
        work.Begin(version);
        for (var level = 0; level < LowerBounds.Levels; level++)
        {
            if (byStage[stage + 1].TryGet(via.Terminal.Value, level, out var onwards))
            {
                onwards += Vector128.CreateScalar(via.MinimumStay);
                work.Seed(0, level, via.Terminal.Value, Vector128.Min(onwards, LowerBounds.None - Vector128<int>.One));
            }
        }

        return Spread(stage, version, prices, cutOffs);
    }

    private BoundTable Spread(int stage, TimetableVersion version, PriceList prices, bool cutOffs)
    {
        work.Spread(version, prices, cutOffs);
        while (own.Count <= stage)
        {
            own.Add(new());
        }

        work.CopyTo(0, version.Terminals, own[stage]);
        return own[stage];
    }
}
