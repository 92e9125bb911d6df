using CsCheck;
using Qujiang.Cli.Commands;
using Qujiang.Cli.Grammar;

namespace Qujiang.Cli.Tests;

/// <summary>What people may type for cargo, places and times.</summary>
public sealed class GrammarTests
{
    private static readonly Gen<decimal> Kg = Gen.Int[1, 99_999_999].Select(n => n / 1000m);
    private static readonly Gen<decimal> Cm = Gen.Int[1, 20_000].Select(n => n / 10m);
    private static readonly Gen<string> Type = Gen.Char["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"].Array[4].Select(c => new string(c));

    [Fact]
    public void Boxes_read_back_what_they_print() =>
        Gen.Select(Gen.Int[1, 9999], Type, Kg, (count, type, kg) => new BoxSpec(count, type, kg))
            .Sample(box => BoxSpec.Parse(box.ToString()) == box);

    [Fact]
    public void Pieces_read_back_what_they_print() =>
        Gen.Select(Gen.Int[1, 9999], Cm, Cm, Cm, Kg, (count, l, w, h, kg) => new PieceSpec(count, l, w, h, kg))
            .Sample(piece => PieceSpec.Parse(piece.ToString()) == piece);

    [Fact]
    public void Tonnes_and_kilograms_mean_the_same() =>
        Gen.Select(Type, Gen.Int[1, 40_000])
            .Sample(
                (type, kg) =>
                {
                    var tonnes = FormattableString.Invariant($"{kg / 1000m}t");
                    return BoxSpec.Parse($"2x{type}@{tonnes}") == BoxSpec.Parse($"2X{type.ToLowerInvariant()}@{kg}")
                        && BoxSpec.Parse($"2x{type}@{kg}KG")!.CargoKg == kg;
                }
            );

    [Fact]
    public void A_count_that_is_not_written_is_one()
    {
        BoxSpec.Parse("45G1@20t").ShouldBe(new BoxSpec(1, "45G1", 20_000));
        BoxSpec.Parse("12x22G1@500kg").ShouldBe(new BoxSpec(12, "22G1", 500));
        BoxSpec.Parse("1x42P1@15t/1100x300x190cm").ShouldBe(new BoxSpec(1, "42P1", 15_000, new CargoSize(1_100, 300, 190)));
        BoxSpec.Parse("1x42P1@15t/1100x300").ShouldBeNull();
        BoxSpec.Parse("1x42P1@15t/").ShouldBeNull();
        PieceSpec.Parse("120x80x100@250").ShouldBe(new PieceSpec(1, 120, 80, 100, 250));
    }

