using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.Rail.Physics;
using Qujiang.Tariffs;
using Shouldly;
using Xunit;

namespace Qujiang.Rail.Tests;

public sealed class RailDataTests
{
    private static readonly LegModule Module = RailModule.Create();
    private static readonly DateOnly Day = new(2026, 12, 1);

    [Fact]
    public void The_module_is_sound()
    {
        SeedRules.Problems(Module).ShouldBeEmpty();
        Module.Tariffs.SelectMany(t => t.ToTyped(1).Validate()).ShouldBeEmpty();
    }

    [Fact]
    public void Every_call_is_at_a_rail_terminal_or_a_port_with_rails_and_no_segment_is_shorter_than_the_great_circle()
    {
        foreach (var line in Module.Lines)
        {
            foreach (var (a, b) in line.Calls.Zip(line.Calls.Skip(1)))
            {
                var (from, to) = (Terminals.Hub.Find(a.Terminal).ShouldNotBeNull(), Terminals.Hub.Find(b.Terminal).ShouldNotBeNull());
                from.Kind.ShouldBeOneOf(TerminalKind.RailTerminal, TerminalKind.Seaport);
                ((double)a.KmToNext).ShouldBeGreaterThanOrEqualTo(Geo.GreatCircleKm(from, to), $"{line.LineId} {a.Terminal}-{b.Terminal}");
            }
        }
    }

    [Fact]
    public void Every_corridor_is_run_in_both_directions()
    {
        foreach (var row in CsvTable.Embedded(typeof(RailModule).Assembly, "corridors.csv").Rows)
        {
            Runs(row["from"], row["to"]).ShouldBeTrue(row["corridor_id"]);
            Runs(row["to"], row["from"]).ShouldBeTrue(row["corridor_id"] + " back");
        }

        static bool Runs(string from, string to) =>
            Module.Lines.Any(l => l.Calls.Zip(l.Calls.Skip(1)).Any(p => p.First.Terminal == from && p.Second.Terminal == to));
    }

    [Theory]
    [InlineData("RL-QZ-BLR", 7, 9000)]
    [InlineData("RL-JHS-CHR", 14, 10000)]
    [InlineData("RL-YIW-BLR", 35, 9000)]
    [InlineData("RL-JHS-WZO", 1, 6800)]
    [InlineData("RL-QZ-JIU", 7, 6000)]
    [InlineData("RL-QZ-NDE", 7, 5000)]
    [InlineData("RL-HUKUN-W", 21, 9000)]
    public void Every_service_of_the_data_runs_as_often_as_it_says_there_and_back(string service, int perWeek, int teu100)
    {
        var row = CsvTable.Embedded(typeof(RailModule).Assembly, "services.csv").Rows.Single(r => r["service_id"] == service);
        var there = Module.Lines.Single(l => l.LineId == service);
        there.Calls.Select(c => c.Terminal).ShouldBe(row["route"].Split('>'));
        var back = Module.Lines.Single(l => l.Calls.Select(c => c.Terminal).SequenceEqual(there.Calls.Select(c => c.Terminal).Reverse()));
        foreach (var line in new[] { there, back })
        {
            RunsInAWeek(line).ShouldBe(perWeek);
            line.Offered.Teu100.ShouldBe(teu100);
        }
    }

    [Fact]
    public void The_corridors_frequency_is_that_of_the_lines_over_them()
    {
        foreach (var row in CsvTable.Embedded(typeof(RailModule).Assembly, "corridors.csv").Rows.Where(r => r["frequency"] != "on demand"))
        {
            var parts = row["frequency"].Split('/');
            var perWeek = int.Parse(parts[0]) * (parts[1] == "day" ? 7 : 1);
            var lines = Module.Lines.Where(l =>
                l.Calls.Zip(l.Calls.Skip(1)).Any(p => p.First.Terminal == row["from"] && p.Second.Terminal == row["to"])
            );
            // Direct trains, which pass without a call, make up the rest of a trunk corridor's frequency; the Quzhou train comes on top of Yiwu's own five to Beilun.
            lines.Where(l => l.LineId != "RL-QZ-BLR").Sum(RunsInAWeek).ShouldBeInRange(0, perWeek, row["corridor_id"]);
            lines.ShouldNotBeEmpty(row["corridor_id"]);
        }
    }

