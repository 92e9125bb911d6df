using CsCheck;
using Shouldly;
using Xunit;

namespace Qujiang.Network.Tests;

public sealed class TerminalsTests
{
    [Fact]
    public void There_are_76_terminals_each_under_its_own_code()
    {
        Terminals.Hub.All.Count.ShouldBe(76);
        Terminals.Hub.All.Select(t => t.Code).Distinct().Count().ShouldBe(76);
        Terminals.Hub.All.GroupBy(t => t.Kind).ToDictionary(g => g.Key, g => g.Count())[TerminalKind.Lock].ShouldBe(8);
    }

    [Fact]
    public void Every_terminal_lies_in_the_region_and_says_where_it_comes_from()
    {
        foreach (var t in Terminals.Hub.All)
        {
            t.Latitude.ShouldBeInRange(25, 32, t.Code.Value);
            t.Longitude.ShouldBeInRange(115, 123, t.Code.Value);
            t.Source.ShouldNotBeNullOrWhiteSpace(t.Code.Value);
            "ABC".ShouldContain(t.CoordinateQuality);
            if (t.Unlocode is not null)
            {
                Unlocode.IsWellFormed(t.Unlocode).ShouldBeTrue(t.Code.Value);
            }

            (t.Kind == TerminalKind.Airport).ShouldBe(t.Iata is not null && t.Iata == t.Code.Value, t.Code.Value);
            HandlingTimes.Of(t.Kind).HandlingMinutes.ShouldBeGreaterThanOrEqualTo(0);
            TerminalKinds.FromCode(t.Kind.Code()).ShouldBe(t.Kind);
        }
    }

    [Theory]
    [InlineData("大路章", "QJP-DLZ")]
    [InlineData("衢州机场", "JUZ")]
    [InlineData("pulp reserve", "QZP-PLP")]
    [InlineData("Beilun", "BLG-PRT")]
    [InlineData("BLG-PRT", "BLG-PRT")]
    [InlineData("yiwu airport", "YIW")]
    [InlineData("廿里", "QZN-NLI")]
    public void Names_are_found_in_both_languages(string query, string first) => Terminals.Hub.Search(query)[0].Code.Value.ShouldBe(first);

    [Theory]
    [InlineData("Atlantis")]
    [InlineData("")]
    [InlineData("Beilun Atlantis")]
    public void What_is_not_there_is_not_found(string query) => Terminals.Hub.Search(query).ShouldBeEmpty();

    [Fact]
    public void Near_is_sorted_and_knows_no_locks()
    {
        var near = Terminals.Hub.Near(28.99, 118.99, 30);
        near[0].Terminal.Code.Value.ShouldBe("QJP-DLZ");
        near[0].Km.ShouldBe(0, 0.001);
        near.Select(n => n.Km).ShouldBeInOrder();
        near.ShouldAllBe(n => n.Km <= 30 && n.Terminal.HandlesCargo);
    }

    [Fact]
    public void Great_circles_obey_symmetry_and_the_triangle()
    {
        var place = Gen.Select(Gen.Double[-85, 85], Gen.Double[-180, 180]);
        Gen.Select(place, place, place)
            .Sample(
                (a, b, c) =>
                {
                    var (ab, ba) = (
                        Geo.GreatCircleKm(a.Item1, a.Item2, b.Item1, b.Item2),
                        Geo.GreatCircleKm(b.Item1, b.Item2, a.Item1, a.Item2)
                    );
                    var (bc, ac) = (
                        Geo.GreatCircleKm(b.Item1, b.Item2, c.Item1, c.Item2),
                        Geo.GreatCircleKm(a.Item1, a.Item2, c.Item1, c.Item2)
                    );
                    return Math.Abs(ab - ba) < 1e-6 && ac <= ab + bc + 1e-6 && ab is >= 0 and < 20_016;
                }
            );
    }

    [Fact]
    public void Codes_parse_or_fail_with_a_word()
    {
        TerminalCode.Parse(" qjp-dlz ").Value.ShouldBe("QJP-DLZ");
        Should.Throw<FormatException>(() => TerminalCode.Parse("QJP_DLZ")).Message.ShouldContain("QJP_DLZ");
        TerminalCode.TryParse(null, out _).ShouldBeFalse();
        Terminals.Hub.Find("XXX-YYY").ShouldBeNull();
        Should.Throw<KeyNotFoundException>(() => Terminals.Hub[TerminalCode.Parse("XXX-YYY")]);
    }

    [Fact]
    public void Csv_reads_quotes_commas_and_line_ends_and_names_bad_lines()
    {
        var table = CsvTable.Parse("a,b\r\n\"x, \"\"y\"\"\nz\",1\n\n,2\n");
        table.Rows.Count.ShouldBe(2);
        table.Rows[0]["a"].ShouldBe("x, \"y\"\nz");
        table.Rows[1].Optional("a").ShouldBeNull();
        table.Rows[1].Int("b").ShouldBe(2);
        Should.Throw<FormatException>(() => CsvTable.Parse("a,b\n1\n")).Message.ShouldContain("Line 2");
        Should.Throw<FormatException>(() => CsvTable.Parse("a,b\n\"1,2\n"));
        Should.Throw<FormatException>(() => table.Rows[0].Int("a")).Message.ShouldContain("column a");
        Should.Throw<KeyNotFoundException>(() => table.Rows[0]["c"]);
    }
}
