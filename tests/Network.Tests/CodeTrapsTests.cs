using Shouldly;
using Xunit;

namespace Qujiang.Network.Tests;

public sealed class CodeTrapsTests
{
    private static readonly Terminals Hub = Terminals.Hub;

    [Fact]
    public void CNJUZ_is_Jiuzhen_and_not_Quzhou_airport()
    {
        var lookup = Hub.FindByUnlocode("CNJUZ");
        lookup.Terminals.ShouldBeEmpty();
        lookup.Hint.ShouldNotBeNull().ShouldContain("Jiuzhen");
        Hub.FindByIata("JUZ")!.Unlocode.ShouldBe("CNQZS");
    }

    [Fact]
    public void Several_terminals_share_CNQZS()
    {
        var codes = Hub.FindByUnlocode("cnqzs").Terminals.Select(t => t.Code.Value).ToList();
        codes.ShouldContain("QJP-DLZ");
        codes.ShouldContain("QZR-EST");
        codes.ShouldContain("JUZ");
        codes.Count.ShouldBeGreaterThan(8);
        Hub.FindByUnlocode("CNQZS", PlaceMeaning.Airport).Terminals.ShouldHaveSingleItem().Code.Value.ShouldBe("JUZ");
        Hub.FindByUnlocode("CNQZS", PlaceMeaning.Port).Terminals.ShouldNotContain(t => t.Kind == TerminalKind.Airport);
    }

    [Theory]
    [InlineData("CNSHA", "WGQ-PRT YSA-PRT")]
    [InlineData("CNSHG", "WGQ-PRT YSA-PRT")]
    [InlineData("CNNGB", "BLG-PRT CHS-PRT MSG-PRT ZHI-PRT")]
    [InlineData("CNNBG", "BLG-PRT CHS-PRT MSG-PRT ZHI-PRT")]
    public void Old_and_new_port_codes_of_Shanghai_and_Ningbo_mean_ports_when_a_port_is_meant(string code, string expected)
    {
        string.Join(' ', Hub.FindByUnlocode(code, PlaceMeaning.Port).Terminals.Select(t => t.Code)).ShouldBe(expected);
    }

    [Fact]
    public void CNNGB_is_the_airport_when_nothing_is_said_and_when_an_airport_is_meant()
    {
        Hub.FindByUnlocode("CNNGB").Terminals.ShouldHaveSingleItem().Code.Value.ShouldBe("NGB");
        Hub.FindByUnlocode("CNNGB", PlaceMeaning.Airport).Terminals.ShouldHaveSingleItem().Code.Value.ShouldBe("NGB");
        Hub.FindByUnlocode("CNSHA", PlaceMeaning.Airport).Terminals.ShouldBeEmpty();
    }

    [Fact]
    public void CNFUZ_is_Fuzhou_in_Jiangxi_and_CNFZH_the_one_in_Fujian()
    {
        Hub.FindByUnlocode("CNFUZ").Terminals.ShouldBeEmpty();
        Hub.FindByUnlocode("CNFUZ").Hint.ShouldNotBeNull().ShouldContain("CNFZH");
        Hub.FindByUnlocode("CNFZH").Terminals.ShouldHaveSingleItem().Province.ShouldBe("FJ");
    }

    [Theory]
    [InlineData("CNSQD", "CNSRS")]
    [InlineData("CNEHU", "none")]
    public void A_code_is_never_built_from_CN_and_IATA(string code, string truth)
    {
        var lookup = Hub.FindByUnlocode(code);
        lookup.Terminals.ShouldBeEmpty();
        lookup.Hint.ShouldNotBeNull().ShouldContain(truth);
    }

