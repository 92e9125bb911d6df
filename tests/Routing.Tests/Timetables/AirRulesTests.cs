using System.Text.Json;
using Qujiang.Network;
using Qujiang.Routing.Live;
using Qujiang.Routing.Quotes;
using Qujiang.Routing.Tests.Harness;
using Qujiang.Routing.Timetables;

namespace Qujiang.Routing.Tests.Timetables;

/// <summary>Which dangerous goods fly: what the air service told last, day by day, and the table for all it has not told.</summary>
public sealed class AirRulesTests
{
    private static readonly DateOnly Day = new(2026, 12, 10);
    private static readonly Dangerous Equipment = new("3481", "9", null);

    [Fact]
    public void A_row_holds_from_its_day_on_and_before_the_first_the_table_does()
    {
        var rules = new AirRules();
        rules.MayFly(Equipment, passengers: true, Day).ShouldBeTrue(); // by the table
        rules.Told.Set(Facts.Goods("3481", 1, (Day, AirQuantity.Forbidden, "35 kg"), (Day.AddDays(5), "1 kg", AirQuantity.Forbidden)));
        rules.MayFly(Equipment, passengers: true, Day.AddDays(-1)).ShouldBeTrue();
        rules.MayFly(Equipment, passengers: true, Day).ShouldBeFalse();
        rules.MayFly(Equipment, passengers: false, Day.AddDays(4)).ShouldBeTrue();
        rules.MayFly(Equipment, passengers: false, Day.AddDays(5)).ShouldBeFalse();
        rules
            .Find(Equipment, Day.AddDays(9))!
            .ShouldSatisfyAllConditions(l => l.Passenger.ShouldBe("1 kg"), l => (l.Source, l.Quality).ShouldBe(("our own variation", 'S')));
        rules.ChangesBetween(Equipment, Day.AddDays(-3), Day.AddDays(30)).ShouldBe([Day, Day.AddDays(5)]);
        rules.ChangesBetween(Equipment, Day, Day.AddDays(4)).ShouldBeEmpty();

        rules.Told.Replace([]);
        rules.MayFly(Equipment, passengers: true, Day).ShouldBeTrue();
    }

    [Fact]
    public void What_is_packed_with_it_must_fly_as_well()
    {
        var rules = new AirRules();
        rules.Told.Set(Facts.Goods("9998", 1, (Day, "1 kg", AirQuantity.Forbidden)));
        var both = Equipment with { PackedWith = [new("9998", "9", null)] };
        (rules.MayFly(both, passengers: true, Day), rules.MayFly(both, passengers: false, Day)).ShouldBe((true, false));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"FORBIDDEN\"")]
    [InlineData("""{"name": "x", "classes": [], "groups": []}""")]
    [InlineData("""{"name": "x", "classes": [], "groups": [{"passengerAircraft": null}]}""")]
    [InlineData("""{"name": "x", "classes": [], "groups": [null]}""")]
    public void A_row_that_makes_no_sense_is_passed_over(string data)
    {
        var sheet = Facts.Goods("3481", 1, (Day, AirQuantity.Forbidden, AirQuantity.Forbidden));
        sheet = sheet with { Rows = [sheet.Rows[0] with { Data = JsonDocument.Parse(data).RootElement }] };
        var rules = new AirRules();
        rules.Told.Set(sheet);
        rules.MayFly(Equipment, passengers: true, Day).ShouldBeTrue();
        var state = new ModeState();
        state.Apply(sheet).Kind.ShouldBe(ChangeKind.ReferenceData);
        state.Fingerprint().ShouldNotBe(new ModeState().Fingerprint());
    }

    [Fact]
    public void Of_two_versions_the_later_holds_whichever_comes_first_and_other_data_are_left_out()
    {
        var (older, newer) = (Facts.Goods("3481", 1, (Day, "1 kg", "1 kg")), Facts.Goods("3481", 2, (Day, AirQuantity.Forbidden, "1 kg")));
        var state = new ModeState();
        state.Apply(newer).ShouldBe(new Change(ChangeKind.ReferenceData, "3481", DataKind: "dangerous-goods"));
        state.Apply(older).Kind.ShouldBe(ChangeKind.None);
        state.Apply(newer).Kind.ShouldBe(ChangeKind.None);
        state.ReferenceData[new("dangerous-goods", "3481")].Revision.ShouldBe(2);
        state.Apply(older with { Kind = "airport", Id = "JUZ" }).Kind.ShouldBe(ChangeKind.None);
        state.Apply(older with { Service = "road", Id = "1203" }).Kind.ShouldBe(ChangeKind.None);
        state.ReferenceData.Count.ShouldBe(1);
    }
}