    [Fact]
    public void Every_train_is_short_and_light_enough_for_the_sections_it_runs_over_and_none_runs_where_only_passengers_do()
    {
        var state = RailData.Load().State;
        foreach (var line in Module.Lines)
        {
            foreach (var (a, b) in line.Calls.Zip(line.Calls.Skip(1)))
            {
                foreach (var section in state.Railway.Between(a.Terminal, b.Terminal))
                {
                    state.Tracks.AsBuilt(section, Day).Data.Traffic.ShouldBe(Traffic.Mixed, $"{line.LineId} {section}");
                }

                var train = state.Fleet.Shape(line.Vehicle, Day)!;
                var most = TrainLoad.Carry(train, state.Tracks.Limit(a.Terminal, b.Terminal, Day));
                (most.Wagons, most.Kg).ShouldBe((train.Wagons, train.Kg), $"{line.LineId} {a.Terminal}");
                (a.OfferedToNext ?? line.Offered).ShouldBe(new CapacityVector(most.Teu100, most.Kg), $"{line.LineId} {a.Terminal}");
            }
        }
    }

    [Fact]
    public void Every_section_and_every_class_of_trains_has_a_sheet()
    {
        var (data, railway) = (RailData.Load(), Railway.Load());
        railway.ById.Keys.Concat(railway.Ends.Keys).Order().ShouldBe(data.State.Tracks.All.Order());
        data.State.Fleet.All.Order().ShouldBe(SeedFiles.Vehicles(typeof(RailModule).Assembly).Keys.Order());
        data.Current.Of(data.Trains).Values.SelectMany(s => s.Rows).ShouldAllBe(r => r.Provenance.Source.Length <= 500);
    }

    [Fact]
    public void Data_that_nobody_has_changed_change_no_run()
    {
        foreach (var line in Module.Lines.Where(l => l.Calls.All(c => c.Terminal != "QZL-RAIL")))
        {
            for (var day = Day; day < Day.AddDays(400); day = day.AddDays(20))
            {
                Module.ForRun!(line, HubTime.InstantOf(day, line.Departures[0])).ShouldBeSameAs(line);
            }
        }
    }

    [Fact]
    public void Boxes_stand_on_boxes_on_the_Yongjin_line_alone()
    {
        var doubled = Module.Lines.Where(l => l.Calls.Any(c => c.OfferedToNext is not null)).Select(l => l.LineId);
        doubled.ShouldBe(["RL-SUX-CHR-DS", "RL-CHR-SUX-DS"]);
        var tracks = RailData.Load().State.Tracks;
        tracks.Limit("YIW-SUX", "BLR-RAIL", Day).DoubleStack.ShouldBeTrue();
        tracks.Limit("JHS-RAIL", "CHR-RAIL", Day).DoubleStack.ShouldBeFalse(); // the way to Yiwu is older
        tracks.Limit("QZR-EST", "JHS-RAIL", Day).DoubleStack.ShouldBeFalse();
    }

    [Fact]
    public void Its_own_lines_keep_to_the_paths_of_a_single_track()
    {
        var limit = Module.Paths.ShouldHaveSingleItem();
        (limit.Id, limit.On(Day)).ShouldBe(("RAI-QZR-EST-NDE-RAIL", 5));
        Module
            .Lines.Where(l => l.Calls.Zip(l.Calls.Skip(1)).Any(p => limit.Stretches.Contains($"{p.First.Terminal}>{p.Second.Terminal}")))
            .Sum(RunsInAWeek)
            .ShouldBeLessThanOrEqualTo(7 * 5);
    }

