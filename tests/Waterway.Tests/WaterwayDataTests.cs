using Qujiang.Contracts.V1;
using Qujiang.LegKernel;
using Qujiang.LegKernel.Seed;
using Qujiang.Network;
using Qujiang.Tariffs;
using Shouldly;
using Xunit;

namespace Qujiang.Waterway.Tests;

public sealed class WaterwayDataTests
{
    private static readonly LegModule Module = WaterwayModule.Create();

    [Fact]
    public void The_module_is_sound()
    {
        SeedRules.Problems(Module).ShouldBeEmpty();
        Module.Tariffs.SelectMany(t => t.ToTyped(1).Validate()).ShouldBeEmpty();
    }

    [Fact]
    public void Every_call_is_at_a_known_terminal_and_only_locks_are_passed()
    {
        foreach (var call in Module.Lines.SelectMany(l => l.Calls))
        {
            var terminal = Terminals.Hub.Find(call.Terminal).ShouldNotBeNull(call.Terminal);
            (call.Kind == CallKind.Pass).ShouldBe(terminal.Kind == TerminalKind.Lock, call.Terminal);
            if (call.Kind == CallKind.Cargo)
            {
                terminal.IsPort.ShouldBeTrue(call.Terminal);
            }
        }
    }

    [Fact]
    public void No_segment_is_shorter_than_the_great_circle()
    {
        foreach (var line in Module.Lines)
        {
            foreach (var (a, b) in line.Calls.Zip(line.Calls.Skip(1)))
            {
                var km = Geo.GreatCircleKm(Terminals.Hub.Find(a.Terminal)!, Terminals.Hub.Find(b.Terminal)!);
                // Coordinates of quality C are good to about 5 km; only the stretch from Youbu lock to Luoyang (3.4 km, sourced) needs some of it.
                ((double)a.KmToNext).ShouldBeGreaterThanOrEqualTo(km - 0.1, $"{line.LineId} {a.Terminal}-{b.Terminal}");
            }
        }
    }

    [Fact]
    public void Every_corridor_is_sailed_in_both_directions()
    {
        foreach (var row in CsvTable.Embedded(typeof(WaterwayModule).Assembly, "corridors.csv").Rows)
        {
            Sailed(row["from"], row["to"]).ShouldBeTrue(row["corridor_id"]);
            Sailed(row["to"], row["from"]).ShouldBeTrue(row["corridor_id"] + " back");
        }

        static bool Sailed(string from, string to) =>
            Module.Lines.Any(l => CargoCalls(l) is var calls && calls.Zip(calls.Skip(1)).Any(p => p == (from, to)));
    }

    [Theory]
    [InlineData("WW-QZ-ZPU-C", 3 * 52, 3600)]
    [InlineData("WW-LXI-ZPU-C", 8 * 12, 3600)]
    [InlineData("WW-JHP-ZPU-C", 4 * 12, 3600)]
    [InlineData("WW-FUN-ZPU-C", 2 * 52, 3600)]
    [InlineData("WW-QZ-BULK", 6 * 364, 0)]
    [InlineData("WW-HYC", 3 * 52, 2400)]
    [InlineData("SF-ZPU-BLG", 364, 20000)]
    public void Every_service_of_the_data_runs_as_often_as_it_says_there_and_back(string service, int perYear, int teu100)
    {
        var row = CsvTable.Embedded(typeof(WaterwayModule).Assembly, "services.csv").Rows.Single(r => r["service_id"] == service);
        var there = Module.Lines.Single(l => l.LineId == service);
        var calls = CargoCalls(there);
        var route = row["route"].Split('>').Where(c => c != "...").ToList();
        calls.Where(route.Contains).ShouldBe(route);
        var back = Module.Lines.Single(l => CargoCalls(l).SequenceEqual(calls.Reverse()) && l.Vehicle == there.Vehicle);
        foreach (var line in new[] { there, back })
        {
            RunsIn364Days(line).ShouldBeInRange(perYear - 2, perYear);
            line.Offered.Teu100.ShouldBe(teu100);
        }
    }

    [Fact]
    public void A_box_from_Quzhou_to_Beilun_takes_about_71_hours_with_the_transfer_at_Zhapu()
    {
        var barge = Module.Lines.Single(l => l.LineId == "WW-QZ-ZPU-C");
        var feeder = Module.Lines.Single(l => l.LineId == "SF-ZPU-BLG");
        var transfer = barge.Calls[^1].HandlingMinutes + feeder.Calls[0].CutoffMinutes;
        transfer.ShouldBe(12 * 60);
        var hours = (barge.Calls[^1].ArrivalMinutes + transfer + feeder.Calls[^1].ArrivalMinutes) / 60.0;
        hours.ShouldBe(71, 71 * 0.10);
    }

    [Fact]
    public void Its_line_haul_costs_about_860_and_emits_about_308_kg()
    {
        var cargo = Qujiang.Tariffs.Cargo.OfContainers([new Box(40, 1, 20_000, 3_900)]);
        var (barge, feeder) = (Leg("WW-QZ-ZPU-C", cargo), Leg("SF-ZPU-BLG", cargo));
        var charges = barge.Charges.Concat(feeder.Charges).ToList();
        (charges.Where(c => c.Code == "LINEHAUL").Sum(c => c.AmountFen) / 100.0).ShouldBe(860, 860 * 0.02);
        (barge.Emissions.Concat(feeder.Emissions).Where(e => e.At == At.Distance).Sum(e => e.Grams) / 1000.0).ShouldBe(308, 308 * 0.02);
        charges.Single(c => c.Code == "LOCK").Quantity.ShouldBe(20 * 7);
    }

