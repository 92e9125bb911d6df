using Qujiang.Network;

namespace Qujiang.LegKernel.Tests;

public sealed class SeedFilesTests
{
    private static readonly Provenance Source = new("test", Quality.E);

    [Fact]
    public void Days_are_all_those_of_the_week_or_those_of_the_month()
    {
        SeedFiles.Days("daily").ShouldBe(ServiceDays.Daily);
        SeedFiles.Days("Mon|Sun").Weekdays.ShouldBe(Weekdays.Monday | Weekdays.Sunday);
        var month = SeedFiles.Days("dom:2|31");
        month.Weekdays.ShouldBe(Weekdays.None);
        month.Includes(new DateOnly(2026, 12, 31)).ShouldBeTrue();
        month.Includes(new DateOnly(2026, 12, 30)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Mo")]
    [InlineData("")]
    [InlineData("dom:")]
    [InlineData("dom:x")]
    public void Other_days_do_not_parse(string text) => Should.Throw<FormatException>(() => SeedFiles.Days(text));

    [Theory]
    [InlineData("source,quality\n,E\n")]
    [InlineData("source,quality\nsomebody,Q\n")]
    public void A_row_without_source_or_quality_is_refused(string csv) =>
        Should.Throw<FormatException>(() => SeedFiles.ProvenanceOf(CsvTable.Parse(csv).Rows[0])).Message.ShouldContain("Line 2");

    [Fact]
    public void A_corridor_is_found_from_both_ends()
    {
        var map = new CorridorMap([new Corridor("C-1", "X", "QJP-DLZ", "LYP-QTJ", 34, 29.2m, 6.4m, "active", Source)]);
        map.Between("QJP-DLZ", "LYP-QTJ").Forward.ShouldBeTrue();
        map.Between("LYP-QTJ", "QJP-DLZ").Forward.ShouldBeFalse();
        Should.Throw<KeyNotFoundException>(() => map.Between("QJP-DLZ", "JHP-LUO"));
    }

    [Fact]
    public void A_row_becomes_a_pattern_with_points_that_are_passed_and_stays_at_calls()
    {
        var row = new LineRow(
            "L-1",
            "A line",
            ["QJP-DLZ", "LYP-QTJ", "ZPU-PRT"],
            ServiceDays.Daily,
            [new TimeOnly(6, 0)],
            "v",
            "T-1",
            45,
            new DateOnly(2026, 1, 1),
            null,
            Source
        );
        var vehicle = new VehicleClass("v", "V", new CapacityVector(100), new CargoRules([CargoKind.Container], [], false), Source);
        var pattern = row.ToPattern(
            vehicle,
            (from, to) => from == "QJP-DLZ" ? [new Hop("LCK-ARP", 6, 30, 60), new Hop(to, 28, 140)] : [new Hop(to, 100, 600)]
        );
        pattern
            .Calls.Select(c => (c.Terminal, c.Kind, c.ArrivalMinutes, c.DepartureMinutes, c.KmToNext))
            .ShouldBe([
                ("QJP-DLZ", CallKind.Cargo, 0, 0, 6),
                ("LCK-ARP", CallKind.Pass, 30, 90, 28),
                ("LYP-QTJ", CallKind.Cargo, 230, 275, 100),
                ("ZPU-PRT", CallKind.Cargo, 875, 875, 0),
            ]);
        var zhapu = HandlingTimes.Of(TerminalKind.SeaRiverPort);
        (pattern.Calls[3].HandlingMinutes, pattern.Calls[3].CutoffMinutes).ShouldBe((zhapu.HandlingMinutes, zhapu.CutoffMinutes));
        Should.Throw<FormatException>(() =>
            (row with { Route = ["QJP-DLZ", "XXX-YYY"] }).ToPattern(vehicle, (_, to) => [new Hop(to, 1, 1)])
        );
    }
}
