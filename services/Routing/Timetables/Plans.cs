using Qujiang.Contracts.V1;
using Qujiang.Routing.Engine;
using Qujiang.Routing.Live;
using Call = Qujiang.Contracts.V1.Call;

namespace Qujiang.Routing.Timetables;

/// <summary>How facts become what the engine takes.</summary>
public static class Plans
{
    /// <summary>No cargo is ever ready so long before: a call without a cut-off is one where nobody boards.</summary>
    private const int NobodyBoards = 1 << 28;

    /// <summary>More than any timetable reaches ahead, and far from the largest number.</summary>
    public const int LongestCutOffMinutes = 60 * 24 * 60;

    public static Engine.Call ToEngine(Call call, TerminalIndex terminal, Clock clock)
    {
        var departure = call.Departure is { } leaves ? clock.Down(leaves) : 0;
        var cutOff = call is { Departure: not null, Cutoff: { } latest } ? Math.Max(0, departure - clock.Down(latest)) : NobodyBoards;
        return new Engine.Call(
            terminal,
            call.Arrival is { } arrives ? clock.Up(arrives) : departure,
            call.Departure is null ? clock.Up(call.Arrival ?? clock.Epoch) : departure,
            cutOff,
            Math.Max(0, call.HandlingMinutes * 60)
        );
    }

    /// <summary>The stretches between the calls where cargo is worked; <paramref name="worked"/> are their positions.</summary>
    public static IReadOnlyList<PricedSegment> PricedSegments(MovementState movement, int[] worked)
    {
        var segments = new PricedSegment[worked.Length - 1];
        for (var i = 0; i < segments.Length; i++)
        {
            var (from, to) = (worked[i], worked[i + 1]);
            var km = 0m;
            for (var s = from; s < to; s++)
            {
                km += movement.Segments[s].Km;
            }
            var aboard = movement.Published!.Rules.Reefer
                ? (movement.Calls[to].Departure ?? movement.Calls[to].Arrival) - movement.Calls[from].Departure
                : null;
            segments[i] = new PricedSegment(km, to - from - 1, Hours.Of(aboard > TimeSpan.Zero ? aboard.Value : TimeSpan.Zero));
        }
        return segments;
    }

    /// <summary>Whether two versions of a lane look the same to a search.</summary>
    public static bool IsSameTimetable(LanePublished a, LanePublished b) =>
        (a.From, a.To, a.Km, a.DurationMinutes, a.LoadingMinutes, a.HandlingMinutes, a.PoolId, a.TariffId, a.TolledKm)
            == (b.From, b.To, b.Km, b.DurationMinutes, b.LoadingMinutes, b.HandlingMinutes, b.PoolId, b.TariffId, b.TolledKm)
        && (a.Times ?? []).SequenceEqual(b.Times ?? [])
        && (a.DangerousGoodsTimes ?? []).SequenceEqual(b.DangerousGoodsTimes ?? [])
        && (a.DangerousGoodsTimes is null) == (b.DangerousGoodsTimes is null)
        && a.Rules.Accepts.SequenceEqual(b.Rules.Accepts)
        && a.Rules.DangerousGoods.SequenceEqual(b.Rules.DangerousGoods)
        && (a.Rules.PieceGauges ?? []).SequenceEqual(b.Rules.PieceGauges ?? [])
        && Scalars(a.Rules) == Scalars(b.Rules);

    private static CargoRules Scalars(CargoRules rules) => rules with { Accepts = [], DangerousGoods = [], PieceGauges = null };
}
