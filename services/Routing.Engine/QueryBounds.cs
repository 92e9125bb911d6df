using System.Runtime.Intrinsics;

namespace Qujiang.Routing.Engine;

/// <summary>The lower bounds of one query: from each terminal, by way of the vias still ahead, to the nearest destination in each criterion.</summary>
internal sealed class QueryBounds
{
    private readonly LowerBounds work = new();
    private readonly List<Vector128<int>[][]> own = [];
    private readonly List<Vector128<int>[][]> byStage = [];

    /// <summary>The bounds of all terminals with so many vias behind and so many boardings ahead.</summary>
    public Vector128<int>[] At(int viasPassed, int boardingsLeft) => byStage[viasPassed][Math.Min(boardingsLeft, LowerBounds.Top)];

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
            : ToDestinations(stages.ViaCount, destinations, version, prices, cutOffs);
        for (var passed = stages.ViaCount - 1; passed >= 0; passed--)
        {
            byStage[passed] = ToVia(passed, stages.Via(passed), version, prices, cutOffs);
        }
    }

    private Vector128<int>[][] ToDestinations(int stage, ReadOnlySpan<Seed> seeds, TimetableVersion version, PriceList prices, bool cutOffs)
    {
        work.Begin(version);
        foreach (ref readonly var seed in seeds)
        {
            var left = Vector128.Create(seed.Time, seed.Cost.Price, seed.Cost.Co2, seed.Boardings);
            work.Seed(0, Math.Min(seed.Boardings, LowerBounds.Top), seed.Terminal.Value, left);
        }

        return Spread(stage, version, prices, cutOffs);
    }

    private Vector128<int>[][] ToVia(int stage, ViaStop via, TimetableVersion version, PriceList prices, bool cutOffs)
    {
        work.Begin(version);
        for (var level = 0; level < LowerBounds.Levels; level++)
        {
            var onwards = byStage[stage + 1][level][via.Terminal.Value] + Vector128.CreateScalar(via.MinimumStay);
            work.Seed(0, level, via.Terminal.Value, Vector128.Min(onwards, LowerBounds.None));
        }

        return Spread(stage, version, prices, cutOffs);
    }

    private Vector128<int>[][] Spread(int stage, TimetableVersion version, PriceList prices, bool cutOffs)
    {
        work.Spread(version, prices, cutOffs);
        while (own.Count <= stage)
        {
            own.Add([
                [],
                [],
                [],
                [],
                [],
            ]);
        }

        for (var level = 0; level < LowerBounds.Levels; level++)
        {
            ref var bounds = ref own[stage][level];
            if (bounds.Length < version.Terminals)
            {
                bounds = new Vector128<int>[version.Terminals];
            }

            work.CopyTo(level, 0, bounds.AsSpan(0, version.Terminals));
        }

        return own[stage];
    }
}
