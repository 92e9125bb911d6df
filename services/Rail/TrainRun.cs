using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;
using Qujiang.Rail.Physics;

namespace Qujiang.Rail;

/// <summary>A line as its trains run that start on a day: their way, their room on each stretch of it, and their wagons. Pure.</summary>
public static class TrainRun
{
    /// <summary>Whether every section of the way is built by then and carries freight.</summary>
    public static bool IsOpen(LineRow row, RailState state, DateOnly day) =>
        Stretches(row).All(s => state.Tracks.CarryFreight(s.From, s.To, day));

    /// <summary>The pattern, whether its way is open or not.</summary>
    public static LinePattern Pattern(LineRow row, RailState state, DateOnly day)
    {
        var (train, vehicle) = (state.Fleet.Shape(row.Vehicle, day)!, state.Fleet.Class(row.Vehicle, day)!);
        var line = row.ToPattern(vehicle, (from, to) => state.Tracks.Run(from, to, day));
        var limits = Stretches(row).Select(s => state.Tracks.Limit(s.From, s.To, day)).ToList();
        return line with
        {
            Calls =
            [
                .. line.Calls.Select((c, i) => i < limits.Count ? c with { OfferedToNext = Room(train, limits[i], line.Offered) } : c),
            ],
            Rules = line.Rules with { Wagons = Wagons(train, limits) },
        };
    }

    /// <summary>The wagons as they are published for the whole way, on which each must carry what stands on it.</summary>
    public static WagonRules Wagons(TrainShape train, IReadOnlyList<SectionLimit> way)
    {
        // A wagon that passes a weak section is loaded for it; where nothing may be loaded at all there is no room to be misjudged.
        var kg = way.Select(l => TrainLoad.WagonKg(train, l)).Where(k => k > 0).DefaultIfEmpty(train.Kg / train.Wagons).Min();
        return new(train.Teu100 / train.Wagons, kg, train.Tiers, SlotsInOneTier(train, way));
    }

    /// <summary>
    /// Where more than this is offered the train runs in two tiers. A train that is cut short on its way in two tiers offers no more than a whole one in one, so the slots of the
    /// shorter train must be told, unless it runs in one tier elsewhere with as many.
    /// </summary>
    private static int SlotsInOneTier(TrainShape train, IReadOnlyList<SectionLimit> way)
    {
        var stretches = way.Select(l => (Doubled: l.DoubleStack && train.Tiers > 1, TrainLoad.Carry(train, l).Teu100)).ToList();
        var doubled = stretches.Where(s => s is { Doubled: true, Teu100: > 0 }).Select(s => s.Teu100 / train.Tiers).ToList();
        return doubled.Count == 0
            ? train.Teu100
            : Math.Max(doubled.Min(), stretches.Where(s => !s.Doubled).Select(s => s.Teu100).DefaultIfEmpty(0).Max());
    }

    /// <summary>Null where the whole train runs in one tier, as the line says already.</summary>
    private static CapacityVector? Room(TrainShape train, SectionLimit limit, CapacityVector whole)
    {
        var offer = TrainLoad.Carry(train, limit);
        var room = new CapacityVector(offer.Teu100, offer.Kg, ReeferPlugs: offer.ReeferPlugs);
        return room == whole ? null : room;
    }

    private static IEnumerable<(string From, string To)> Stretches(LineRow row) => row.Route.Zip(row.Route.Skip(1));
}