    [Fact]
    public void The_planned_spur_offers_nothing_before_its_date()
    {
        var spur = Module.Lines.Where(l => l.Calls.Any(c => c.Terminal == "QZL-RAIL")).ToList();
        spur.Count.ShouldBe(2);
        foreach (var line in spur)
        {
            var opens = new DateOnly(2027, 7, 1);
            Module.ForRun!(line, HubTime.InstantOf(opens.AddDays(-1), line.Departures[^1])).ShouldBeNull();
            Module.ForRun!(line, HubTime.InstantOf(opens, line.Departures[0])).ShouldBeSameAs(line);
        }
    }

    [Fact]
    public void A_forty_foot_box_of_20_tonnes_to_Beilun_takes_16_hours_and_costs_1740()
    {
        var line = Module.Lines.Single(l => l.LineId == "RL-QZ-BLR-D");
        (line.Calls[0].CutoffMinutes + line.Calls[^1].ArrivalMinutes + line.Calls[^1].HandlingMinutes).ShouldBe(16 * 60);
        var tariff = Module.Tariffs.Single().ToTyped(1);
        var cargo = Qujiang.Tariffs.Cargo.OfContainers([new Box(40, 1, 20_000, 3_900)]);
        var leg = new LegFacts("RAIL_TERMINAL", "RAIL_TERMINAL", [new LegSegment(line.Calls[0].KmToNext)]);
        var charges = Evaluator.Price(tariff, cargo, leg);
        (charges.Where(c => c.Code.StartsWith("LINEHAUL", StringComparison.Ordinal)).Sum(c => c.AmountFen) / 100.0).ShouldBe(
            1740,
            1740 * 0.01
        );
        charges.Where(c => c.Code.StartsWith("THC", StringComparison.Ordinal)).Select(c => c.AmountFen).ShouldBe([380_00, 380_00]);
        charges.ShouldNotContain(c => c.Code == "HEAVY");
        Evaluator
            .Price(tariff, Qujiang.Tariffs.Cargo.OfContainers([new Box(20, 2, 24_000, 2_250)]), leg)
            .Single(c => c.Code == "HEAVY")
            .AmountFen.ShouldBe(200_00);
        var kg = Evaluator.Emissions(tariff, cargo, leg).Where(e => e.At == At.Distance).Sum(e => e.Grams) / 1000.0;
        kg.ShouldBeInRange(75, 91);
    }

    [Theory]
    [InlineData(35_000, 500_15, 674_82)] // 35 t x 14.29; 35 t x 333 km x 0.0579
    [InlineData(70_000, 1_000_30, 1_349_65)]
    [InlineData(10_000, 500_00, 192_81)] // less than a wagon-load pays its base
    public void General_cargo_by_the_tonne_costs_what_a_box_of_35_tonnes_does(int kg, int baseFen, int haulFen)
    {
        var tariff = Module.Tariffs.Single(t => t.TariffId == "RL-2026").ToTyped(1);
        tariff.WholeLegOnly.ShouldBeFalse(); // its trains call on the way
        var charges = Evaluator.Price(
            tariff,
            Cargo.OfBulk(kg),
            new LegFacts("RAIL_TERMINAL", "RAIL_TERMINAL", [new LegSegment(150), new LegSegment(183)])
        );
        charges.Single(c => c.Code == "LINEHAUL_BASE").AmountFen.ShouldBe(baseFen);
        charges.Single(c => c.Code == "LINEHAUL").AmountFen.ShouldBe(haulFen);
    }

    [Fact]
    public void Trains_carry_no_pieces_and_only_manifest_trains_bulk()
    {
        Module.Lines.ShouldAllBe(l => !l.Rules.Accepts.Contains(CargoKind.Pieces));
        Module.Lines.Where(l => l.Rules.Accepts.Contains(CargoKind.Bulk)).ShouldAllBe(l => l.Vehicle.StartsWith("manifest"));
    }

    private static int RunsInAWeek(LinePattern line) =>
        Enumerable.Range(0, 7).Count(d => line.Days.Includes(new DateOnly(2026, 1, 5).AddDays(d))) * line.Departures.Count;
}