    [Fact]
    public void Heavy_cold_and_oversized_boxes_pay_surcharges()
    {
        Codes(new Box(40, 1, 20_000, 3_900)).ShouldBeEmpty();
        Codes(new Box(20, 1, 24_000, 2_250)).ShouldBe(["HEAVY 80.00"]);
        Codes(new Box(40, 1, 15_000, 4_600, Reefer: true)).ShouldBe(["REEFER_MONITORING 100.00"]);
        // Over-width: two 40 ft slots lost on 358 km at 0.90 CNY a TEU-km.
        Codes(new Box(40, 1, 15_000, 5_000, OutOfGauge: true, LostTeu100: 400)).ShouldBe(["OUT_OF_GAUGE 600.00", "LOST_SLOT 1288.80"]);

        IEnumerable<string> Codes(Box box) =>
            Evaluator
                .Price(
                    Module.Tariffs.Single(t => t.TariffId == "WW-2026").ToTyped(1),
                    Qujiang.Tariffs.Cargo.OfContainers([box]),
                    new("RIVER_PORT", "RIVER_PORT", [new LegSegment(358)])
                )
                .Where(c => c.Code is "HEAVY" or "REEFER_MONITORING" or "OUT_OF_GAUGE" or "LOST_SLOT")
                .Select(c => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{c.Code} {c.AmountFen / 100m:0.00}"));
    }

    [Fact]
    public void A_tonne_that_moves_from_road_to_barge_saves_what_the_port_published()
    {
        // Quzhou Port, Q1 2023: 635 kt moved from road to water saved 6,052.5 t CO2 (chinaservicesinfo.com 2023-05-08, S), 9.5 kg a tonne.
        const double published = 6_052.5 / 635;
        // By road to Zhapu: 335 km (corridor ROA-QZL-HUB-ZPU-PRT) at 62 g/tkm.
        const double road = 335 * 62 / 1000.0;
        var line = Module.Lines.Single(l => l.LineId == "WW-QZ-ZPU-C");
        var km = (double)line.Calls.Sum(c => c.KmToNext);
        var factors = Module
            .Tariffs.Single(t => t.TariffId == "WW-2026")
            .Emissions.Where(e => e.Basis == "TONNE_KM")
            .Select(e => double.Parse(e.Grams))
            .ToList();
        factors.ShouldBe([29.3, 34.0]);
        (road - (km * factors[0] / 1000)).ShouldBe(published, published * 0.05); // containers
        (road - (km * factors[1] / 1000)).ShouldBe(published, published * 0.25); // bulk
    }

    [Fact]
    public void The_container_line_passes_seven_locks_in_order_and_Fuchunjiang_keeps_it_four_hours()
    {
        var line = Module.Lines.Single(l => l.LineId == "WW-QZ-ZPU-C");
        var passes = line.Calls.Where(c => c.Kind == CallKind.Pass).ToList();
        passes.Select(c => c.Terminal).ShouldBe(["LCK-ARP", "LCK-HCD", "LCK-XXT", "LCK-YBU", "LCK-YAO", "LCK-FCJ", "LCK-BAB"]);
        var fuchunjiang = passes.Single(c => c.Terminal == "LCK-FCJ");
        (fuchunjiang.DepartureMinutes - fuchunjiang.ArrivalMinutes).ShouldBe(240);
        var back = Module.Lines.Single(l => l.LineId == "WW-ZPU-QZ-C");
        back.Calls.Where(c => c.Kind == CallKind.Pass).Select(c => c.Terminal).Reverse().ShouldBe(passes.Select(c => c.Terminal));
        back.Calls[^1].ArrivalMinutes.ShouldBeGreaterThan(line.Calls[^1].ArrivalMinutes);
        back.Calls.Sum(c => c.KmToNext).ShouldBe(line.Calls.Sum(c => c.KmToNext));
    }

    private static (IReadOnlyList<Charge> Charges, IReadOnlyList<EmissionLine> Emissions) Leg(string lineId, Qujiang.Tariffs.Cargo cargo)
    {
        var line = Module.Lines.Single(l => l.LineId == lineId);
        var tariff = Module.Tariffs.Single(t => t.TariffId == line.TariffId).ToTyped(1);
        var leg = new LegFacts(
            Kind(line.Calls[0]),
            Kind(line.Calls[^1]),
            [.. line.Calls.Zip(line.Calls.Skip(1)).Select(p => new LegSegment(p.First.KmToNext, p.Second.Kind == CallKind.Pass ? 1 : 0))]
        );
        return (Evaluator.Price(tariff, cargo, leg), Evaluator.Emissions(tariff, cargo, leg));

        static string Kind(PatternCall call) => Terminals.Hub.Find(call.Terminal)!.Kind.Code();
    }

    private static string[] CargoCalls(LinePattern line) => [.. line.Calls.Where(c => c.Kind == CallKind.Cargo).Select(c => c.Terminal)];

    private static int RunsIn364Days(LinePattern line) =>
        Enumerable.Range(0, 364).Count(d => line.Days.Includes(new DateOnly(2026, 1, 5).AddDays(d))) * line.Departures.Count;
}
