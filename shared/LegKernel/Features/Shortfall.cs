using Qujiang.Contracts.V1;
using Qujiang.LegKernel.Ledger;

namespace Qujiang.LegKernel.Features;

/// <summary>Where an operator wants to offer less than is taken.</summary>
/// <param name="Dimension">One of <see cref="Room.Names"/>.</param>
/// <param name="Wanted">What he wants to offer.</param>
/// <param name="Taken">What is held and sold.</param>
internal sealed record Shortfall(int? Segment, string Dimension, int Wanted, int Taken)
{
    public static IReadOnlyList<Shortfall> Of(IEnumerable<Segment> segments, Func<Segment, CapacityVector> wanted) =>
        [.. segments.SelectMany(s => Of(s.Index, s.Held.Plus(s.Confirmed), wanted(s)))];

    public static IEnumerable<Shortfall> Of(int? segment, CapacityVector taken, CapacityVector wanted)
    {
        var (have, want) = (Room.Values(taken), Room.Values(wanted));
        for (var d = 0; d < have.Length; d++)
        {
            if (want[d] < have[d])
                yield return new Shortfall(segment, Room.Names[d], want[d], have[d]);
        }
    }

    public override string ToString() => $"{(Segment is { } s ? $"segment {s} " : "")}{Dimension} {Taken} taken, {Wanted} wanted";
}