    [Fact]
    public void Nothing_that_is_typed_makes_it_throw()
    {
        var typed = Gen.OneOf(
            Gen.String,
            Gen.Char["0123456789xXGgtTkKcmM@./,+-dhIUN "].Array[0, 24].Select(c => new string(c)),
            Gen.Const("99999999999999999999999999999999999999")
        );
        typed.Sample(text =>
        {
            _ = (BoxSpec.Parse(text), PieceSpec.Parse(text), BulkSpec.Parse(text), DangerousGoodsSpec.Parse(text));
            _ = (PlaceSpec.Parse(text), ViaSpec.Parse(text), ModeNames.Parse(text), QuoteCommand.OptionOf(text));
            _ = (Times.TryInstant(text, DateTimeOffset.UnixEpoch, out _), Times.TryDuration(text, out _));
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x22G1@1t")]
    [InlineData("-1x22G1@1t")]
    [InlineData("2x22G@1t")]
    [InlineData("2x22G11@1t")]
    [InlineData("2x22G1")]
    [InlineData("2x22G1@")]
    [InlineData("2x22G1@0t")]
    [InlineData("2x22G1@-5t")]
    [InlineData("2x22G1@1e3kg")]
    [InlineData("2x22G1@20lb")]
    [InlineData("2x22G1@20t@20t")]
    [InlineData("31k/@31T")]
    [InlineData("2x2/G1@20t")]
    [InlineData("99999999999x22G1@20t")]
    public void These_are_no_boxes(string text) => BoxSpec.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData("3x120x80cm@250kg")] // reads as 3 x 120 x 80 cm: three numbers are one piece
    public void Three_numbers_are_one_piece(string text) => PieceSpec.Parse(text).ShouldBe(new PieceSpec(1, 3, 120, 80, 250));

    [Theory]
    [InlineData("3x120x80x100x9cm@250kg")]
    [InlineData("120x80cm@250kg")]
    [InlineData("0x120x80x100cm@250kg")]
    [InlineData("1x0x80x100cm@250kg")]
    [InlineData("1x120x80x100cm")]
    public void These_are_no_pieces(string text) => PieceSpec.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData("1203/3/II", "1203", "3", "II")]
    [InlineData("UN1203/3", "1203", "3", null)]
    [InlineData("1950/2.1", "1950", "2.1", null)]
    [InlineData("0004/1.1d/ii", "0004", "1.1D", "II")]
    public void Dangerous_goods(string text, string un, string dgClass, string? group) =>
        DangerousGoodsSpec.Parse(text).ShouldBe(new DangerousGoodsSpec(un, dgClass, group));

    [Theory]
    [InlineData("123/3")]
    [InlineData("1203")]
    [InlineData("1203/3/IIII")]
    [InlineData("1203/3/")]
    public void These_are_no_dangerous_goods(string text) => DangerousGoodsSpec.Parse(text).ShouldBeNull();

    [Fact]
    public void Places()
    {
        PlaceSpec.Parse("blg-prt").ShouldBe(new PlaceSpec(Terminal: "BLG-PRT"));
        PlaceSpec.Parse("JUZ").ShouldBe(new PlaceSpec(Terminal: "JUZ"));
        PlaceSpec.Parse("CNNBG").ShouldBe(new PlaceSpec(Unlocode: "CNNBG"));
        PlaceSpec.Parse("28.95,118.87").ShouldBe(new PlaceSpec(Lat: 28.95m, Lon: 118.87m));
        PlaceSpec.Parse("-28.95, 118.87, The mill, gate 2").ShouldBe(new PlaceSpec(Lat: -28.95m, Lon: 118.87m, Name: "The mill, gate 2"));
        foreach (var text in new[] { "", "X", "CNNB1", "91,0", "0,181", "a,b", "BLG-", "BLG PRT" })
        {
            PlaceSpec.Parse(text).ShouldBeNull(text);
        }
    }

    [Fact]
    public void Stops_on_the_way()
    {
        ViaSpec.Parse("QZL-HUB").ShouldBe(new ViaSpec("QZL-HUB", null));
        ViaSpec.Parse("QZL-HUB+6h").ShouldBe(new ViaSpec("QZL-HUB", TimeSpan.FromHours(6)));
        ViaSpec.Parse("QZL-HUB+").ShouldBeNull();
        ViaSpec.Parse("CNNBG").ShouldBeNull();
    }

    [Theory]
    [InlineData("2026-12-01", "2026-12-01T00:00:00+08:00")]
    [InlineData("2026-12-01T08:30", "2026-12-01T08:30:00+08:00")]
    [InlineData("2026-12-01 08:30", "2026-12-01T08:30:00+08:00")]
    [InlineData("2026-12-01T08:30:15", "2026-12-01T08:30:15+08:00")]
    [InlineData("2026-12-01T00:30Z", "2026-12-01T08:30:00+08:00")]
    [InlineData("2026-12-01T00:30:00+00:00", "2026-12-01T08:30:00+08:00")]
    [InlineData("+6h", "2026-11-24T20:10:00+08:00")]
    [InlineData("+1d12h", "2026-11-26T02:10:00+08:00")]
    public void Instants(string text, string expected)
    {
        Times.TryInstant(text, Now, out var instant).ShouldBeTrue();
        Times.Rfc3339(instant).ShouldBe(expected);
    }

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("2026-13-01")]
    [InlineData("01.12.2026")]
    [InlineData("+")]
    [InlineData("+0h")]
    [InlineData("2026-12-01T25:00")]
    public void These_are_no_instants(string text) => Times.TryInstant(text, Now, out _).ShouldBeFalse();

    [Fact]
    public void The_next_full_hour_is_later_than_now_and_at_most_an_hour_away() =>
        Gen.Long[0, 10_000_000_000]
            .Select(DateTimeOffset.FromUnixTimeSeconds)
            .Sample(now => Times.NextHour(now) is var next && next > now && next - now <= TimeSpan.FromHours(1) && next.Minute == 0);

    private static DateTimeOffset Now => new(2026, 11, 24, 6, 10, 0, TimeSpan.Zero);
}
