using CsCheck;
using Qujiang.Contracts.V1;
using Qujiang.Network;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Tests.Timetables;

/// <summary>A carrier with spaces for pieces is taken by what fits one of them, piece by piece, and by nothing else.</summary>
public sealed class PieceGaugeTests
{
    private static readonly CargoRules Rules = new([CargoKind.Pieces], [], Reefer: false);

    [Fact]
    public void A_shipment_is_refused_where_one_of_its_pieces_fits_no_space()
    {
        var gauge = Gen.Select(Gen.Int[10, 40], Gen.Int[10, 40], Gen.Int[10, 40], Gen.Int[10, 40])
            .Select((l, w, h, kg) => new PieceGauge("X", Math.Max(l, w), Math.Min(l, w), h, kg));
        var piece = Gen.Select(Gen.Int[5, 45], Gen.Int[5, 45], Gen.Int[5, 45], Gen.Int[5, 45])
            .Select((l, w, h, kg) => new Piece(1, kg, Math.Max(l, w), Math.Min(l, w), h));
        Gen.Select(gauge.Array[1, 3], gauge.Array[1, 3], piece.Array[1, 3])
            .Sample(
                (one, other, pieces) =>
                {
                    var traits = new Traits();
                    var refused = new[] { one, other }.Select(g => traits.Refused(Rules with { PieceGauges = g }, Mode.Air)).ToArray();
                    var free = traits.Refused(Rules, Mode.Air);
                    var shipment = traits.Of(new Shipment([], pieces, 0, null, null, null));
                    foreach (var (gauges, mask) in new[] { one, other }.Zip(refused))
                    {
                        var fits = pieces.All(p => PieceFit.Misfit(Traits.SizeOf(p), [.. gauges.Select(Traits.SizeOf)]) is null);
                        ((mask & shipment) == 0).ShouldBe(fits);
                    }

                    (free & shipment).ShouldBe(0UL);
                },
                iter: 5_000
            );
    }
}
