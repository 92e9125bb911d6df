using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>The lower bounds of one query: from each terminal, by way of the vias still ahead, to the nearest destination in each criterion.</summary>
internal sealed class QueryBounds
{
    private readonly LowerBounds work = new();
    private readonly List<Vector128<int>[]> own = [];
    private readonly List<Vector128<int>[]> byStage = [];

    public Vector128<int>[] At(int viasPassed) => byStage[viasPassed];

    public void Begin(Query query, Stages stages, TimetableVersion version, PriceList prices)
    {
        var cutOffs = !query.Relax.HasFlag(Relaxations.CutOffs);
        byStage.Clear();
        for (var i = 0; i <= stages.ViaCount; i++)
        {
            byStage.Add([]);
        }

        var destinations = query.Destinations.Span;
        byStage[stages.ViaCount] = destinations is [{ Time: 0, Boardings: 0, Cost: { Price: 0, Co2: 0 } } only]
            ? query.Costs.Bounds(version, prices, only.Terminal.Value, cutOffs)
            : Compute(stages.ViaCount, destinations, version, prices, cutOffs);

        for (var passed = stages.ViaCount - 1; passed >= 0; passed--)
        {
            var via = stages.Via(passed);
            var onwards = byStage[passed + 1][via.Terminal.Value] + Vector128.CreateScalar(via.MinimumStay);
            var bounds = Own(passed, version.Terminals);
            work.Begin(version);
            work.Seed(0, via.Terminal.Value, Vector128.Min(onwards, LowerBounds.None));
            work.Spread(version, prices, cutOffs);
            work.CopyTo(0, bounds.AsSpan(0, version.Terminals));
            byStage[passed] = bounds;
        }
    }

    private Vector128<int>[] Compute(int stage, ReadOnlySpan<Seed> seeds, TimetableVersion version, PriceList prices, bool cutOffs)
    {
        var bounds = Own(stage, version.Terminals);
        work.Begin(version);
        foreach (ref readonly var seed in seeds)
        {
            work.Seed(0, seed.Terminal.Value, Vector128.Create(seed.Time, seed.Cost.Price, seed.Cost.Co2, seed.Boardings));
        }

        work.Spread(version, prices, cutOffs);
        work.CopyTo(0, bounds.AsSpan(0, version.Terminals));
        return bounds;
    }

    private Vector128<int>[] Own(int stage, int terminals)
    {
        while (own.Count <= stage)
        {
            own.Add([]);
        }

        if (own[stage].Length < terminals)
        {
            own[stage] = new Vector128<int>[terminals];
        }

        return own[stage];
    }
}