    [Fact]
    public void JDZ_is_the_airport_and_JDZ_RAIL_the_station()
    {
        Hub.Find("JDZ")!.Kind.ShouldBe(TerminalKind.Airport);
        Hub.Find("jdz-rail")!.Kind.ShouldBe(TerminalKind.RailTerminal);
        Hub.FindByUnlocode("CNJDZ").Terminals.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("CNBLG", true)]
    [InlineData("CN2LG", true)]
    [InlineData("CN1LG", false)]
    [InlineData("CN0LG", false)]
    [InlineData("cnblg", false)]
    [InlineData("CNBL", false)]
    [InlineData("CNBLGX", false)]
    [InlineData("C2BLG", false)]
    [InlineData("CNBLG\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_form_of_a_unlocode(string? text, bool valid) => Unlocode.IsWellFormed(text).ShouldBe(valid);

    [Theory]
    [InlineData("CSQU3054383", true)]
    [InlineData("csqu 305438-3", true)]
    [InlineData("CSQU3054384", false)]
    [InlineData("CSQX3054383", false)]
    [InlineData("CSQU305438", false)]
    [InlineData("MSKU6011672", true)]
    public void Container_numbers_have_a_check_digit(string number, bool valid) => ContainerNumber.IsValid(number).ShouldBe(valid);

    [Fact]
    public void The_check_digit_of_CSQU305438_is_3() => ContainerNumber.CheckDigit("CSQU305438").ShouldBe(3);

    [Theory]
    [InlineData("1203", "1203")]
    [InlineData("UN1203", "1203")]
    [InlineData(" un 1203", "1203")]
    [InlineData("UN12033", null)]
    [InlineData("12O3", null)]
    [InlineData("0000", null)]
    [InlineData(null, null)]
    public void UN_numbers_are_four_digits(string? text, string? expected) => DangerousGoods.NormalizeUnNumber(text).ShouldBe(expected);

    [Fact]
    public void There_are_twenty_classes_of_dangerous_goods()
    {
        DangerousGoods.Classes.Count.ShouldBe(20);
        DangerousGoods.IsClass("2.1").ShouldBeTrue();
        DangerousGoods.IsClass("2").ShouldBeFalse();
        DangerousGoods.IsClass("10").ShouldBeFalse();
    }

    [Theory]
    [InlineData("3", "5.1", "separated from", null, "9.3.A")]
    [InlineData("5.1", "3", "separated from", null, "9.3.A")]
    [InlineData("2.1", "8", "away from", null, null)]
    [InlineData("6.2", "8", "separated by a complete compartment from", null, null)]
    [InlineData("1.1", "3", "separated longitudinally", "ADR", "9.3.A")]
    [InlineData("3", "8", null, null, null)]
    [InlineData("3", "3", null, null, null)]
    [InlineData("4.3", "8", "away from", null, "9.3.A")]
    public void Classes_are_kept_apart_by_the_rules_of_their_mode(string a, string b, string? sea, string? road, string? air)
    {
        Check(DangerRules.Sea, sea);
        Check(DangerRules.Road, road);
        Check(DangerRules.Air, air);

        void Check(DangerRules rules, string? expected)
        {
            var why = DangerousGoods.KeptApart(a, b, rules);
            if (expected is null)
            {
                why.ShouldBeNull();
            }
            else
            {
                why.ShouldNotBeNull().ShouldContain(expected);
            }
        }
    }

    [Fact]
    public void Every_pair_of_classes_is_judged_the_same_both_ways()
    {
        foreach (var rules in Enum.GetValues<DangerRules>())
        {
            foreach (var a in DangerousGoods.Classes)
            {
                foreach (var b in DangerousGoods.Classes)
                {
                    DangerousGoods.KeptApart(a, b, rules).ShouldBe(DangerousGoods.KeptApart(b, a, rules));
                }
            }
        }
        DangerousGoods.Classes.ShouldAllBe(c => DangerousGoods.KeptApart(c, "9", DangerRules.Sea) == null);
    }

    [Theory]
    [InlineData("45G1", Openness.Closed, 269)]
    [InlineData("42U1", Openness.Top, 235)]
    [InlineData("42P1", Openness.Rack, 196)]
    public void Equipment_has_a_gauge(string type, Openness open, int height)
    {
        var equipment = Equipment.Find(type).ShouldNotBeNull();
        equipment.Open.ShouldBe(open);
        equipment.Gauge.ShouldNotBeNull().HeightCm.ShouldBe(height);
        Equipment.Find("22T1")!.Gauge.ShouldBeNull();
    }

    [Theory]
    [InlineData("22G1", 20, 100, false)]
    [InlineData("45G1", 40, 200, false)]
    [InlineData("L5G1", 45, 225, false)]
    [InlineData("45R1", 40, 200, true)]
    [InlineData("22gp", 20, 100, false)]
    [InlineData("45RT", 40, 200, true)]
    public void Equipment_by_size_and_type(string type, int feet, int teu100, bool reefer)
    {
        var equipment = Equipment.Find(type).ShouldNotBeNull();
        (equipment.LengthFeet, equipment.Teu100, equipment.Reefer).ShouldBe((feet, teu100, reefer));
    }

    [Theory]
    [InlineData("99X9")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("45G")]
    public void Unknown_equipment_is_nothing(string? type) => Equipment.Find(type).ShouldBeNull();

    [Fact]
    public void The_hub_day_begins_at_16_utc()
    {
        HubTime.DayOf(new DateTimeOffset(2026, 11, 30, 15, 59, 59, TimeSpan.Zero)).ShouldBe(new DateOnly(2026, 11, 30));
        HubTime.DayOf(new DateTimeOffset(2026, 11, 30, 16, 0, 0, TimeSpan.Zero)).ShouldBe(new DateOnly(2026, 12, 1));
        HubTime.InstantOf(new DateOnly(2026, 12, 1), new TimeOnly(8, 0)).ShouldBe(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        HubTime.InstantOf(DateOnly.MinValue, TimeOnly.MinValue).ShouldBe(DateTimeOffset.MinValue);
        HubTime.DayOf(DateTimeOffset.MinValue).ShouldBe(DateOnly.MinValue);
        HubTime.DayOf(DateTimeOffset.MaxValue).ShouldBe(DateOnly.MaxValue);
        HubTime.InstantOf(DateOnly.MaxValue, TimeOnly.MaxValue).ShouldBe(DateTimeOffset.MaxValue.AddHours(-8));
    }
}
